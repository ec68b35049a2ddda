"""Sending a dead letter again, once staff have seen why it died."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import audit, clock
from service.core.database import after_commit, atomic
from service.core.errors import Forbidden, WrongMoment
from service.notifications import outbox, policy, queries
from service.notifications.models import DeliveryState, Message
from service.organization.actors import Actor

AT_ONCE = 500


def resend_of_kind(kind: str, *, by: Actor) -> int:
    """Give the dead letters of a kind within his reach new tries, the oldest 500; how many. Raises Forbidden."""
    if not policy.may_resend(by):
        raise Forbidden()
    moment = clock.now()
    with atomic() as session:
        ids = session.scalars(sa.select(Message.id).order_by(Message.id).limit(AT_ONCE).with_for_update(
            skip_locked=True).where(queries.in_state(DeliveryState.DEAD), Message.kind == kind,
                                    policy.within_reach(by))).all()
        if ids:
            session.execute(sa.update(Message).where(Message.id.in_(ids))
                            .values(state=DeliveryState.WAITING, tries=0, next_try_at=moment, due_at=moment)
                            .execution_options(synchronize_session=False))
            audit.record("messages_resent", by=by, subject=f"messages:{kind}", messages=len(ids))
            after_commit(outbox.wake_delivery)
    return len(ids)


def resend(message_id: int, *, by: Actor) -> sa.Row:
    """Give a dead letter new tries; it takes a new tick, as the first one was given back.

    Raises NotFound (out of reach), WrongMoment (not dead).
    """
    moment = clock.now()
    with atomic() as session:
        queries.delivery(message_id, by)
        revived = session.execute(
            sa.update(Message).where(Message.id == message_id, queries.in_state(DeliveryState.DEAD))
            .values(state=DeliveryState.WAITING, tries=0, next_try_at=moment, due_at=moment)
            .execution_options(synchronize_session=False))
        if not revived.rowcount:
            raise WrongMoment("只有发送失败的消息才能重新发送。")
        audit.record("message_resent", by=by, subject=f"message:{message_id}")
        after_commit(outbox.wake_delivery)
        return queries.delivery(message_id, by)
