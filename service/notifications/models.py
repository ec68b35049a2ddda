"""One row a message: the person's inbox, and at the same time the outbox its delivery works off."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core.database import Base, Id, Moment, one_of
from service.core.personal import words


class DeliveryState(StrEnum):
    """`waiting` for a worker, `delivered`, `dead` after the last try, `inbox_only` (nowhere to send it)."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"
    INBOX_ONLY = "inbox_only"


class Message(Base):
    """Something a person must hear. Readable in the inbox at once; pushed by a worker at least once.

    `paid`: a tick of his subscription is spent on it. `due_at`: when it should have gone out, where that was not at
    once (held for quiet hours or a digest, sent again by staff).
    """

    __tablename__ = "messages"
    __table_args__ = (
        sa.UniqueConstraint("dedupe_key"),
        sa.Index("ix_messages_inbox", "account_id", "id"), sa.Index("ix_messages_subject", "subject"),
        sa.Index("ix_messages_waiting", "next_try_at", "id",
                 sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'")),
        sa.Index("ix_messages_urgent", "next_try_at", "id",
                 sqlite_where=sa.text("state = 'waiting' AND urgent = 1"),
                 postgresql_where=sa.text("state = 'waiting' AND urgent")),
        sa.Index("ix_messages_conversation", "account_id", "subject", "id",
                 sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'")),
        sa.Index("ix_messages_dead", "id",
                 sqlite_where=sa.text("state = 'dead'"), postgresql_where=sa.text("state = 'dead'")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    kind: Mapped[str] = mapped_column(sa.String(40))
    title: Mapped[str] = mapped_column(sa.String(64))
    body: Mapped[str] = mapped_column(sa.Text, info=words())
    subject: Mapped[str | None] = mapped_column(sa.String(64))
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id"))
    dedupe_key: Mapped[str] = mapped_column(sa.String(128))
    created_at: Mapped[datetime] = mapped_column(Moment)
    read_at: Mapped[datetime | None] = mapped_column(Moment)
    state: Mapped[DeliveryState] = mapped_column(one_of(DeliveryState, "messages_have_a_known_state"))
    tries: Mapped[int] = mapped_column(default=0)
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    delivered_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(sa.String(200))
    template: Mapped[str] = mapped_column(sa.String(20), server_default="progress")
    urgent: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    paid: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    due_at: Mapped[datetime | None] = mapped_column(Moment)


class Subscription(Base):
    """How often one person may still be sent messages of one template of ours (订阅消息次数).

    One tick of his is one message; `long_term` (长期订阅) needs no ticks. `pushed_at`: when he last was sent one.
    """

    __tablename__ = "subscriptions"
    __table_args__ = (sa.CheckConstraint("remaining >= 0", name="nobody_is_sent_more_than_he_ticked"),)

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"), primary_key=True)
    template: Mapped[str] = mapped_column(sa.String(20), primary_key=True)
    remaining: Mapped[int] = mapped_column(default=0)
    long_term: Mapped[bool] = mapped_column(default=False)
    pushed_at: Mapped[datetime | None] = mapped_column(Moment)
