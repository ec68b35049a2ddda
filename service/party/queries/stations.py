"""Deliberation stations and units, as anybody finds them."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.core.http import Page
from service.organization import place_cursors as cursors
from service.organization.models import Place, Unit
from service.organization.queries import places
from service.organization.queries.places import CODE
from service.party.hours import is_open, told
from service.party.models import DeliberationStation
from service.party.queries import bodies
from service.party.queries.organisation import place_of
from service.screening.persons import notice

_PLACE = (Place.code.label("place_code"), Place.name.label("place_name"), Place.level)
_STATION = sa.select(DeliberationStation.code, DeliberationStation.name, DeliberationStation.spot,
                     DeliberationStation.hours, DeliberationStation.ended_on, DeliberationStation.version,
                     *_PLACE).join(Place, Place.id == DeliberationStation.place_id)
_UNIT = sa.select(Unit.code, Unit.name, *_PLACE).join(Place, Place.id == Unit.place_id)


def station(code: str) -> dict:
    """One station, closed ones too. Raises NotFound `body_unknown`."""
    row = db.session.execute(_STATION.where(DeliberationStation.code == code)).first() if CODE.fullmatch(code) else None
    if row is None:
        raise bodies.unknown(DeliberationStation)
    return _shown(row)


def stations(*, limit: int, cursor: str | None = None, place: str | None = None) -> Page:
    """A page of the stations that are there, by code; at a place or below it. Raises NotFound `place_unknown`."""
    statement = _STATION.where(DeliberationStation.ended_on.is_(None))
    if place is not None:
        statement = statement.where(places.under(places.place(place)))
    return _page(statement, DeliberationStation.code, limit, cursor, _shown)


def units(*, limit: int, cursor: str | None = None, q: str | None = None, place: str | None = None) -> Page:
    """A page of units by code; with `q` those whose name holds it or whose code begins with it.

    Raises NotFound `place_unknown`, Invalid for the cursor.
    """
    statement = _UNIT
    if q is not None and q.strip():
        statement = statement.where(sa.or_(Unit.name.contains(q.strip(), autoescape=True),
                                           Unit.code.startswith(q.strip(), autoescape=True)))
    if place is not None:
        statement = statement.where(places.under(places.place(place)))
    return _page(statement, Unit.code, limit, cursor,
                 lambda row: {"code": row.code, "name": row.name, "place": place_of(row)})


def _page(statement: sa.Select, code, limit: int, cursor: str | None, shown) -> Page:
    if cursor is not None:
        statement = statement.where(code > cursors.read(cursor, 1)[0])
    rows = db.session.execute(statement.order_by(code).limit(limit + 1)).all()
    return Page([shown(row) for row in rows[:limit]],
                cursors.written(rows[limit - 1].code) if len(rows) > limit else None)


def _shown(row: sa.Row) -> dict:
    live = row.ended_on is None
    return {"code": row.code, "name": notice(row.name), "place": place_of(row), "spot": notice(row.spot),
            "hours": row.hours, "hours_text": told(row.hours), "ended_on": row.ended_on, "version": row.version,
            "open_now": live and is_open(row.hours, clock.local(clock.now()))}
