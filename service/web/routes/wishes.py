"""Small wishes: anybody who is signed in writes one down, members take it on, the wisher says whether it came true."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import asks, brought, fills, kept, leads_to, seen, shows, somebody, takes_home
from service.feedback.schemas.verbs import ReasonIn
from service.web.actions.picturing import MEGABYTES, bring, together
from service.web.queries import wishes as questions
from service.web.schemas import membership as asked
from service.wishes.actions import confirming, taking, wishing
from service.wishes.limits import MOST_PHOTOS
from service.wishes.routes import wishes as api
from service.wishes.schemas import wishes as shapes

bp = Blueprint("wishes", __name__)
WISH = "/wishes/<int(max=9223372036854775807):wish_id>"


def _pictures():
    return bring(brought("pictures"), by=me(), most=MOST_PHOTOS)


@bp.get("/wishes")
@somebody
@shows("wishes/list.html")
@asks(asked.WishesPageQuery)
@takes_home(api.wishes)
def wishes(**wanted):
    """One's own wishes, those one may take on, those one looks after."""
    return questions.wishes_of(me(), **wanted)


@bp.get("/wishes/new")
@bp.get("/wishes/new/<at>")
@somebody
@shows("wishes/new.html")
@asks(asked.CursorQuery)
def new(at=None, cursor=None):
    """Write a small wish down, for oneself or for somebody else."""
    return questions.writing(at, cursor) | questions.pictures(me(), kept("photos", "brought"))


@bp.post("/wishes/new/<at>")
@somebody
@limited("photo", per=("account", "address"), each_file=True)
@fills(shapes.WishIn, on=new, beforehand=_pictures, megabytes=MEGABYTES)
@limited("submit", per=("account", "address"))
@leads_to("web.wishes.wish", says="心愿已交给社区，社区看过以后请党员来认领。")
def submit(at, brought, flawed, photos=(), **wish):
    """Write it down; a worker of the community looks at it first."""
    photos = together(photos, brought=brought, flawed=flawed, most=MOST_PHOTOS)
    return {"wish_id": wishing.submit(by=me(), photos=photos, **wish).id}


@bp.get(WISH)
@somebody
@shows("wishes/one.html")
def wish(wish_id):
    """One wish, as much of it as one may see."""
    return questions.one(wish_id, me(), kept("photos", "brought"))


@bp.post(f"{WISH}/approval")
@somebody
@fills(shapes.WishApprovalIn, on=wish)
@leads_to("web.wishes.wish", says="已发布，本社区的党员看得到了。")
def approve(wish_id, **offered):
    """A worker has looked at it."""
    wishing.approve(wish_id, by=me(), seen=seen(), **offered)


@bp.post(f"{WISH}/decline")
@somebody
@fills(shapes.DeclineIn, on=wish)
@leads_to("web.wishes.wish", says="已回复，并告诉了另外的办法。")
def decline(wish_id, **why):
    """Not to be offered: a reason, and another way."""
    wishing.decline(wish_id, by=me(), seen=seen(), **why)


@bp.post(f"{WISH}/claim")
@somebody
@fills(on=wish)
@leads_to("web.wishes.wish", says="您已认领，谢谢您。")
def claim(wish_id):
    """Take an open wish on; the first one wins."""
    taking.claim(wish_id, by=me(), seen=seen())


@bp.post(f"{WISH}/release")
@somebody
@fills(ReasonIn, on=wish)
@leads_to("web.wishes.wishes", says="已退回，请别的党员来办。")
def release(wish_id, reason):
    """Give a wish back."""
    taking.release(wish_id, by=me(), seen=seen(), reason=reason)


@bp.post(f"{WISH}/done")
@somebody
@limited("photo", per=("account", "address"), each_file=True)
@fills(shapes.WishDoneIn, on=wish, beforehand=_pictures, megabytes=MEGABYTES)
@leads_to("web.wishes.wish", says="已写好，等本人确认。")
def finish(wish_id, brought, flawed, photos=(), **result):
    """Say what was done."""
    photos = together(photos, brought=brought, flawed=flawed, most=MOST_PHOTOS)
    taking.finish(wish_id, by=me(), seen=seen(), photos=photos, **result)


@bp.post(f"{WISH}/confirmation")
@somebody
@fills(shapes.WishConfirmationIn, on=wish)
@leads_to("web.wishes.wish", says="谢谢您告诉我们。")
def confirm(wish_id, **verdict):
    """Say whether it came true."""
    confirming.confirm(wish_id, by=me(), seen=seen(), **verdict)


@bp.post(f"{WISH}/withdrawal")
@somebody
@fills(shapes.WishWithdrawalIn, on=wish)
@leads_to("web.wishes.wish", says="已撤回。")
def withdraw(wish_id, reason=None):
    """The wisher needs it no longer."""
    wishing.withdraw(wish_id, by=me(), seen=seen(), reason=reason)


@bp.post(f"{WISH}/reveal")
@somebody
@fills(ReasonIn, on=wish)
@shows("wishes/one.html")
def reveal(wish_id, reason):
    """The wisher's contact, for who needs it now; audited."""
    contact = confirming.reveal(wish_id, by=me(), seen=seen(), reason=reason)
    return questions.one(wish_id, me()) | {"contact": contact}
