"""After a change of keys: every encrypted column and blind index is written anew with the current ones."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from flask import current_app

from service.core.database import Base, atomic, db
from service.core.keys import Encrypted, blind_indexes

BATCH = 500


def encrypted_tables() -> list[sa.Table]:
    """Every table of the product that holds encrypted columns."""
    return [table for table in Base.metadata.sorted_tables if _encrypted(table)]


def _encrypted(table: sa.Table) -> list[sa.Column]:
    return [column for column in table.c if isinstance(column.type, Encrypted)]


def reencrypt(table: sa.Table, batch: int = BATCH) -> Iterator[int]:
    """Rewrite a table, one short transaction a batch; yields how many rows each batch changed.

    What is current already is left alone, so that it may be stopped at any moment and started again.
    Raises UnknownKey for a value whose key is no longer in the ring.
    """
    last, size = 0, batch
    while size == batch:
        with atomic() as session:
            rows = session.execute(_batch_after(table, last, batch).with_for_update()).mappings().all()
            changed = [(row["id"], values) for row in rows if (values := _outdated(table, row))]
            for row_id, values in changed:
                session.execute(sa.update(table).where(table.c.id == row_id).values(values))
        size, last = len(rows), rows[-1]["id"] if rows else last
        yield len(changed)


def outdated(table: sa.Table, batch: int = BATCH) -> Iterator[int]:
    """How many rows of each batch `reencrypt` would change; while it is more than none the older keys must stay."""
    last, size = 0, batch
    while size == batch:
        rows = db.session.execute(_batch_after(table, last, batch)).mappings().all()
        size, last = len(rows), rows[-1]["id"] if rows else last
        yield sum(bool(_outdated(table, row)) for row in rows)


def _batch_after(table: sa.Table, last: int, batch: int) -> sa.Select:
    """Rows in the order of ids: each value as text, and as it is stored under `stored_<column>`."""
    stored = [sa.type_coerce(column, sa.Text).label(f"stored_{column.name}") for column in _encrypted(table)]
    return (sa.select(table.c.id, *_encrypted(table), *_indexes(table), *stored).where(table.c.id > last)
            .order_by(table.c.id).limit(batch))


def _indexes(table: sa.Table) -> list[sa.Column]:
    names = [f"{column.name}_index" for column in _encrypted(table)]
    return [table.c[name] for name in names if name in table.c]


def _outdated(table: sa.Table, row: sa.RowMapping) -> dict[str, str]:
    """The columns of a row that are not under the current keys, with what they should hold."""
    current, values = current_app.extensions["encryption"].current, {}
    for column in _encrypted(table):
        name, text = column.name, row[column.name]
        if text is None:
            continue
        if not row[f"stored_{name}"].startswith(f"{current}."):
            values[name] = text
        index = f"{name}_index"
        if index in row and row[index] != blind_indexes(text, column.type.purpose)[0]:
            values[index] = blind_indexes(text, column.type.purpose)[0]
    return values
