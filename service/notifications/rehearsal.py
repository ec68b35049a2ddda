"""What a dry run of a timer tells of the letters it would write."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from service.core.database import db, execute, write_watchers
from service.notifications.models import Message


@contextmanager
def letters() -> Iterator[Callable[[], list[str]]]:
    """While inside, watch what is put into the outbox; what it gives tells, in the same transaction, which letters are
    new. No line says more of a person than the number of his account."""
    newest = execute(sa.select(sa.func.coalesce(sa.func.max(Message.id), 0))).scalar_one()
    ours, keys = db.session(), []

    def watch(session, statement, parameters, _result) -> None:
        if session is ours and statement.is_insert and statement.table is Message.__table__:
            keys.extend(row["dedupe_key"] for row in (parameters if isinstance(parameters, list) else [parameters]))

    def tell() -> list[str]:
        written = execute(sa.select(Message.account_id, Message.kind, Message.title, Message.dedupe_key)
                          .where(Message.id > newest).order_by(Message.id))
        own = set(keys)  # others may be writing too
        return [f"letter to account {row.account_id}: {row.kind}, {row.title}"
                for row in written if row.dedupe_key in own]
    write_watchers.append(watch)
    try:
        yield tell
    finally:
        write_watchers.remove(watch)
