"""contact, ask, reply, answer: the work between a claim and the resident's rating."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.feedback import notices, policy
from service.feedback.actions.alarming import heeding
from service.feedback.actions.pausing import drop_request
from service.feedback.actions.queueing import start_clock, stop_clock
from service.feedback.catalogue import shelf
from service.feedback.models import Answer, Contact, Ticket
from service.feedback.queries import opening
from service.feedback.workflow import Verb
from service.media.actions import attach
from service.organization.actors import Actor
from service.screening.actions import must_point_at_nobody, put


def contact(number: str, *, by: Actor, method: str, reached: bool, note: str | None = None,
            seen: int | None = None) -> Ticket:
    """Note that the resident was called, visited or written to (首次联系); a claim at work lasts on."""
    with atomic():
        ticket = opening.for_verb(number, Verb.CONTACT, by=by, seen=seen)
        moment = clock.now()
        db.session.execute(sa.insert(Contact).values(ticket_id=ticket.id, by_id=by.account_id, method=method,
                                                     reached=reached, at=moment))
        ticket.contacted_at = moment
        if reached:
            ticket.has_heard(moment)
        ticket.claim_expires_at = moment + shelf().settings[ticket.queue].claim_lasts
        ticket.advance(Verb.CONTACT, by=by, role="holder", text=note, method=method, reached=reached)
    return ticket


def ask(number: str, *, by: Actor, text: str, seen: int | None = None) -> Ticket:
    """Ask the resident for more; the clock stops until he replies, a week at the longest."""
    with atomic():
        ticket = opening.for_verb(number, Verb.ASK, by=by, seen=seen)
        stop_clock(ticket)
        ticket.has_heard(ticket.clock_stopped_at)
        ticket.advance(Verb.ASK, by=by, role="holder", text=text)
        notices.asked(ticket, text)
    return ticket


def reply(number: str, *, by: Actor, text: str, seen: int | None = None) -> Ticket:
    """The resident, or who speaks for him, says more; the clock goes on. Words of danger ring."""
    with atomic():
        ticket = opening.for_verb(number, Verb.REPLY, by=by, seen=seen)
        start_clock(ticket)
        with heeding(ticket, text):
            ticket.advance(Verb.REPLY, by=by, role=opening.speaker_role(by, ticket), text=text)
        notices.replied(ticket)
    return ticket


def answer(number: str, *, by: Actor, text: str, public_note: str | None = None, photos: list[str] | None = None,
           seen: int | None = None) -> Ticket:
    """Say what was done. Does not close: the resident rates, or seven days pass. The text is the resident's; supporters
    of a matter that is not public read the public note alone.

    Raises ContactFirst when the resident has not been contacted, unless he is anonymous to the handler; Invalid
    `persons_left` for a public note that names somebody or his door.
    """
    with atomic():
        ticket = opening.for_verb(number, Verb.ANSWER, by=by, seen=seen)
        must_point_at_nobody(public_note=public_note)
        moment = clock.now()
        given = _written(ticket, by, moment, photos or [], text=text, public_note=public_note)
        drop_request(ticket)
        ticket.answered_at, ticket.claim_expires_at, ticket.decide_by = moment, None, None
        ticket.has_heard(moment)
        ticket.advance(Verb.ANSWER, by=by, role="holder", text=text, answer_id=given.id, photos=len(photos or ()))
        notices.answered(ticket, given)
    return ticket


def _written(ticket: Ticket, by: Actor, moment: datetime, photos: list[str], **words) -> Answer:
    """The answer as a row. Whoever gave it, somebody else looks at the text before everybody reads it; the pictures of
    staff are the community's own. A public note names nobody; of anybody but staff it is looked at first."""
    of_staff = policy.oversees(by, ticket)
    given = Answer(ticket_id=ticket.id, by_id=by.account_id, is_public=False, at=moment,
                   note_is_public=of_staff and words["public_note"] is not None, **words)
    db.session.add(given)
    db.session.flush()
    if photos:
        attach(photos, owner_id=by.account_id, to="answer", attached_id=given.id, public=of_staff)
    if ticket.awaits_publicity:
        put("answer", given.id, account_id=by.account_id, photos=() if of_staff else photos)
    if given.public_note and not of_staff:
        put("note", given.id, account_id=by.account_id)
    return given
