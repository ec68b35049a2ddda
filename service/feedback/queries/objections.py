"""Objections to a refusal or an ending: what ended a matter, who had a hand in it, and who may decide."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core.clock import iso
from service.core.database import db
from service.core.errors import NotFound
from service.feedback import policy, timers
from service.feedback.models import Claim, Objection, Ticket, TimelineEntry
from service.feedback.queries import people
from service.feedback.routing import ReviewLevel
from service.feedback.workflow import Outcome, Verb
from service.organization.actors import Actor
from service.organization.models import Role
from service.organization.queries.people import actor_of_account

DECIDES = {ReviewLevel.TOWN: Role.TOWN_SUPERVISOR, ReviewLevel.DISTRICT: Role.DISTRICT_ADMIN}
REFUSED = (Outcome.REJECTED, Outcome.ENDED)


def end_of(ticket: Ticket) -> sa.Row | None:
    """`actor_id, role, closed_at` of the refusal or ending by which this matter is over, be it of the ticket it was
    merged into; None when it ended otherwise."""
    ended = Ticket.id.in_([ticket.id, ticket.merged_into_id or ticket.id])
    return db.session.execute(
        sa.select(TimelineEntry.actor_id, TimelineEntry.role, Ticket.closed_at)
        .join(Ticket, Ticket.id == TimelineEntry.ticket_id)
        .where(ended, Ticket.outcome.in_(REFUSED), TimelineEntry.verb.in_([Verb.REJECT, Verb.END]))
        .order_by(TimelineEntry.id.desc()).limit(1)).first()


def until(closed_at: datetime) -> datetime:
    """Until when one may object to what ended then."""
    return closed_at + timers.OBJECT_WITHIN


def level_against(role: str) -> ReviewLevel:
    """One level above who refused or ended it, by the role he did it in."""
    return ReviewLevel.TOWN if role == "worker" else ReviewLevel.DISTRICT


def of(ticket: Ticket) -> Objection | None:
    """The objection to how this ticket ended, decided or not; there is one at most."""
    return db.session.scalar(sa.select(Objection).where(Objection.ticket_id == ticket.id))


def shown(ticket: Ticket) -> dict | None:
    """The objection as answers show it, None when there was none."""
    one = of(ticket) if ticket.objected_at else None
    return one and {"text": one.text, "at": iso(one.at), "level": one.level, "decide_by": iso(one.decide_by),
                    "verdict": one.verdict, "reason": one.reason, "decided_at": iso(one.decided_at)}


def waiting_for(by: Actor) -> sa.ColumnElement[bool]:
    """The tickets whose objection he may decide: of his level, at his places, not to a decision of his own, and
    neither did he ever have a hand in them nor do they speak of him."""
    handled, held = aliased(TimelineEntry), aliased(Claim)
    these = (Ticket.id, Ticket.merged_into_id)
    return sa.and_(
        Ticket.objection_by.is_not(None), sa.or_(sa.false(), *(
            sa.and_(policy.open_through(grant, by), _of_level(level, by))
            for level, role in DECIDES.items() for grant in by.held(role))),
        sa.not_(policy.is_named(by)),
        sa.not_(sa.exists().where(handled.ticket_id.in_(these), handled.actor_id == by.account_id)),
        sa.not_(sa.exists().where(held.ticket_id.in_(these), held.holder_id == by.account_id)))


def _of_level(level: ReviewLevel, by: Actor) -> sa.ColumnElement[bool]:
    return sa.exists().where(Objection.ticket_id == Ticket.id, Objection.decided_at.is_(None),
                             Objection.level == level, Objection.against_id != by.account_id,
                             Objection.by_id != by.account_id)


def may_decide(by: Actor, ticket: Ticket) -> bool:
    """Whether he is one of those who may decide the objection to how this ticket ended."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Ticket.id == ticket.id, waiting_for(by)))))


def deciders(ticket: Ticket, level: ReviewLevel) -> list[int]:
    """Who may decide it at this level, by account id."""
    return [account_id for account_id in people.with_roles(ticket.place_path, DECIDES[level])
            if _could_decide(account_id, ticket)]


def _could_decide(account_id: int, ticket: Ticket) -> bool:
    try:
        return may_decide(actor_of_account(account_id), ticket)
    except NotFound:
        return False
