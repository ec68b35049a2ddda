"""HTTP: bringing a picture, its fresh links, the picture itself, taking it back."""

from flask_smorest import Blueprint

from service.core.http import (
    beforehand,
    gives,
    gives_bytes,
    idempotent,
    limited,
    me,
    open_to_all,
    perhaps_signed_in,
    signed_in,
    someone,
    takes,
)
from service.media import actions, queries
from service.media.schemas import LinkQuery, PhotoIn, PhotoOut

bp = Blueprint("media", __name__, url_prefix="/api/v1", description="照片：上传、查看、撤回")


@bp.post("/photos")
@signed_in
@limited("photo", per=("account", "address"))
@takes(PhotoIn, location="files")
@beforehand(file=actions.receive)
@idempotent
@gives(PhotoOut, status=201, located="/api/v1/photos/{id}")
def upload(file):
    """Bring a picture, to be named in a ticket or an answer within 24 hours."""
    return queries.shown(actions.keep(file, by=me()))


@bp.get("/photos/<photo_id>")
@perhaps_signed_in
@gives(PhotoOut)
def photo(photo_id):
    """A picture you may see, with fresh links."""
    return queries.shown(queries.photo(photo_id, someone()))


@bp.delete("/photos/<photo_id>")
@signed_in
@gives(None, status=204)
def take_back(photo_id):
    """Take back a picture of yours that is not used yet."""
    actions.take_back(photo_id, by=me())


@bp.get("/photos/<photo_id>/<any(picture, thumbnail):variant>")
@open_to_all
@takes(LinkQuery, location="query")
@gives_bytes("image/jpeg", Cache_Control="private, max-age=600")
def picture(photo_id, variant, expires, signature):
    """The picture itself, for whoever holds a link that still works."""
    return queries.opened(photo_id, variant, expires=expires, signature=signature)
