"""Questions before printing: which codes are in use in a place, and which of its buildings and courtyards have none."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Invalid
from service.organization.models import COMMUNITY_DEPTH, Level, Place, PlaceCode
from service.organization.posters.batch import Entry
from service.organization.posters.names import as_people_count
from service.organization.queries import places

CODED = (Level.COURTYARD, Level.BUILDING)  # what a code hangs on; others may have one
MOST_CODES, MOST_MISSING = 500, 5000
_LIVE = sa.and_(PlaceCode.place_id == Place.id, PlaceCode.revoked_at.is_(None))


def too_many(most: int) -> Invalid:
    """The refusal of a place that has more than `most` codes."""
    return Invalid(f"这里的码超过 {most} 个，请选小一点的地点（如一个社区、一个小区）分几次做。", code="too_many_codes",
                   limit=most, fields={})


def to_print(place: Place) -> list[Entry]:
    """Every code in use at the place and below, and every building and courtyard there without one, in the order of
    their codes as people count. Raises Invalid `too_many_codes` past 500."""
    rows = db.session.execute(
        sa.select(Place.code, Place.name, Place.path, PlaceCode.id, PlaceCode.token, PlaceCode.issued_at)
        .outerjoin(PlaceCode, _LIVE).limit(MOST_CODES + 1)
        .where(places.under(place), sa.or_(PlaceCode.id.is_not(None), Place.level.in_(CODED)))).all()
    if len(rows) > MOST_CODES:
        raise too_many(MOST_CODES)
    names = _names({number for row in rows for number in _above(row.path)})
    rows = sorted(rows, key=lambda row: (as_people_count(row.code), row.id or 0))
    return [Entry(row.code, row.name, " ".join(names[number] for number in _above(row.path)), row.token,
                  row.issued_at) for row in rows]


def _above(path: str) -> list[int]:
    """The ids from the community down to what a place lies in."""
    return [int(part) for part in path.strip("/").split("/")][COMMUNITY_DEPTH:-1]


def _names(ids: Iterable[int]) -> dict[int, str]:
    return dict(db.session.execute(sa.select(Place.id, Place.name).where(Place.id.in_(ids))).all())


def without_code(place: Place) -> list[int]:
    """The ids of its buildings and courtyards that have no code in use, by id. Raises Invalid `too_many_codes` past
    5,000: a statement takes no more than some ten thousand ids."""
    bare = list(db.session.scalars(sa.select(Place.id).where(
        places.under(place), Place.level.in_(CODED), ~sa.exists().where(_LIVE)).order_by(Place.id)
        .limit(MOST_MISSING + 1)))
    if len(bare) > MOST_MISSING:
        raise too_many(MOST_MISSING)
    return bare
