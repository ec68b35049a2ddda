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
TOLD = (Ticket.number, Ticket.place_id, Ticket.place_path, Ticket.reporter_id.label("owner_id"),
        Ticket.submitted_by_id.label("submitter_id"), WANTED.label("is_wanted"), LISTED.label("is_listed"))


def _tickets() -> sa.Select:
    return sa.select(Ticket.id, Ticket.text, *TOLD)


def _answers() -> sa.Select:
    return sa.select(Answer.id, Answer.text, *TOLD).join(Ticket, Answer.ticket_id == Ticket.id)


SOURCES = {"ticket": _tickets, "answer": _answers}


def open_to_everybody() -> dict[str, sa.Select]:
    """Per kind of thing a picture hangs on, the ids of those everybody may read."""
    tickets = sa.select(Ticket.id).where(Ticket.is_public, policy.outlined_to(None))
    return {"ticket": tickets, "answer": sa.select(Answer.id).where(Answer.is_public, Answer.ticket_id.in_(tickets))}


def pictures_shown(numbers: Sequence[str]) -> dict[str, int]:
    """How many pictures everybody may see, by number, of those of these tickets everybody may read."""
    pictures = sa.and_(Photo.attached_to == "ticket", Photo.attached_id == Ticket.id, Photo.is_public)
    return dict(db.session.execute(
        sa.select(Ticket.number, sa.func.count(Photo.id)).outerjoin(Photo, pictures)
        .where(Ticket.number.in_(numbers), Ticket.is_public).group_by(Ticket.number)).all())


def answers_for_everybody(ticket: Ticket) -> set[int]:
    """Ids of the ticket's answers everybody may read; none while the ticket is not shown."""
    if not ticket.is_public:
        return set()
    return set(db.session.scalars(sa.select(Answer.id).where(Answer.ticket_id == ticket.id, Answer.is_public)))


def answers_to_check(ticket_id: int) -> list[sa.Row]:
    """`id, by_id` of the ticket's answers nobody has let everybody read."""
    return list(db.session.execute(sa.select(Answer.id, Answer.by_id).where(
        Answer.ticket_id == ticket_id, sa.not_(Answer.is_public)).order_by(Answer.id)))
