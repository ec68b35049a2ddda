"""How a test from outside brings exchange into the state it asks about."""

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic
from service.exchange.models import EventState, OutgoingEvent
from service.feedback.models import Ticket


class ExchangeStages:
    """Methods take `where` ("home" or "away") and give the names a row fills in."""

    def given_up(self, where: str) -> dict:
        """A ticket that was forwarded, and an event of it nobody wanted."""
        number = self.forwarded(where)["number"]
        with atomic() as session:
            ticket_id = session.scalar(sa.select(Ticket.id).where(Ticket.number == number))
            event_id = session.scalar(sa.insert(OutgoingEvent).values(
                delivery=f"test-{next(self.numbers)}", system="12345", event="ticket.forwarded", ticket_id=ticket_id,
                body="{}", state=EventState.DEAD, created_at=clock.now(), waiting_since=clock.now(), tries=3,
                refusals=3, last_error="HTTP 404").returning(OutgoingEvent.id))
        return {"number": number, "event_id": event_id, "system": "12345"}
