"""What of tickets everybody may see, or would come to see: for visitors, for pictures, and for screening."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.core.database import db
from service.feedback import policy
from service.feedback.models import Answer, KeptBack, Ticket
from service.feedback.workflow import Outcome
from service.media.models import Photo

# As Ticket.awaits_publicity.
WANTED = sa.and_(sa.or_(Ticket.is_public, Ticket.kept_back.in_([KeptBack.CHECKING, KeptBack.HELD])), policy.unsealed())
LISTED = sa.and_(WANTED, Ticket.outcome.is_distinct_from(Outcome.MERGED))
WHOSE = (Ticket.number, Ticket.place_id, Ticket.place_path, Ticket.reporter_id.label("owner_id"),
         Ticket.submitted_by_id.label("submitter_id"))
TOLD = (*WHOSE, WANTED.label("is_wanted"), LISTED.label("is_listed"))


def _tickets() -> sa.Select:
    return sa.select(Ticket.id, Ticket.text, Ticket.public_text, *TOLD)


def _answers() -> sa.Select:
    return sa.select(Answer.id, Answer.text, Answer.public_text, *TOLD).join(Ticket, Answer.ticket_id == Ticket.id)


def _notes() -> sa.Select:
    """Supporters read a note whether or not the matter is public, as long as it is a matter of ours."""
    wanted = sa.and_(Answer.public_note.is_not(None), sa.or_(
        Ticket.outcome.is_(None), Ticket.outcome.not_in(policy.SHOWN_NO_LONGER)))
    return sa.select(Answer.id, Answer.public_note.label("text"),
                     sa.case((Answer.note_is_public, Answer.public_note)).label("public_text"), *WHOSE,
                     wanted.label("is_wanted"), wanted.label("is_listed")).join(Ticket, Answer.ticket_id == Ticket.id)


SOURCES = {"ticket": _tickets, "answer": _answers, "note": _notes}


def open_to_everybody() -> dict[str, sa.Select]:
    """Per kind of thing a picture hangs on, the ids of those everybody may read."""
    tickets = sa.select(Ticket.id).where(Ticket.is_public, policy.outlined_to(None))
    return {"ticket": tickets, "answer": sa.select(Answer.id).where(Answer.is_public, Answer.ticket_id.in_(tickets))}


def outlines(numbers: Sequence[str], longest: int) -> dict[str, sa.Row]:
    """`excerpt, pictures` by number, of those of these tickets everybody may read: the beginning of what he reads, and
    how many pictures he may see."""
    pictures = (sa.select(sa.func.count()).where(Photo.attached_to == "ticket", Photo.attached_id == Ticket.id,
                                                 Photo.is_public).correlate(Ticket).scalar_subquery())
    return {row.number: row for row in db.session.execute(
        sa.select(Ticket.number, sa.func.substr(Ticket.public_text, 1, longest).label("excerpt"),
                  pictures.label("pictures")).where(Ticket.number.in_(numbers), Ticket.is_public))}


def answers_of(ticket: Ticket) -> dict[int, dict]:
    """`{public_text, public_note, note_shown}` of each of its answers, by id: what everybody may read of it now, the
    public sentence beside it, and that again as far as supporters may read it."""
    rows = db.session.execute(
        sa.select(Answer.id, Answer.is_public, Answer.public_text, Answer.public_note, Answer.note_is_public)
        .where(Answer.ticket_id == ticket.id))
    return {row.id: {"public_text": row.public_text if ticket.is_public and row.is_public else None,
                     "public_note": row.public_note,
                     "note_shown": row.public_note if row.note_is_public else None} for row in rows}


def for_others(ticket=Ticket) -> sa.ColumnElement[str | None]:
    """What of an Answer to this ticket is for who is not its reporter: what everybody may read of it, else the public
    note beside it, else nothing."""
    return sa.case((sa.and_(ticket.is_public, Answer.is_public), Answer.public_text),
                   (Answer.note_is_public, Answer.public_note))


def answers_to_check(ticket_id: int) -> list[sa.Row]:
    """`id, by_id` of the ticket's answers nobody has let everybody read."""
    return list(db.session.execute(sa.select(Answer.id, Answer.by_id).where(
        Answer.ticket_id == ticket_id, sa.not_(Answer.is_public)).order_by(Answer.id)))
