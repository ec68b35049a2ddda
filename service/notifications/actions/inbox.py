"""What a person does with his own messages."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic
from service.notifications import queries
from service.notifications.models import Message
from service.organization.actors import Actor


def read(message_id: int, *, by: Actor) -> sa.Row:
    """Mark one's own message as read; the first time counts. Raises NotFound for anybody else's."""
    with atomic() as session:
        session.execute(sa.update(Message).where(
            Message.id == message_id, Message.account_id == by.account_id, Message.read_at.is_(None),
        ).values(read_at=clock.now()).execution_options(synchronize_session=False))
    return queries.inbox_message(message_id, by)


def read_all(last: int, *, by: Actor) -> None:
    """Mark every message of one's own up to this one as read, and none that came after it was looked at."""
    with atomic() as session:
        unread = session.scalars(sa.select(Message.id).where(
            Message.account_id == by.account_id, Message.id <= last, Message.read_at.is_(None)).order_by(Message.id)
            .with_for_update()).all()  # in the order of workers that keep what they sent
        session.execute(sa.update(Message).where(Message.id.in_(unread)).values(read_at=clock.now())
                        .execution_options(synchronize_session=False))


def forget(account_id: int) -> None:
    """Delete every message of a person who is erased (Personal Information Protection Law, article 47)."""
    with atomic() as session:
        session.execute(sa.select(Message.id).where(Message.account_id == account_id).order_by(Message.id)
                        .with_for_update())  # in the order of workers that keep what they sent
        session.execute(sa.delete(Message).where(Message.account_id == account_id)
                        .execution_options(synchronize_session=False))
