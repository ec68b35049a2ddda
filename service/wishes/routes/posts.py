"""Standing posts: setting them up, looking, taking a seat and leaving it."""

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, seen, signed_in, takes
from service.core.sheets import Column
from service.feedback.schemas.verbs import NothingIn
from service.wishes.actions import arranging
from service.wishes.queries import posts as found
from service.wishes.schemas.posts import PostChangeIn, PostIn, PostOut, PostsQuery, PostSummaryOut

bp = Blueprint("posts", __name__, url_prefix="/api/v1", description="岗位：设岗、认岗、离岗")
AT = "/api/v1/posts/{id}"
POST = "/posts/<int(max=9223372036854775807):post_id>"


@bp.post("/posts")
@signed_in
@idempotent
@takes(PostIn)
@gives(PostOut, status=201, located=AT)
def open_post(**post):
    """Set a standing post up at one's place."""
    return found.after(arranging.open_post(by=me(), **post), me())


@bp.get("/posts")
@signed_in
@takes(PostsQuery, location="query")
@exported("posts", Column("编号", "id"), Column("岗位类别", "kind_name"), Column("岗位", "title"),
          Column("地点", "place.name"), Column("时间", "times"), Column("名额", "seats"),
          Column("在岗人数", "seats_taken"), Column("开放", "open"))
@gives(PostSummaryOut, many=True)
def posts(**wanted):
    """A page of one view: mine (where I hold a seat), open (of my community), place (what I look after)."""
    return found.posts(me(), **wanted)


@bp.get(POST)
@signed_in
@gives(PostOut)
def post(post_id):
    """One post, and who sits on it for those who look after the place."""
    return found.seen_by(post_id, me())


@bp.put(POST)
@signed_in
@takes(PostChangeIn)
@gives(PostOut)
def change_post(post_id, **facts):
    """Write a post anew; closing it ends its seats."""
    return found.after(arranging.change_post(post_id, by=me(), seen=seen(), **facts), me())


@bp.post(f"{POST}/seat")
@signed_in
@idempotent
@takes(NothingIn)
@gives(PostOut, status=201, located=AT)
def take_seat(post_id):
    """Take a seat on a post of one's community, while there is one."""
    return found.after(arranging.take_seat(post_id, by=me(), seen=seen()), me())


@bp.delete(f"{POST}/seat")
@signed_in
@gives(PostOut)
def leave_seat(post_id):
    """Leave one's seat; what was served stays."""
    return found.after(arranging.leave_seat(post_id, by=me(), seen=seen()), me())
