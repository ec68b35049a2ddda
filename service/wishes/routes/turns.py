"""Turns on posts: one service written down, and confirmed or returned by somebody else."""

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, seen, signed_in, takes
from service.core.sheets import Column
from service.feedback.schemas.verbs import NothingIn, ReasonIn
from service.wishes.actions import serving
from service.wishes.queries import turns as found
from service.wishes.routes.posts import POST
from service.wishes.schemas.posts import TurnIn, TurnOut, TurnsQuery

bp = Blueprint("turns", __name__, url_prefix="/api/v1", description="岗位服务：登记、确认、退回")
AT = "/api/v1/post-turns/{id}"
TURN = "/post-turns/<int(max=9223372036854775807):turn_id>"


@bp.post(f"{POST}/turns")
@signed_in
@idempotent
@takes(TurnIn)
@gives(TurnOut, status=201, located=AT)
def log_turn(post_id, **turn):
    """Write down one service on a post one sits or sat on."""
    return found.seen_by(serving.log_turn(post_id, by=me(), **turn).id, me())


@bp.get(f"{POST}/turns")
@signed_in
@takes(TurnsQuery, location="query")
@exported("post-turns", Column("编号", "id"), Column("岗位", "post"), Column("党员", "member"),
          Column("日期", "served_on"), Column("分钟", "minutes"), Column("内容", "text"),
          Column("状态", "state_name"), Column("退回原因", "returned_because"))
@gives(TurnOut, many=True)
def turns(post_id, **wanted):
    """A page of a post's turns: one's own, or all for who looks after the place."""
    return found.turns(post_id, me(), **wanted)


@bp.get(TURN)
@signed_in
@gives(TurnOut)
def turn(turn_id):
    """One turn."""
    return found.seen_by(turn_id, me())


@bp.post(f"{TURN}/confirmation")
@signed_in
@idempotent
@takes(NothingIn)
@gives(TurnOut, status=201, located=AT)
def confirm_turn(turn_id):
    """It was served; never by who served it."""
    return found.seen_by(serving.confirm_turn(turn_id, by=me(), seen=seen()).id, me())


@bp.post(f"{TURN}/return")
@signed_in
@idempotent
@takes(ReasonIn)
@gives(TurnOut, status=201, located=AT)
def return_turn(turn_id, reason):
    """Back to the member with a reason; he may log it anew."""
    return found.seen_by(serving.return_turn(turn_id, by=me(), seen=seen(), reason=reason).id, me())
