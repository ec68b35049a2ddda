"""Who reviews a sealed ticket: the town as long as somebody there may, otherwise the district."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import jobs, metrics
from service.core.database import atomic, db
from service.feedback.actions.claiming import raise_to_supervisor
from service.feedback.models import Ticket
from service.feedback.queries import opening, people
from service.feedback.routing import ReviewLevel
from service.feedback.workflow import State
from service.organization.actors import Actor
from service.organization.models import Role

BATCH = 200
NOBODY = "镇街没有可以审看的人，改由区里审看。"


def settle(ticket: Ticket) -> bool:
    """Raise a sealed ticket to the district when nobody of the town may review it, which is True then; an alarm when
    nobody at all may."""
    rises = ticket.review_level is ReviewLevel.TOWN and not people.reviewers_of(ticket, Role.TOWN_SUPERVISOR)
    if rises:
        ticket.review_level = ReviewLevel.DISTRICT
    if ticket.review_level and not people.reviewers_of(ticket):
        metrics.alarm("no_reviewer")
    return rises


def pass_to_district(ticket: Ticket, *, by: Actor | None, reason: str) -> None:
    """The district reviews it from now on, and hears of it."""
    ticket.review_level = ReviewLevel.DISTRICT
    raise_to_supervisor(ticket, by=by, reason=reason, level=2)


def look_for_reviewers() -> int:
    """Settle anew who reviews what is sealed and open, since people and their offices change; returns how many rose.
    Safe twice, at once, late."""
    numbers = db.session.scalars(
        sa.select(Ticket.number).where(sa.literal_column("tickets.review_level IS NOT NULL"),
                                       Ticket.state.in_([State.REVIEWING, State.QUEUED]))
        .order_by(Ticket.town_id, Ticket.id).limit(BATCH)).all()
    return sum(_look(number) for number in numbers if not jobs.is_stopping())


def _look(number: str) -> bool:
    with atomic():
        ticket = opening.locked(number)
        if ticket.state not in (State.REVIEWING, State.QUEUED) or not settle(ticket):
            return False
        pass_to_district(ticket, by=None, reason=NOBODY)
    return True
