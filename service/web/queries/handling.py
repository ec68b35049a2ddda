"""One ticket as whoever handles or oversees it needs it: what there is, what he may do, what comes next."""

from __future__ import annotations

from collections.abc import Sequence

from service.exchange import systems
from service.feedback import policy
from service.feedback.limits import MOST_PHOTOS
from service.feedback.models import Ticket
from service.feedback.queries import opening, people, showing, similar
from service.feedback.queries.asked import open_request
from service.feedback.queries.catalogue import current
from service.feedback.workflow import REJECT_REASONS, State, Verb
from service.media.queries import loose_of
from service.organization.actors import Actor
from service.organization.queries import places
from service.web.queries.desk import named_categories
from service.web.queries.steps import told, why_here

TAKEN_ON = (Verb.CLAIM, Verb.DISPATCH)


def ticket(number: str, by: Actor, photos: Sequence[str] = ()) -> dict:
    """The ticket, its story, what he may do with it and what these forms need; `photos`: those he has brought for an
    answer that was refused. Raises UnknownTicket."""
    found, full = opening.read(number, by)
    shown = showing.detail(found, by, full=full)
    may = _may(found, by, shown["permitted"], full)
    pending = open_request(found) if found.state is State.CLAIMED and full else None
    return {"ticket": shown, "full": full, "may": may, "pending": pending, "next": _next(found, may, shown["timeline"]),
            "why": why_here(shown["route"]),
            "steps": [(step, told(step)) for step in shown["timeline"]], "is_mine": policy.speaks_for(by, found),
            "joined": similar.joined(found) if full else [],
            "lasts": found.claim_expires_at if full and found.state is State.CLAIMED else None,
            "where": places.written_out([shown["place"]["code"]]), "level": current().levels[found.service_level].name,
            "most_photos": MOST_PHOTOS, "brought": loose_of(photos, by), **_choices(found, may)}


def with_contact(number: str, by: Actor, contact: dict) -> dict:
    """The same with the contact of the resident, which stands nowhere else."""
    return ticket(number, by) | {"contact": contact}


def _may(found: Ticket, by: Actor, permitted: list[str], full: bool) -> set[str]:
    """The verbs, and what is allowed beside them."""
    may = set(permitted)
    if full and policy.may_reveal(by, found):
        may.add("reveal")
    if full and policy.oversees(by, found) and not policy.speaks_for(by, found) and found.awaits_publicity:
        may.add("unpublish")
    return may


def _choices(found: Ticket, may: set[str]) -> dict:
    """What one chooses from in the forms that will be shown."""
    choices = {"categories": named_categories() if "recategorize" in may else [],
               "communities": places.communities() if "transfer" in may else [],
               "reasons": list(REJECT_REASONS.items()), "candidates": [],
               "systems": [(code, system.name) for code, system in systems.known().items()]}
    if "dispatch" in may:  # by name: nobody is put before another
        known = sorted(people.candidates(found), key=lambda one: one["display_name"])
        choices["candidates"] = [(one["account_id"], f"{one['display_name']}，手上 {one['holds']} 件") for one in known]
    return choices


def _next(found: Ticket, may: set[str], timeline: list[dict]) -> str | None:
    """The likeliest next step of those he may take; its form stands open."""
    handled = "answer" if found.anonymous or _was_contacted(timeline) else "contact"
    looked_at = "claim" if found.review_level else "approve"  # to unseal it must be meant
    wanted = {State.REVIEWING: (looked_at,), State.QUEUED: ("claim", "dispatch"), State.CLAIMED: ("consent", handled),
              State.ASKING: ("resume",), State.SUSPENDED: ("resume",), State.FORWARDED: ("feed_back",),
              State.ANSWERED: ("end",), State.CLOSED: ("decide_objection",)}
    return next((verb for verb in wanted.get(found.state, ()) if verb in may), None)


def _was_contacted(timeline: list[dict]) -> bool:
    """Whether the resident has been contacted since it was last taken on."""
    for step in reversed(timeline):
        if step["verb"] == Verb.CONTACT:
            return True
        if step["verb"] in TAKEN_ON:
            return False
    return False
