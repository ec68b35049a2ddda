"""HTTP: where places lie."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import gives, me, seen, signed_in, takes
from service.feedback.schemas.verbs import CoordinatesIn
from service.volunteering import actions
from service.volunteering.queries import positions
from service.volunteering.schemas.reports import PlacePositionOut

bp = Blueprint("positions", __name__, url_prefix="/api/v1", description="地点的位置")


@bp.get("/places/<code>/position")
@signed_in
@gives(PlacePositionOut)
def show_position(code):
    """Where a place lies, for those who work there."""
    return positions.shown(code, me())


@bp.put("/places/<code>/position")
@signed_in
@takes(CoordinatesIn)
@gives(PlacePositionOut)
def locate(code, lat, lng, coord_type):
    """Say where a place lies, in whichever system the phone speaks."""
    actions.locate(code, by=me(), lat=lat, lng=lng, coord_type=coord_type, seen=seen())
    return positions.shown(code, me())
