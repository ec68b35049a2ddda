"""Questions about what outside systems are to be told: lists for the district's admin, figures, what is next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core import clock
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.core.http import Page
from service.exchange import policy, systems
from service.exchange.models import EventState, OutgoingEvent
from service.feedback.models import Ticket
from service.notifications import cursors
from service.organization.actors import Actor

SHOWN = (OutgoingEvent.id, OutgoingEvent.delivery, OutgoingEvent.system, OutgoingEvent.event, Ticket.number,
         OutgoingEvent.state, OutgoingEvent.tries, OutgoingEvent.last_error, OutgoingEvent.created_at,
         OutgoingEvent.delivered_at, OutgoingEvent.next_try_at)


@dataclass(frozen=True, slots=True)
class Status:
    """Events waiting, the age of the oldest in seconds (0.0: none), dead ones."""

    waiting: int
    oldest_waiting_seconds: float
    dead: int


def outside_systems(by: Actor) -> dict:
    """Code and name of every configured system, for who may forward. Raises Forbidden."""
    if not policy.may_see_systems(by):
        raise Forbidden()
    return {"items": [{"code": one.code, "name": one.name} for one in systems.known().values()], "next": None}


def deliveries(by: Actor, *, state: EventState, limit: int, cursor: str | None) -> Page:
    """A page of events in this state, newest first; without what they say. Raises Forbidden."""
    _door(by)
    question = _shown().where(OutgoingEvent.state == state)
    if cursor:
        question = question.where(OutgoingEvent.id < cursors.read(cursor))
    rows = db.session.execute(question.order_by(OutgoingEvent.id.desc()).limit(limit + 1)).all()
    more = len(rows) > limit
    return Page([row._asdict() for row in rows[:limit]], cursors.written(rows[limit - 1].id) if more else None)


def delivery(event_id: int, by: Actor) -> dict:
    """How the delivery of one event goes. Raises NotFound."""
    row = db.session.execute(_shown().where(OutgoingEvent.id == event_id)).first()
    if row is None or not policy.may_look_after_deliveries(by):
        raise NotFound()
    return row._asdict()


def in_front(resting: Iterable[str] = ()) -> list[sa.ColumnElement[bool]]:
    """Conditions on events that no earlier one for the same ticket and system stands in front of, leaving out systems
    that are resting."""
    earlier = aliased(OutgoingEvent)
    behind = sa.exists().where(earlier.ticket_id == OutgoingEvent.ticket_id, earlier.system == OutgoingEvent.system,
                               earlier.next_try_at.is_not(None), earlier.id < OutgoingEvent.id)
    return [~behind, OutgoingEvent.system.not_in(list(resting))]


def due() -> list[str]:
    """`number event → system` of what would be sent now, for a dry run."""
    rows = db.session.execute(sa.select(Ticket.number, OutgoingEvent.event, OutgoingEvent.system)
                              .join(Ticket, OutgoingEvent.ticket_id == Ticket.id)
                              .where(OutgoingEvent.next_try_at <= clock.now(), *in_front())
                              .order_by(OutgoingEvent.next_try_at, OutgoingEvent.id).limit(500))
    return [f"{row.number} {row.event} → {row.system}" for row in rows]


def status() -> Status:
    """How delivery is doing now."""
    waiting, oldest = db.session.execute(
        sa.select(sa.func.count(), sa.func.min(OutgoingEvent.waiting_since))
        .where(OutgoingEvent.next_try_at.is_not(None))).one()
    dead = db.session.scalar(sa.select(sa.func.count()).where(OutgoingEvent.state == EventState.DEAD))
    return Status(waiting, (clock.now() - oldest).total_seconds() if oldest else 0.0, dead)


def _door(by: Actor) -> None:
    if not policy.may_look_after_deliveries(by):
        raise Forbidden()


def _shown() -> sa.Select:
    return sa.select(*SHOWN).join(Ticket, OutgoingEvent.ticket_id == Ticket.id)
