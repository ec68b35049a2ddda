"""What an outside system is to be told, and what it has told us, each exactly once."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core.database import Base, Id, Moment, one_of
from service.core.errands import Errand, waiting_index
from service.core.personal import words


class EventState(StrEnum):
    """`waiting` for a worker, `delivered`, `dead` after the last try."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


class OutgoingEvent(Errand, Base):
    """Something an outside system is to be told: the very bytes, until they have arrived."""

    __tablename__ = "outgoing_events"
    __table_args__ = (
        waiting_index("ix_outgoing_events_due"),
        sa.Index("ix_outgoing_events_ticket", "ticket_id", "system", "id"),
        sa.Index("ix_outgoing_events_state", "state", "id"),
        sa.CheckConstraint("(state = 'waiting') = (next_try_at IS NOT NULL)", name="waiting_events_have_a_next_try"),
        sa.CheckConstraint("state <> 'waiting' OR body IS NOT NULL", name="waiting_events_have_something_to_say"),
        sa.CheckConstraint("(state = 'delivered') = (delivered_at IS NOT NULL)", name="delivered_events_say_when"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    delivery: Mapped[str] = mapped_column(sa.String(32), unique=True)
    system: Mapped[str] = mapped_column(sa.String(32))
    event: Mapped[str] = mapped_column(sa.String(32))
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"))
    body: Mapped[str | None] = mapped_column(sa.Text, info=words())
    state: Mapped[EventState] = mapped_column(one_of(EventState, "outgoing_events_have_a_known_state"))
    created_at: Mapped[datetime] = mapped_column(Moment, index=True)
    waiting_since: Mapped[datetime] = mapped_column(Moment)
    delivered_at: Mapped[datetime | None] = mapped_column(Moment)
    refusals: Mapped[int] = mapped_column(default=0)


class IncomingEvent(Base):
    """A delivery of an outside system's that had its effect, and our answer to it; written with the effect itself."""

    __tablename__ = "incoming_events"
    __table_args__ = (sa.UniqueConstraint("system", "delivery"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    system: Mapped[str] = mapped_column(sa.String(32))
    delivery: Mapped[str] = mapped_column(sa.String(64))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    event: Mapped[str] = mapped_column(sa.String(32))
    answer: Mapped[dict | None] = mapped_column(sa.JSON(none_as_null=True))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
