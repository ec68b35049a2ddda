"""Where places lie, and which one lies nearest."""

from __future__ import annotations

from math import cos, radians

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.organization.actors import Actor
from service.organization.models import Place, PlacePosition
from service.organization.queries import places
from service.volunteering import coordinates, policy

REACH = 1500
"""Metres beyond which the nearest place is no longer meant."""


def shown(code: str, by: Actor) -> dict:
    """Where a place lies, in WGS 84. Raises NotFound (also while nobody has said it), Forbidden."""
    found = known(places.place(code), by)
    if found is None:
        raise NotFound("还没有人标过这个地点的位置。")
    return found


def known(place: Place, by: Actor) -> dict | None:
    """The same of a place, None while nobody has said it. Raises Forbidden."""
    if not policy.may_place(by, place.path):
        raise Forbidden()
    row = db.session.scalar(sa.select(PlacePosition).where(PlacePosition.place_id == place.id)
                            .execution_options(populate_existing=True))
    if row is None:
        return None
    return {"place_code": place.code, "lat": row.lat, "lng": row.lng, "coord_type": "wgs84",
            "set_at": iso(row.set_at), "version": row.version}


def nearest(lat: float, lng: float) -> str | None:
    """The code of the place that lies nearest to a position in WGS 84, at most REACH metres away.

    The box goes by the index, a flat earth ranks what is in it (at this range nothing changes places), the round
    one says whether it is near enough. Of a compound and its building on one spot the building is meant.
    """
    south, north, west, east = coordinates.box(lat, lng, REACH)
    high, wide = PlacePosition.lat - lat, (PlacePosition.lng - lng) * cos(radians(lat))
    row = db.session.execute(
        sa.select(Place.code, PlacePosition.lat, PlacePosition.lng).join(Place, Place.id == PlacePosition.place_id)
        .where(PlacePosition.lat.between(south, north), PlacePosition.lng.between(west, east))
        .order_by(high * high + wide * wide, sa.func.length(Place.path).desc(), Place.id).limit(1)).first()
    near = row is not None and coordinates.distance((lat, lng), (row.lat, row.lng)) <= REACH
    return row.code if near else None
