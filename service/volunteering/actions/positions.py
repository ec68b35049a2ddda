"""Where a place lies is written down once by those who work there, so that a rider's position finds it."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic
from service.core.errors import Invalid
from service.core.opening import refuse_in_order
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Place, PlacePosition
from service.organization.queries import places
from service.volunteering import coordinates, policy


def locate(code: str, *, by: Actor, lat: float, lng: float, coord_type: str, seen: int | None = None) -> PlacePosition:
    """Say where a place lies; kept in WGS 84 whichever system it came in.

    Raises NotFound, Forbidden, Stale, Invalid `place_too_wide` for a town or a district.
    """
    with atomic() as session:
        place = places.place(code)
        session.execute(sa.select(Place.id).where(Place.id == place.id).with_for_update(key_share=True))
        found = session.get(PlacePosition, place.id, populate_existing=True)
        refuse_in_order(found, seen=seen, may=policy.may_place(by, place.path))
        if DEPTH[place.level] < COMMUNITY_DEPTH:
            raise Invalid("请标社区（村）或更小地点的位置。", code="place_too_wide", fields={})
        found = found or PlacePosition(place_id=place.id, version=0)
        found.lat, found.lng = coordinates.to_wgs84(lat, lng, coord_type)
        found.set_by_id, found.set_at, found.version = by.account_id, clock.now(), found.version + 1
        session.add(found)
    return found
