"""How a ticket is shown: the same facts, more or fewer of them, according to who looks."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import clock
from service.core.clock import iso
from service.core.database import db, execute
from service.core.text import mask_name, mask_phone
from service.feedback import policy
from service.feedback.catalogue import shelf
from service.feedback.models import Ticket, TimelineEntry
from service.feedback.queries import forwarding, objections, opening, permitting, publicity, reading, whereabouts
from service.feedback.routing import ReviewLevel
from service.feedback.workflow import Verb
from service.media.queries import links_of
from service.organization.actors import Actor

RESIDENT_ROLES = ("reporter", "submitter", "supporter")
ONLY_STAFF_READ = {Verb.CONTACT, Verb.DISPATCH, Verb.ESCALATE}
PRIVATE_VERBS = {Verb.RATE}
OUTLINED = {Verb.SUBMIT, Verb.CLAIM, Verb.ANSWER}
REVIEWED_BY = {ReviewLevel.TOWN: "涉及工作人员，由镇街审看，社区（村）看不到。",
               ReviewLevel.DISTRICT: "涉及工作人员，由区里审看，社区（村）和镇街看不到。"}
"""Who alone reads it, told to who wrote it and to who reviews it."""


TIMELINE = (sa.select(TimelineEntry.__table__, Account.display_name)
            .outerjoin(Account, TimelineEntry.actor_id == Account.id)
            .where(TimelineEntry.ticket_id == sa.bindparam("ticket_id")).order_by(TimelineEntry.id))


def category_of(code: str | None) -> dict | None:
    """`{code, name}` of a category, None for none."""
    return shelf().briefs.get(code, code and {"code": code, "name": code})


def detail(ticket: Ticket, by: Actor | None, *, full: bool = True, steps: list[dict] | None = None) -> dict:
    """A ticket as this person sees it; in outline (`full=False`) without people, and text only when public.

    `steps` is the timeline when the caller knows it already.
    """
    readable, staff = full or ticket.is_public, full and by is not None and policy.may_see_route(by, ticket)
    may = permitting.permitted(ticket, by)
    words = reading.words(by if full else None, [ticket])
    return {
        "number": ticket.number, "state": ticket.state, "outcome": ticket.outcome, "queue": ticket.queue,
        "place": whereabouts.place_of(ticket, full=full),
        "category": category_of(ticket.category), "urgency": ticket.urgency,
        "text": words(ticket, ticket.text) if full else ticket.public_text if readable else None,
        "public_text": ticket.public_text if ticket.is_public else None,
        "photos": links_of("ticket", ticket.id, only_public=not full) if readable and ticket.photo_count else [],
        "anonymous": ticket.anonymous, "on_behalf": ticket.on_behalf, "public": ticket.is_public,
        "publicity": ticket.publicity if readable else None,
        "reporter": _reporter(ticket, by) if full else None,
        "coordinates": whereabouts.coordinates(ticket, by, full=full),
        "holder": ticket.surroundings.holder_name if full else None,
        "created_at": iso(ticket.created_at), "claim_by": iso(ticket.claim_by),
        "answer_by": iso(ticket.answer_by), "closed_at": iso(ticket.closed_at),
        "overdue": ticket.is_overdue(clock.now()), "support_count": ticket.support_count,
        "supervised": ticket.supervised > 0, "merged_into": merged_number(ticket) if full else None,
        "route": ticket.route if staff else None, "forwarding": forwarding.shown(ticket) if staff else None,
        "objection": objections.shown(ticket) if full else None,
        "notice": _notice(ticket, by) if full and ticket.review_level else None,
        "version": ticket.version, "timeline": steps or _timeline(ticket, by, words, full=full),
        "permitted": may, "object_by": _object_by(ticket) if Verb.OBJECT in may else None,
    }


def _notice(ticket: Ticket, by: Actor | None) -> str:
    mine = by is not None and policy.speaks_for(by, ticket)
    return f"{'您反映的内容' if mine else '这件事'}{REVIEWED_BY[ticket.review_level]}"


def _object_by(ticket: Ticket) -> str:
    return iso(objections.until(objections.end_of(ticket).closed_at))


def seen_by(number: str, by: Actor | None) -> dict:
    """The ticket with this number as he may see it. Raises UnknownTicket."""
    ticket, full = opening.read(number, by)
    return detail(ticket, by, full=full)


def merged_number(ticket: Ticket) -> str | None:
    """The number of the ticket this one was merged into."""
    if ticket.merged_into_id is None:
        return None
    return db.session.scalar(sa.select(Ticket.number).where(Ticket.id == ticket.merged_into_id))


def _reporter(ticket: Ticket, by: Actor | None) -> dict | None:
    if by is None or not policy.may_see_person(by, ticket):
        return None
    around = ticket.surroundings
    return {"name": mask_name(ticket.contact_name or around.reporter_name),
            "phone": mask_phone(ticket.contact_phone or around.reporter_phone)}


def _timeline(ticket: Ticket, by: Actor | None, words: reading.Words, *, full: bool) -> list[dict]:
    """Every step, oldest first: residents by role only, staff by name; notes for staff only stay with staff.

    In outline the text of an answer everybody may read, or else the public sentence beside it; of what is not public
    only the steps in OUTLINED, for the others tell what was said between the two sides.
    """
    rows = execute(TIMELINE, {"ticket_id": ticket.id}).all()
    if not (full or ticket.is_public):
        rows = [row for row in rows if row.verb in OUTLINED]
    staff = full and by is not None and policy.may_see_route(by, ticket) and not policy.is_reporter(by, ticket)
    answers = publicity.answers_of(ticket) if any(row.verb == Verb.ANSWER for row in rows) else {}
    return [_entry(row, answers.get((row.data or {}).get("answer_id")), lambda text: words(ticket, text), full=full,
                   staff=staff) for row in rows]


def _entry(row, answer: dict | None, read: Callable[[str | None], str | None], *, full: bool, staff: bool) -> dict:
    """One step; `answer` is the one it tells of. In outline only what everybody may read of that is told."""
    public = answer and answer["public_text"]
    told = full or public is not None
    private = row.verb in PRIVATE_VERBS or (row.verb in ONLY_STAFF_READ and not staff)
    named = full and row.role not in RESIDENT_ROLES
    text = read(row.text) if full else public
    return {"verb": row.verb, "at": iso(row.at), "role": row.role, "actor": row.display_name if named else None,
            "from": row.from_state, "to": row.to_state, "text": text if told and not private else None,
            "public_note": answer and (read(answer["public_note"]) if full else answer["note_shown"]),
            "data": row.data if full and not private else None,
            "photos": (links_of("answer", row.data["answer_id"], only_public=not full)
                       if told and (row.data or {}).get("photos") else [])}


def fresh(ticket: Ticket, by: Actor) -> dict:
    """A ticket just submitted, without asking the database again: its only step is known."""
    role = "reporter" if policy.is_reporter(by, ticket) else "submitter"
    step = {"verb": Verb.SUBMIT, "at": iso(ticket.created_at), "role": role, "actor": None, "from": None,
            "to": ticket.state, "text": None, "public_note": None, "data": None, "photos": []}
    return detail(ticket, by, steps=[step])
