"""Errands: rows that tell of something to be done outside, written with the change itself, done at least once.

A row waits while it has a `next_try_at`. Workers lease what is due in one transaction, do it outside of any, and
settle it in another; whoever dies in between leaves it due again when the lease is over.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core import clock, retries
from service.core.database import Moment, atomic, db

LONGEST_ERROR = 200


class Errand:
    """Columns of a row that is an errand: put with `next_try_at` set, it waits from then on."""

    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    next_try_at: Mapped[datetime | None] = mapped_column(Moment)
    last_error: Mapped[str | None] = mapped_column(sa.String(LONGEST_ERROR))


def waiting_index(name: str) -> sa.Index:
    """The index by which due errands are found; every table of errands has one."""
    waiting = sa.text("next_try_at IS NOT NULL")
    return sa.Index(name, "next_try_at", "id", sqlite_where=waiting, postgresql_where=waiting)


def lease(model, limit: int, *conditions: sa.ColumnElement[bool]) -> list[sa.Row]:
    """Take up to `limit` due errands for 60 s; their rows, oldest id first, `tries` counting this one.

    Raises RuntimeError inside a transaction: what follows may take its time.
    """
    if db.session().info.get("atomic"):
        raise RuntimeError("run errands outside of any transaction")
    table, moment = model.__table__, clock.now()
    with atomic() as session:
        ids = list(session.scalars(
            sa.select(table.c.id).where(table.c.next_try_at.is_not(None), table.c.next_try_at <= moment, *conditions)
            .order_by(table.c.next_try_at, table.c.id).limit(limit).with_for_update(skip_locked=True)))
        rows = session.execute(
            sa.update(table).where(table.c.id.in_(ids))
            .values(tries=table.c.tries + 1, next_try_at=moment + retries.LEASE).returning(*table.c)).all()
    return sorted(rows, key=lambda row: row.id)


def may_start(row: sa.Row) -> bool:
    """Whether there is enough left of the lease to begin; else `return_unused` it."""
    return clock.now() <= row.next_try_at - retries.LEASE + retries.LAST_START


def settle(model, row: sa.Row, **values) -> bool:
    """It is done, or ended for good: it waits no more. False when the lease ran out and another worker has it."""
    return _keep(model, row, next_try_at=None, **values)


def return_unused(model, row: sa.Row) -> bool:
    """Give back an errand that was not begun; the try does not count."""
    return _keep(model, row, next_try_at=clock.now(), tries=row.tries - 1)


def put_off(model, row: sa.Row, reason: str, *, most_tries: int = retries.MOST_TRIES, after: timedelta | None = None,
            noting: dict | None = None, **values_when_given_up) -> bool:
    """It did not work: later again, each time later. After `most_tries` it waits no more and gets the last values.

    `reason` is a word of ours or an error code, never a text from outside; `noting` are columns to keep either way.
    Returns whether it will be tried again: by us, or by the worker that has it since our lease ran out.
    """
    again = row.tries < most_tries
    values = (noting or {}) | ({} if again else values_when_given_up)
    next_try = clock.now() + (after or retries.wait_after(row.tries)) if again else None
    kept = _keep(model, row, next_try_at=next_try, last_error=reason[:LONGEST_ERROR], **values)
    return again or not kept


def _keep(model, row: sa.Row, **values) -> bool:
    table = model.__table__
    with atomic() as session:
        done = session.execute(sa.update(table).where(
            table.c.id == row.id, table.c.tries == row.tries, table.c.next_try_at.is_not(None)).values(**values))
    return done.rowcount == 1
