"""Marks that figures are no longer true, written with the change itself: once for each key and transaction."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.core.database import Base
from service.statistics.models import StaleCohort, StaleMark

INSERT = {marks: sa.insert(marks.__table__).inline() for marks in (StaleMark, StaleCohort)}
ALL = None
"""Stands for a place nobody knows: everything counts as changed."""


def mark(session: Session, marks: type[Base], columns: tuple[str, ...], keys: Iterable[tuple]) -> None:
    """Add a row with these values for each key not marked yet; in a savepoint anew, for what it marks may be rolled
    back alone."""
    transaction = session.get_nested_transaction() or session.get_transaction()
    if session.info.get("marked_in") is not transaction:
        session.info["marked_in"], session.info["marked"] = transaction, set()
    missing = {(marks, key) for key in keys} - session.info["marked"]
    if missing:
        session.info["marked"] |= missing
        rows = [dict(zip(columns, key, strict=True)) for _marks, key in missing]
        session.connection().execute(INSERT[marks], rows if len(rows) > 1 else rows[0])  # one is quicker than a list


def said(statement: sa.Insert | sa.Update) -> dict:
    """The values a statement itself names, by column. SQLAlchemy has no public way to them."""
    return {getattr(column, "key", column): value for column, value in (statement._values or {}).items()}


def touched_nothing(result: sa.Result) -> bool:
    """SQLite does not know how many rows a statement touched before those it returns are read."""
    return getattr(result, "rowcount", -1) == 0 and not result.returns_rows
