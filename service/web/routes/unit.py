"""Units: their members, how each one's registration stands, and a list by which many apply at once."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, downloads, fills, leads_to, shows, somebody, takes_home
from service.core.sheets import MIMETYPES, Format
from service.membership.routes import registrations as api
from service.web.actions import listing as acts
from service.web.actions.importing import files_brought
from service.web.queries import unit as questions
from service.web.schemas.admin import CarriedIn
from service.web.schemas.lists import FileQuery
from service.web.schemas.membership import CursorQuery
from service.web.schemas.places import ChoosingQuery

bp = Blueprint("unit", __name__)
LIST = "/unit/<code>/list"
XLSX = MIMETYPES[Format.XLSX]


@bp.get("/unit")
@bp.get("/unit/<code>")
@somebody
@shows("membership/unit.html")
@asks(CursorQuery)
def unit(code=None, cursor=None):
    """The members of my unit, and how the registration of each one stands."""
    return questions.unit(me(), code, cursor)


@bp.get("/unit/<code>/members")
@somebody
@asks(FileQuery)
@takes_home(api.list_members)
def unit_file(code):
    """The members of my unit, as a file."""


@bp.get("/unit/list.xlsx")
@somebody
@downloads(XLSX)
def headings():
    """An empty list, to be filled in."""
    return "单位党员名单.xlsx", acts.headings()


@bp.get(LIST)
@somebody
@shows("membership/listing.html")
@asks(ChoosingQuery)
def listing(code, place=None, cursor=None):
    """What the list looks like, and the codes of places that stand in it."""
    return questions.listing(me(), code, place, cursor)


@bp.post(f"{LIST}/trial")
@somebody
@fills(CarriedIn, on=listing, beforehand=files_brought)
@shows("membership/tried.html")
def try_list(code, files, content):
    """What the list would do, or what is wrong row by row; nothing is written."""
    return {"code": code} | acts.tried(code, files, by=me(), content=content)


@bp.post(f"{LIST}/report")
@somebody
@fills(CarriedIn, on=listing, beforehand=files_brought)
@downloads(XLSX)
def report(code, files, content):
    """What is wrong with the list, as a file."""
    return "导入问题.xlsx", acts.report(code, files, by=me(), content=content)


@bp.post(LIST)
@somebody
@fills(CarriedIn, on=listing, beforehand=files_brought)
@leads_to("web.unit.unit", says="导入完成：{added} 人的申请已交给社区，{unchanged} 人早已在名单上。")
def register(code, files, content):
    """Apply for everybody on the list; all of it or nothing."""
    return acts.registered(code, files, by=me(), content=content)
