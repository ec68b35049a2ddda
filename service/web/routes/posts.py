"""Standing posts: set up by the community, members take a seat, write down what they served, somebody confirms."""

from flask import Blueprint

from service.core.http import me
from service.core.pages import asks, fills, leads_to, seen, shows, somebody, takes_home
from service.feedback.schemas.verbs import ReasonIn
from service.web.actions.membership import close_post
from service.web.queries import wishes as questions
from service.web.schemas import membership as asked
from service.wishes.actions import arranging, serving
from service.wishes.routes import posts as api
from service.wishes.schemas import posts as shapes

bp = Blueprint("posts", __name__)
POST = "/posts/<int(max=9223372036854775807):post_id>"
TURN = f"{POST}/turns/<int(max=9223372036854775807):turn_id>"


@bp.get("/posts")
@somebody
@shows("posts/list.html")
@asks(asked.ViewQuery)
@takes_home(api.posts)
def posts(**wanted):
    """Posts of one's community, where one has a seat, those one looks after."""
    return questions.posts_of(me(), **wanted)


@bp.get("/posts/new")
@bp.get("/posts/new/<at>")
@somebody
@shows("posts/new.html")
@asks(asked.CursorQuery)
def new(at=None, cursor=None):
    """Set a post up."""
    return questions.writing(at, cursor)


@bp.post("/posts/new/<at>")
@somebody
@fills(shapes.PostIn, on=new)
@leads_to("web.posts.post", says="岗位设好了，本社区的党员看得到。")
def open_post(at, **facts):
    """Set a standing post up at one's place."""
    return {"post_id": arranging.open_post(by=me(), **facts).id}


@bp.get(POST)
@somebody
@shows("posts/one.html")
@asks(asked.CursorQuery)
def post(post_id, cursor=None):
    """One post, with what was served on it."""
    return questions.one_post(post_id, me(), cursor)


@bp.post(f"{POST}/seat")
@somebody
@fills(on=post)
@leads_to("web.posts.post", says="您已上岗。")
def take_seat(post_id):
    """Take a seat."""
    arranging.take_seat(post_id, by=me(), seen=seen())


@bp.post(f"{POST}/leaving")
@somebody
@fills(on=post)
@leads_to("web.posts.post", says="您已离岗，以前的服务都还记着。")
def leave_seat(post_id):
    """Leave one's seat."""
    arranging.leave_seat(post_id, by=me(), seen=seen())


@bp.post(f"{POST}/change")
@somebody
@fills(shapes.PostChangeIn, on=post)
@leads_to("web.posts.post", says="改好了。")
def change(post_id, **facts):
    """Write a post anew."""
    arranging.change_post(post_id, by=me(), seen=seen(), **facts)


@bp.post(f"{POST}/offer")
@somebody
@fills(asked.ClosingIn, on=post)
@leads_to("web.posts.post", says="已登记。")
def close(post_id, open):
    """Offer the post no longer, or again."""
    close_post(post_id, by=me(), seen=seen(), is_open=open)


@bp.post(f"{POST}/turns")
@somebody
@fills(shapes.TurnIn, on=post)
@leads_to("web.posts.post", says="已登记，等社区确认。")
def log_turn(post_id, **turn):
    """Write down one service."""
    serving.log_turn(post_id, by=me(), **turn)


@bp.post(f"{TURN}/confirmation")
@somebody
@fills(on=post)
@leads_to("web.posts.post", says="已确认。")
def confirm_turn(post_id, turn_id):
    """It was served."""
    serving.confirm_turn(turn_id, by=me(), seen=seen())


@bp.post(f"{TURN}/return")
@somebody
@fills(ReasonIn, on=post)
@leads_to("web.posts.post", says="已退回给本人。")
def return_turn(post_id, turn_id, reason):
    """Back to the member with a reason."""
    serving.return_turn(turn_id, by=me(), seen=seen(), reason=reason)
