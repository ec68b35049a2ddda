"""Writing down what an outside system is to be told, in the transaction of the change itself."""

from __future__ import annotations

from uuid import uuid4

import orjson
import sqlalchemy as sa

from service.accounts.models import Account
from service.core import clock, jobs
from service.core.clock import iso
from service.core.database import after_commit, atomic, execute
from service.exchange.models import EventState, OutgoingEvent
from service.exchange.systems import Event, OutsideSystem
from service.feedback.actions.personal import ERASED
from service.feedback.models import Ticket
from service.feedback.workflow import State


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


def forget_words_of(account: Account) -> int:
    """What a person who has left wrote is taken out of what has not been delivered yet; returns of how many."""
    mine = sa.or_(Ticket.reporter_id == account.id, sa.and_(
        Ticket.submitted_by_id == account.id, Ticket.reporter_id.is_(None), Ticket.state == State.CLOSED))
    count = 0
    with atomic() as session:
        rows = session.execute(
            sa.select(OutgoingEvent.id, OutgoingEvent.body).join(Ticket, OutgoingEvent.ticket_id == Ticket.id)
            .where(mine, OutgoingEvent.body.is_not(None)).with_for_update(of=OutgoingEvent)).all()
        for row in rows:
            said = orjson.loads(row.body)
            if "text" in said:
                said |= {"text": ERASED, "photo_count": 0}
                session.execute(sa.update(OutgoingEvent).where(OutgoingEvent.id == row.id)
                                .values(body=orjson.dumps(said).decode()))
                count += 1
    return count
