"""Taking the person out of tickets, in every copy: for him who asks for it, and when their time is over."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.core import clock, personal
from service.core.database import db
from service.feedback import events
from service.feedback.models import Answer, Forwarding, Objection, Rating, Request, Ticket, TimelineEntry
from service.feedback.queries.forwarding import typed
from service.feedback.workflow import Verb
from service.media.actions import remove_of
from service.notifications.actions import empty_letters
from service.screening.actions import empty_reasons

PRIVATE_WORDS = (Verb.CONTACT, Verb.ASK, Verb.REPLY, Verb.SUSPEND, Verb.EXTEND, Verb.REOPEN, Verb.OBJECT)
THE_MATTER = ("text", "public_text", "route")
"""What a ticket was about, and why it went where it went."""


def forget_person(ids: Sequence[int], *, why: str) -> None:
    """Who it was goes, and the words the two sides wrote to each other; the matter and what was done stay."""
    _forget(ids, why, TimelineEntry.verb.in_(PRIVATE_WORDS), but=THE_MATTER)
    empty_letters(subjects_of(ids), why=why)
    events.person_forgotten.send(None, ids=ids, why=why, matter_too=False)


def forget_all_words(ids: Sequence[int], *, why: str) -> None:
    """All that `forget_person` takes but letters (events.words_taken), and every other word: what is left are states
    and moments, for the figures."""
    _forget(ids, why, is_public=False, kept_back=None)
    personal.empty(Answer, Answer.ticket_id.in_(ids), why=why, is_public=False, note_is_public=False)
    personal.empty(Forwarding, Forwarding.ticket_id.in_(ids), typed(Forwarding.external_system))
    events.person_forgotten.send(None, ids=ids, why=why, matter_too=True)


def subjects_of(ids: Sequence[int]) -> list[str]:
    """By what letters and the audit log know these tickets, and those merged into them, whose reporters were told the
    same."""
    numbers = db.session.scalars(sa.select(Ticket.number).where(
        sa.or_(Ticket.id.in_(ids), Ticket.merged_into_id.in_(ids)))).all()
    return [subject for number in numbers for subject in (number, f"ticket:{number}")]


def _forget(ids: Sequence[int], why: str, *which_steps, but: Sequence[str] = (), **more) -> None:
    db.session.flush()
    answers = db.session.scalars(sa.select(Answer.id).where(Answer.ticket_id.in_(ids))).all()
    for kind, owners in (("ticket", ids), ("answer", answers)):
        remove_of(kind, owners)
        empty_reasons(kind, owners)
    personal.empty(Ticket, Ticket.id.in_(ids), why=why, but=but, photo_count=0, forgotten_at=clock.now(),
                   version=Ticket.version + 1, **more)
    personal.empty(TimelineEntry, TimelineEntry.ticket_id.in_(ids), *which_steps, why=why)
    for model in (Request, Rating, Objection):
        personal.empty(model, model.ticket_id.in_(ids), why=why)
