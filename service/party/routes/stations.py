"""HTTP: deliberation stations, and units to choose from."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, limited, me, open_to_all, seen, signed_in, takes
from service.core.sheets import Column
from service.party.actions import stations as acts
from service.party.queries import stations
from service.party.schemas import bodies as shapes

bp = Blueprint("stations", __name__, url_prefix="/api/v1", description="党群连心议事站，单位")
PLACE = (Column("地点编码", "place.code"), Column("地点", "place.name"))


@bp.get("/stations")
@open_to_all
@takes(shapes.PlaceQuery, location="query")
@limited("lookup", per=("address",))
@exported("stations", Column("议事站编码", "code"), Column("议事站名称", "name"), *PLACE, Column("位置", "spot"),
          Column("开放时间", "hours_text"))
@gives(shapes.StationOut, many=True)
def list_stations(limit, cursor, place):
    """Deliberation stations by code, at a place and below, with their hours."""
    return stations.stations(limit=limit, cursor=cursor, place=place)


@bp.post("/stations")
@signed_in
@idempotent
@takes(shapes.StationIn)
@gives(shapes.StationOut, status=201, located="/api/v1/stations/{code}")
def open_station(**station):
    """Open a station at a village or community, or below."""
    return stations.station(acts.open_station(by=me(), **station).code)


@bp.get("/stations/<code>")
@open_to_all
@limited("lookup", per=("address",))
@gives(shapes.StationOut)
def show_station(code):
    """One station, with its hours and whether it is open now."""
    return stations.station(code)


@bp.put("/stations/<code>")
@signed_in
@takes(shapes.StationChangeIn)
@gives(shapes.StationOut)
def change_station(code, **station):
    """Change a station, or close it for good."""
    acts.change_station(code, by=me(), seen=seen(), **station)
    return stations.station(code)


@bp.get("/units")
@signed_in
@takes(shapes.UnitsQuery, location="query")
@exported("units", Column("单位编码", "code"), Column("单位名称", "name"), Column("所在地点编码", "place.code"),
          Column("地点", "place.name"))
@gives(shapes.UnitOut, many=True)
def list_units(limit, cursor, place, q):
    """Units by code, to find one's own: by a part of the name or the beginning of the code."""
    return stations.units(limit=limit, cursor=cursor, place=place, q=q)
