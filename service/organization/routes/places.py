"""HTTP: the tree of places."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import gives, idempotent, limited, me, open_to_all, signed_in, takes
from service.organization.actions import places as acts
from service.organization.queries import places
from service.organization.schemas.places import PlaceChangeIn, PlaceIn, PlaceListedOut, PlaceOut, PlacesQuery

bp = Blueprint("places", __name__, url_prefix="/api/v1", description="地点：区、镇街、村社区、小区院落、楼栋")


@bp.get("/places")
@open_to_all
@takes(PlacesQuery, location="query")
@limited("lookup", per=("address",))
@gives(PlaceListedOut, many=True)
def list_places(parent, level, limit, cursor):
    """Places by code: of one level, directly below one place, or both."""
    return places.children(parent, level, limit=limit, cursor=cursor)


@bp.get("/places/<code>")
@open_to_all
@limited("lookup", per=("address",))
@gives(PlaceOut)
def show_place(code):
    """One place, and the way to it from the district down."""
    return places.described(places.place(code))


@bp.post("/places")
@signed_in
@idempotent
@takes(PlaceIn)
@gives(PlaceOut, status=201, located="/api/v1/places/{code}")
def create_place(parent_code, name, level, **more):
    """Add a compound, a courtyard or a building to one's community; admins add any place."""
    parent = places.given(parent_code, "parent_code")
    return places.described(acts.create(name, level, parent, by=me(), **more))


@bp.put("/places/<code>")
@signed_in
@takes(PlaceChangeIn)
@gives(PlaceOut)
def change_place(code, **facts):
    """Give a place another name, and say how many households live there."""
    return places.described(acts.change(code, by=me(), **facts))
