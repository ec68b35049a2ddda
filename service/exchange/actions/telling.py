"""Writing down what an outside system is to be told, in the transaction of the change itself."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

import orjson
import sqlalchemy as sa

from service.core import clock, jobs
from service.core.clock import iso
from service.core.database import after_commit, atomic, execute
from service.exchange.models import EventState, OutgoingEvent
from service.exchange.systems import Event, OutsideSystem
from service.feedback.models import Ticket

WORDS = ("text", "reason")
"""What people wrote, of all that leaves the house (queries/leaving)."""


def tell(system: OutsideSystem, event: Event, ticket: Ticket, said: dict) -> None:
    """Keep the very bytes that will be sent, so that every try says the same; a worker is woken after the commit."""
    moment = clock.now()
    body = orjson.dumps({"event": event, "at": iso(moment)} | said)
    execute(sa.insert(OutgoingEvent.__table__), {
        "delivery": uuid4().hex, "system": system.code, "event": event, "ticket_id": ticket.id, "body": body.decode(),
        "state": EventState.WAITING, "created_at": moment, "waiting_since": moment, "next_try_at": moment,
        "refusals": 0})
    after_commit(wake_exchange)


def wake_exchange() -> None:
    """Ask a worker to deliver what is due."""
    jobs.wake("exchange")


def take_words(ids: Sequence[int], why: str) -> None:
    """What is waiting to be told, or could not be told, of these tickets says no word of anybody any more."""
    with atomic() as session:
        rows = session.execute(
            sa.select(OutgoingEvent.id, OutgoingEvent.body)
            .where(OutgoingEvent.ticket_id.in_(ids), OutgoingEvent.body.is_not(None)).with_for_update()).all()
        for row in rows:
            told = orjson.loads(row.body)
            emptied = told | {name: why for name in WORDS if told.get(name)} | (
                {"photo_count": 0} if "photo_count" in told else {})
            session.execute(sa.update(OutgoingEvent).where(OutgoingEvent.id == row.id)
                            .values(body=orjson.dumps(emptied).decode()))
