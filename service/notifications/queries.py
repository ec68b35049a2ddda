"""Questions about messages: somebody's inbox, dead letters, and how delivery is doing."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.core.http import Page
from service.notifications import cursors, policy
from service.notifications.models import DeliveryState, Message
from service.organization.actors import Actor

INBOX = (Message.id, Message.kind, Message.title, Message.body, Message.subject, Message.created_at,
         Message.read_at)
DELIVERY = (Message.id, Message.kind, Message.title, Message.subject, Message.state, Message.tries,
            Message.last_error, Message.created_at)


@dataclass(frozen=True, slots=True)
class Status:
    """How delivery is doing: messages waiting, the age of the oldest in seconds (0.0: none), dead letters."""

    waiting: int
    oldest_waiting_seconds: float
    dead: int


def in_state(state: DeliveryState, message=Message) -> sa.ColumnElement[bool]:
    """Messages in a state, written out so that the database can use the index of that state."""
    return message.state == sa.bindparam(None, state, type_=Message.state.type, literal_execute=True)


def inbox(by: Actor, *, unread: bool, limit: int, cursor: str | None) -> Page:
    """A page of the person's own messages, newest first; `unread` leaves out what he has read."""
    question = sa.select(*INBOX).where(Message.account_id == by.account_id)
    if unread:
        question = question.where(Message.read_at.is_(None))
    return _page(question, limit, cursor)


def inbox_message(message_id: int, by: Actor) -> sa.Row:
    """One of the person's own messages. Raises NotFound for any other."""
    found = db.session.execute(sa.select(*INBOX).where(Message.id == message_id,
                                                       Message.account_id == by.account_id)).first()
    if found is None:
        raise NotFound()
    return found


def deliveries(by: Actor, *, state: DeliveryState, limit: int, cursor: str | None) -> Page:
    """A page of deliveries in this state within the actor's reach, newest first. Raises Forbidden."""
    _door(by)
    return _page(sa.select(*DELIVERY).where(in_state(state), policy.within_reach(by)), limit, cursor)


def delivery(message_id: int, by: Actor) -> sa.Row:
    """How the delivery of one message within the actor's reach went. Raises Forbidden, NotFound."""
    _door(by)
    return delivery_within_reach(message_id, by)


def delivery_within_reach(message_id: int, by: Actor) -> sa.Row:
    """The same for who has already been let in. Raises NotFound."""
    found = db.session.execute(sa.select(*DELIVERY).where(Message.id == message_id,
                                                          policy.within_reach(by))).first()
    if found is None:
        raise NotFound()
    return found


def status() -> Status:
    """How delivery is doing now."""
    waiting, oldest = db.session.execute(sa.select(sa.func.count(), sa.func.min(Message.created_at))
                                         .where(in_state(DeliveryState.WAITING))).one()
    dead = db.session.scalar(sa.select(sa.func.count(Message.id)).where(in_state(DeliveryState.DEAD)))
    return Status(waiting, (clock.now() - oldest).total_seconds() if oldest else 0.0, dead)


def held_on(account_id: int) -> list[dict]:
    """Every message of a person, oldest first, ready for the export of his data."""
    rows = db.session.execute(sa.select(*INBOX).where(Message.account_id == account_id).order_by(Message.id))
    return [row._asdict() | {"created_at": clock.iso(row.created_at), "read_at": clock.iso(row.read_at)}
            for row in rows]


def _door(by: Actor) -> None:
    if not policy.may_see_deliveries(by):
        raise Forbidden()


def _page(question: sa.Select, limit: int, cursor: str | None) -> Page:
    if cursor:
        question = question.where(Message.id < cursors.read(cursor))
    rows = db.session.execute(question.order_by(Message.id.desc()).limit(limit + 1)).all()
    more = len(rows) > limit
    return Page(rows[:limit], cursors.written(rows[limit - 1].id) if more else None)
