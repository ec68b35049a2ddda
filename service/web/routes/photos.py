"""Pictures a page's script brings one by one, shrunk on the phone, while somebody still writes."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import brought, fills, leads_to, somebody, tells
from service.media import actions, queries
from service.media.schemas import PhotoOut
from service.web.actions.picturing import only_one
from service.web.routes.reporting import choose

bp = Blueprint("photos", __name__)


def _picture():
    return {"received": actions.receive(only_one(brought("file")).stream)}


@bp.post("/photos")
@somebody
@limited("photo", per=("account", "address"))
@fills(on=choose, beforehand=_picture)
@tells(PhotoOut, status=201)
def bring(received):
    """Bring a picture, to be named in a form within 24 hours."""
    return queries.shown(actions.keep(received, by=me()))


@bp.post("/photos/<photo_id>/removal")
@somebody
@fills(on=choose)
@leads_to("web.reporting.choose")
def take_back(photo_id):
    """Take back a picture of one's own that is not used yet."""
    actions.take_back(photo_id, by=me())
