"""Lists taken over from spreadsheets: tried first, with a report by row, then imported."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import downloads, fills, leads_to, shows, somebody
from service.core.sheets import MIMETYPES, Format
from service.web.actions import importing
from service.web.queries import admin as questions
from service.web.schemas.admin import ListIn

bp = Blueprint("imports", __name__)
XLSX = MIMETYPES[Format.XLSX]


@bp.get("/admin/imports")
@somebody
@shows("admin/imports.html")
def imports():
    """Which lists can be imported, and what they look like."""
    return questions.lists(me())


@bp.get("/admin/imports/<kind>.xlsx")
@somebody
@downloads(XLSX)
def headings(kind):
    """An empty list of this kind, to be filled in."""
    return f"{kind}.xlsx", importing.headings(kind)


@bp.post("/admin/imports/trial")
@somebody
@fills(ListIn, on=imports, beforehand=importing.files_brought)
@shows("admin/tried.html")
def try_list(files, kind, content):
    """What importing would do, or what is wrong row by row; nothing is written."""
    return importing.tried(files, by=me(), kind=kind, content=content)


@bp.post("/admin/imports/report")
@somebody
@fills(ListIn, on=imports, beforehand=importing.files_brought)
@downloads(XLSX)
def report(files, kind, content):
    """What is wrong with a list, as a file."""
    return "导入问题.xlsx", importing.report(files, by=me(), kind=kind, content=content)


@bp.post("/admin/imports")
@somebody
@fills(ListIn, on=imports, beforehand=importing.files_brought)
@leads_to("web.imports.imports", says="导入完成：新增 {added} 行，修改 {changed} 行，{unchanged} 行没有变化。")
def take_over(files, kind, content):
    """Take the list over; all of it or nothing."""
    return importing.imported(files, by=me(), kind=kind, content=content)
