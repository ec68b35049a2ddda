"""Keeping what became of messages, and of the ticks they cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import sqlalchemy as sa

from service.core.database import atomic
from service.notifications.models import DeliveryState, Message, Subscription

LONGEST_ERROR = 200
TABLE, SUBSCRIPTIONS = Message.__table__, Subscription.__table__
SAID = sa.bindparam
KEEPING = sa.update(TABLE).where(
    TABLE.c.id == SAID("message_id"), TABLE.c.next_try_at == SAID("until"),
).values(state=SAID("new_state"), tries=SAID("new_tries"), next_try_at=SAID("new_next_try_at"), paid=SAID("new_paid"),
         due_at=SAID("new_due_at"), delivered_at=SAID("new_delivered_at"), last_error=SAID("new_last_error"))
OF_ONE = (SUBSCRIPTIONS.c.account_id == SAID("account"), SUBSCRIPTIONS.c.template == SAID("name"))
GIVING_BACK = sa.update(SUBSCRIPTIONS).where(*OF_ONE, SUBSCRIPTIONS.c.long_term.is_(False)).values(
    remaining=SUBSCRIPTIONS.c.remaining + SAID("ticks"))
WITHDRAWING = sa.update(SUBSCRIPTIONS).where(*OF_ONE).values(long_term=False, remaining=sa.case(
    (SUBSCRIPTIONS.c.remaining > SAID("left"), SUBSCRIPTIONS.c.remaining - SAID("left")), else_=0))


@dataclass(frozen=True, slots=True)
class Ending:
    """How one message ended, or when it is tried again; `until` names the lease it was under."""

    message_id: int
    until: datetime
    new_state: DeliveryState
    new_tries: int
    new_paid: bool
    new_due_at: datetime | None
    new_next_try_at: datetime | None
    new_delivered_at: datetime | None
    new_last_error: str | None

    @classmethod
    def of(cls, row: sa.Row, state: DeliveryState, *, until: datetime | None = None, tries: int | None = None,
           paid: bool | None = None, due_at: datetime | None = None, next_try_at: datetime | None = None,
           delivered_at: datetime | None = None, reason: str | None = None) -> Ending:
        """The ending of a message as it was read; what is not said stays as it was."""
        return cls(row.id, until or row.next_try_at, state, row.tries if tries is None else tries,
                   row.paid if paid is None else paid, due_at or row.due_at, next_try_at, delivered_at,
                   reason and reason[:LONGEST_ERROR])


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one person's ticks of one template: so many given back, or withdrawn with `left` of them."""

    account_id: int
    template: str
    given_back: int = 0
    withdrawn: bool = False
    left: int = 0


def keep(endings: Sequence[Ending], changes: Iterable[Change] = ()) -> None:
    """Write them in one transaction; where the lease ran out and another worker holds a message, his will count.

    Withdrawn ticks are those we knew of: one ticked since stays. Locks are taken in the order of a lease: messages by
    id, then ticks by person and template.
    """
    with atomic() as session:
        if endings:
            session.execute(KEEPING, [asdict(one) for one in sorted(endings, key=lambda one: one.message_id)])
        for one in sorted(changes, key=lambda one: (one.account_id, one.template)):  # rare
            whose = {"account": one.account_id, "name": one.template}
            if one.withdrawn:
                session.execute(WITHDRAWING, whose | {"left": one.left})
            if one.given_back:
                session.execute(GIVING_BACK, whose | {"ticks": one.given_back})
