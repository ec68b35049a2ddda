"""Questions about places: which one a code names, what it lies in, what lies in it."""

from __future__ import annotations

import re
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core.database import db
from service.core.errors import NotFound, invalid
from service.core.http import Page
from service.organization import place_cursors as cursors
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Level, Place

CODE = re.compile(r"[0-9A-Za-z-]{1,32}", re.ASCII)


def place(code: str) -> Place:
    """The place with this code. Raises NotFound `place_unknown`."""
    found = db.session.scalar(sa.select(Place).where(Place.code == code)) if CODE.fullmatch(code) else None
    if found is None:
        raise NotFound("没有这个地点。", code="place_unknown")
    return found


def given(code: str, field: str = "place_code") -> Place:
    """The place somebody named in a field. Raises Invalid for that field."""
    try:
        return place(code)
    except NotFound:
        raise invalid(**{field: "没有这个地点。"}) from None


def chain(place: Place) -> list[dict]:
    """`[{code, name, level}]` from the district down to the place itself."""
    rows = db.session.execute(sa.select(Place.code, Place.name, Place.level)
                              .where(Place.id.in_(place.ancestry)).order_by(sa.func.length(Place.path)))
    return [dict(row._mapping) for row in rows]


def described(place: Place) -> dict:
    """`{code, name, level, parent_code, households, chain}`, as answers show one place."""
    line = chain(place)
    return {"code": place.code, "name": place.name, "level": place.level,
            "parent_code": line[-2]["code"] if len(line) > 1 else None, "households": place.households, "chain": line}


def under(place: Place) -> sa.ColumnElement[bool]:
    """The condition that a row of `places` is this place or lies somewhere below it."""
    return Place.path.startswith(place.path)


def children(parent: str | Place | None, level: Level | None, *, limit: int, cursor: str | None = None) -> Page:
    """A page of `{code, name, level, parent_code}` by code: of one level, directly below one place
    (or its code), or both.

    Raises NotFound `place_unknown` for the parent, Invalid for the cursor.
    """
    above = aliased(Place)
    rows = (sa.select(Place.code, Place.name, Place.level, above.code.label("parent_code"))
            .outerjoin(above, above.id == Place.parent_id).order_by(Place.code).limit(limit + 1))
    if parent is not None:
        rows = rows.where(Place.parent_id == (parent if isinstance(parent, Place) else place(parent)).id)
    if level is not None:
        rows = rows.where(Place.level == level)
    if cursor is not None:
        rows = rows.where(Place.code > cursors.read(cursor, 1)[0])
    found = [dict(row._mapping) for row in db.session.execute(rows)]
    return Page(found[:limit], cursors.written(found[limit - 1]["code"]) if len(found) > limit else None)


def directly_below(parents: Iterable[int], most: int = 300) -> list[dict]:
    """`[{code, name, level}]` of the places directly below these, by code."""
    rows = db.session.execute(sa.select(Place.code, Place.name, Place.level).where(Place.parent_id.in_(list(parents)))
                              .order_by(Place.code).limit(most))
    return [dict(row._mapping) for row in rows]


def written_out(codes: Iterable[str]) -> dict[str, str]:
    """`{code: name}` from the community down, such as `东街社区 东街花园 1号楼`, in one statement."""
    around, beyond = aliased(Place), aliased(Place)
    rows = db.session.execute(
        sa.select(Place.code, Place.name, around.name, around.level, beyond.name, beyond.level)
        .outerjoin(around, around.id == Place.parent_id).outerjoin(beyond, beyond.id == around.parent_id)
        .where(Place.code.in_(set(codes))))
    return {code: " ".join([*(called for called, level in ((third, above), (second, outer))
                              if level and DEPTH[level] >= COMMUNITY_DEPTH), name])
            for code, name, second, outer, third, above in rows}


def communities() -> list[tuple[str, str]]:
    """(code, name of the town and its own) of every community and village, by code."""
    town = aliased(Place)
    rows = db.session.execute(sa.select(Place.code, town.name + " " + Place.name).join(town, town.id == Place.parent_id)
                              .where(Place.level.in_([Level.COMMUNITY, Level.VILLAGE])).order_by(Place.code))
    return [tuple(row) for row in rows]


def known_by_code(codes: Iterable[str]) -> dict[str, sa.Row]:
    """`{code: row(id, code, name, level, households, parent_code)}` of those that stand, a statement per 1,000."""
    above, wanted, known = aliased(Place), list(codes), {}
    columns = (Place.id, Place.code, Place.name, Place.level, Place.households, above.code.label("parent_code"))
    for start in range(0, len(wanted), 1000):
        rows = db.session.execute(sa.select(*columns).outerjoin(above, above.id == Place.parent_id)
                                  .where(Place.code.in_(wanted[start:start + 1000])))
        known.update((row.code, row) for row in rows)
    return known
