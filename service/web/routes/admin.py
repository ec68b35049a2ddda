"""Administration begins here: what there is to keep, and the tree of places."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, seen, shows, somebody
from service.feedback.schemas.verbs import CoordinatesIn
from service.organization.actions import places as acts
from service.organization.queries import places as tree
from service.organization.schemas.places import PlaceChangeIn
from service.volunteering.actions import positions
from service.web.queries import admin as questions
from service.web.schemas.admin import CursorQuery, PlaceBelowIn

bp = Blueprint("admin", __name__)


@bp.get("/admin")
@somebody
@shows("admin/home.html")
def home():
    """What there is for me to keep."""
    return questions.home(me())


@bp.get("/admin/places", defaults={"code": None})
@bp.get("/admin/places/<code>")
@somebody
@asks(CursorQuery)
@shows("admin/place.html")
def place(code, cursor=None):
    """A place, and what lies below it."""
    return questions.place(code, me(), cursor)


@bp.post("/admin/places/<code>/below")
@somebody
@fills(PlaceBelowIn, on=place)
@leads_to("web.admin.place", says="已添加。")
def add(name, level, code, own_code=None, households=None):
    """Add a place below this one."""
    acts.create(name, level, tree.place(code), by=me(), code=own_code, households=households)


@bp.get("/admin/places/<code>/position")
@somebody
@shows("admin/position.html", may_ask_position=True)
def position(code):
    """Where a place lies."""
    return questions.position(code, me())


@bp.post("/admin/places/<code>/position")
@somebody
@fills(CoordinatesIn, on=position)
@leads_to("web.admin.place", says="位置已标好。")
def locate(code, lat, lng, coord_type):
    """Say where a place lies, in whichever system the phone or the map speaks."""
    positions.locate(code, by=me(), lat=lat, lng=lng, coord_type=coord_type, seen=seen())


@bp.post("/admin/places/<code>/name")
@somebody
@fills(PlaceChangeIn, on=place)
@leads_to("web.admin.place", says="已修改，编码和码不变。")
def change(code, **facts):
    """Give the place another name, and say how many households live there."""
    acts.change(code, by=me(), **facts)
