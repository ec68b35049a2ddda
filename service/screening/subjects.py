"""What can be shown to everybody, as the packages that own it tell: its text, its place, whose it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import sqlalchemy as sa

from service.core.database import db

COLUMNS = ("id", "text", "public_text", "number", "place_id", "place_path", "owner_id", "submitter_id", "is_wanted",
           "is_listed")
_sources: dict[str, Callable[[], sa.Select]] = {}


def tell(about: str, source: Callable[[], sa.Select]) -> None:
    """Let a later package say what `about` is: a select of COLUMNS, one row for each id.

    `text` is as it was written, `public_text` what everybody reads of it; `number` is what people call it, `owner_id`
    whose matter it is and `submitter_id` who wrote it down for him, besides who brought the thing; `is_wanted` whether
    it is still to be shown to everybody, `is_listed` whether a person still has to look at it.
    """
    _sources[about] = source


def found(pairs: Iterable[tuple[str, int]]) -> dict[tuple[str, int], sa.Row]:
    """The things among (about, id) that still are, one statement for each kind."""
    wanted: dict[str, set[int]] = {}
    for about, about_id in pairs:
        wanted.setdefault(about, set()).add(about_id)
    things = {}
    for about, ids in wanted.items():
        rows = _sources[about]().subquery()
        things |= {(about, row.id): row for row in db.session.execute(sa.select(rows).where(rows.c.id.in_(ids)))}
    return things


def beside(about: sa.ColumnElement, about_id: sa.ColumnElement) -> tuple[Sequence[tuple], dict[str, sa.ColumnElement]]:
    """How to read every thing beside its check: (subquery, condition) for outer joins, and COLUMNS over all kinds."""
    tables = {name: source().subquery(f"{name}_told") for name, source in sorted(_sources.items())}
    joins = [(rows, sa.and_(about == name, about_id == rows.c.id)) for name, rows in tables.items()]
    return joins, {column: sa.func.coalesce(*(rows.c[column] for rows in tables.values()), sa.null()).label(column)
                   for column in COLUMNS}
