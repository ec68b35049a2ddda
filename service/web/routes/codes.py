"""Codes are given out, taken out of use and replaced on the page that lists them."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import fills, leads_to, somebody
from service.organization.actions import codes as acts
from service.organization.queries import places
from service.organization.schemas.places import ReplacementIn
from service.web.routes.desk import codes

bp = Blueprint("codes", __name__)


@bp.post("/desk/codes/<code>/new")
@somebody
@fills(on=codes)
@leads_to("web.desk.codes", says="已发放一个新码，可以下载海报了。")
def issue(code):
    """Issue a new code for a place."""
    acts.issue(places.place(code), by=me())


@bp.post("/desk/codes/<code>/missing")
@somebody
@fills(on=codes)
@leads_to("web.desk.codes", says="发放了 {issued} 个码，现在每栋楼、每个院落都有码。")
def issue_missing(code):
    """Give every building and courtyard here that has no code in use one."""
    return {"issued": acts.issue_missing(places.place(code), by=me())}


@bp.post("/desk/codes/<code>/<token>/revocation")
@somebody
@fills(ReplacementIn, on=codes)
@leads_to("web.desk.codes", says="这个码已经停用，请把墙上的海报取下来。")
def revoke(code, token, reason):
    """Take a code out of use for good."""
    acts.revoke(token, by=me(), reason=reason)


@bp.post("/desk/codes/<code>/<token>/replacement")
@somebody
@fills(ReplacementIn, on=codes)
@leads_to("web.desk.codes", says="旧码已停用，新码已发放，请打印新海报换上。")
def replace(code, token, reason):
    """Take a code out of use and issue another for the same place."""
    acts.replace(token, reason, by=me())
