"""Wishes: writing one down, looking, and every verb of its life."""

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, limited, me, seen, signed_in, takes
from service.core.sheets import Column
from service.feedback.schemas.verbs import NothingIn, ReasonIn
from service.wishes.actions import confirming, taking, wishing
from service.wishes.queries import lists, showing
from service.wishes.schemas import wishes as shapes
from service.wishes.schemas.wishes import WishContactOut, WishOut, WishSummaryOut

bp = Blueprint("wishes", __name__, url_prefix="/api/v1", description="微心愿：提出、认领、完成、确认")
AT = "/api/v1/wishes/{id}"
WISH = "/wishes/<int(max=9223372036854775807):wish_id>"


@bp.post("/wishes")
@signed_in
@idempotent
@takes(shapes.WishIn)
@limited("submit", per=("account", "code_token", "address"))
@gives(WishOut, status=201, located=AT)
def submit(**wish):
    """Write down a small need at a place; a worker of the community looks at it first."""
    return showing.after(wishing.submit(by=me(), **wish), me())


@bp.get("/wishes")
@signed_in
@takes(shapes.WishesQuery, location="query")
@exported("wishes", Column("编号", "id"), Column("地点", "place.name"), Column("微心愿", "text"),
          Column("状态", "state_name"), Column("希望日期", "wanted_by"), Column("认领人", "holder"),
          Column("提出时间", "created_at"))
@gives(WishSummaryOut, many=True)
def wishes(**wanted):
    """A page of one view: mine, open (what I may take on), place (what I look after)."""
    return lists.wishes(me(), **wanted)


@bp.get(WISH)
@signed_in
@gives(WishOut)
def wish(wish_id):
    """One wish, as much of it as the caller may see."""
    return showing.seen_by(wish_id, me())


@bp.post(f"{WISH}/approval")
@signed_in
@idempotent
@takes(shapes.WishApprovalIn)
@gives(WishOut, status=201, located=AT)
def approve(wish_id, **offered):
    """A worker has looked at it: offered to the members of the community."""
    return showing.after(wishing.approve(wish_id, by=me(), seen=seen(), **offered), me())


@bp.post(f"{WISH}/decline")
@signed_in
@idempotent
@takes(shapes.DeclineIn)
@gives(WishOut, status=201, located=AT)
def decline(wish_id, **why):
    """Not to be offered: a reason, and another way."""
    return showing.after(wishing.decline(wish_id, by=me(), seen=seen(), **why), me())


@bp.post(f"{WISH}/claim")
@signed_in
@idempotent
@takes(NothingIn)
@gives(WishOut, status=201, located=AT)
def claim(wish_id):
    """Take an open wish of one's community on; the first one wins."""
    return showing.after(taking.claim(wish_id, by=me(), seen=seen()), me())


@bp.delete(f"{WISH}/claim")
@signed_in
@takes(ReasonIn)
@gives(WishOut)
def release(wish_id, reason):
    """Give a wish back, to be taken on by somebody else."""
    return showing.after(taking.release(wish_id, by=me(), seen=seen(), reason=reason), me())


@bp.post(f"{WISH}/done")
@signed_in
@idempotent
@takes(shapes.WishDoneIn)
@gives(WishOut, status=201, located=AT)
def finish(wish_id, **result):
    """Say what was done; the wisher, or the community for him, confirms."""
    return showing.after(taking.finish(wish_id, by=me(), seen=seen(), **result), me())


@bp.post(f"{WISH}/confirmation")
@signed_in
@idempotent
@takes(shapes.WishConfirmationIn)
@gives(WishOut, status=201, located=AT)
def confirm(wish_id, **verdict):
    """Say whether it came true; "no" opens it again."""
    return showing.after(confirming.confirm(wish_id, by=me(), seen=seen(), **verdict), me())


@bp.post(f"{WISH}/withdrawal")
@signed_in
@idempotent
@takes(shapes.WishWithdrawalIn)
@gives(WishOut, status=201, located=AT)
def withdraw(wish_id, reason=None):
    """The wisher needs it no longer."""
    return showing.after(wishing.withdraw(wish_id, by=me(), seen=seen(), reason=reason), me())


@bp.post(f"{WISH}/reveal")
@signed_in
@takes(ReasonIn)
@gives(WishContactOut)
def reveal(wish_id, reason):
    """The wisher's contact, for who needs it now; audited."""
    return confirming.reveal(wish_id, by=me(), seen=seen(), reason=reason)
