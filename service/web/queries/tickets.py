"""Tickets as a resident's pages show them: what is asked of him first, and how each stands in plain words."""

from __future__ import annotations

from service.feedback import policy
from service.feedback.queries import lists, opening, showing
from service.feedback.queries.voices import answers_shown, asked_of, others_of, voices
from service.feedback.workflow import Verb
from service.organization.actors import Actor
from service.web import telling
from service.web.queries.steps import told

RATING = {"contacted_in_time": (("yes", "及时"), ("no", "不及时")),
          "solved": (("yes", "解决了"), ("partly", "部分解决"), ("no", "没有解决")),
          "satisfaction": ((5, "很满意"), (4, "满意"), (3, "一般"), (2, "不满意"), (1, "很不满意"))}
ASKED = {"rate", "reply"}
REFUSALS = {Verb.REJECT, Verb.END}  # whose reporter reads on the page too why, and where else he may turn
VOICES = {Verb.RATE, Verb.REPLY, Verb.WITHDRAW, Verb.OBJECT}


def mine(by: Actor, cursor: str | None) -> dict:
    """On the first page what waits for him, then his further matters, the newest first."""
    return {"asked": [] if cursor else asked_of(by), "page": others_of(by, cursor=cursor)}


def one(number: str, by: Actor | None) -> dict:
    """A ticket, what is said of it and what this person may say. Raises UnknownTicket."""
    ticket, full = opening.read(number, by)
    shown = showing.detail(ticket, by, full=full)
    may = voices(ticket, by) | VOICES.intersection(shown["permitted"])
    role = opening.speaker_role(by, ticket) if by and policy.speaks_for(by, ticket) else None
    return {"ticket": shown, "full": full, "standing": telling.standing(shown, bool(may & ASKED), full), "may": may,
            "may_more": may - ASKED - {Verb.OBJECT}, "choices": RATING,
            "steps": [entry | {"words": telling.step(entry, role), "until": telling.until(entry),
                               "why": told(entry) if entry["verb"] in REFUSALS else []}
                      for entry in shown["timeline"]]}


def public(place: str | None, category: str | None, cursor: str | None) -> dict:
    """A page of what everybody may read, each with the last answer everybody may read."""
    page = lists.tickets(None, view="public", place=place, category=category, cursor=cursor)
    return {"page": page, "answers": answers_shown([item["number"] for item in page.items])}
