"""Sending a dead event again, once somebody has seen why it died."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import audit, clock
from service.core.database import after_commit, atomic
from service.core.errors import WrongMoment
from service.exchange.actions.telling import wake_exchange
from service.exchange.models import EventState, OutgoingEvent
from service.exchange.queries import events
from service.organization.actors import Actor


def resend(event_id: int, *, by: Actor) -> dict:
    """Give a dead event new tries, under its old delivery id. Audited. Raises Forbidden, NotFound, WrongMoment."""
    with atomic() as session:
        found = events.delivery(event_id, by)
        moment = clock.now()
        revived = session.execute(
            sa.update(OutgoingEvent).where(OutgoingEvent.id == event_id, OutgoingEvent.state == EventState.DEAD)
            .values(state=EventState.WAITING, tries=0, refusals=0, next_try_at=moment, waiting_since=moment)
            .execution_options(synchronize_session=False))
        if not revived.rowcount:
            raise WrongMoment("只有没有送达的才能重新发送。", state=found["state"])
        audit.record("webhook_resent", by=by, subject=f"outgoing_event:{event_id}", system=found["system"],
                     event=found["event"], number=found["number"])
        after_commit(wake_exchange)
        return events.delivery(event_id, by)
