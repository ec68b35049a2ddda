"""Small wishes: anybody who is signed in writes one down, members take it on, the wisher says whether it came true."""

from flask import Blueprint

from service.core.http import limited, me
from service.core.pages import asks, brought, fills, leads_to, seen, shows, somebody
from service.feedback.schemas.verbs import ReasonIn
from service.media.actions import receive
from service.web.actions import wishing as pictured
from service.web.actions.picturing import MEGABYTES
from service.web.queries import wishes as questions
from service.web.schemas import membership as asked
from service.wishes.actions import confirming, taking, wishing
from service.wishes.schemas import wishes as shapes

bp = Blueprint("wishes", __name__)
WISH = "/wishes/<int(max=9223372036854775807):wish_id>"


def pictures() -> dict:
    """The pictures chosen on the form, cleaned before anything is written."""
    return {"pictures": [receive(file.stream) for file in brought("_photos")[:3]]}


@bp.get("/wishes")
@somebody
@shows("wishes/list.html")
@asks(asked.WishesPageQuery)
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
    return questions.writing(at, cursor)


@bp.post("/wishes/new/<at>")
@somebody
@limited("photo", per=("account", "address"))
@fills(shapes.WishIn, on=new, beforehand=pictures, megabytes=MEGABYTES)
@limited("submit", per=("account", "address"))
@leads_to("web.wishes.wish", says="心愿已交给社区，社区看过以后请党员来认领。")
def submit(at, pictures, **wish):
    """Write it down; a worker of the community looks at it first."""
    return {"wish_id": pictured.submit(pictures, by=me(), **wish).id}


@bp.get(WISH)
@somebody
@shows("wishes/one.html")
def wish(wish_id):
    """One wish, as much of it as one may see."""
    return questions.one(wish_id, me())


@bp.post(f"{WISH}/approval")
@somebody
@fills(on=wish)
@limited("act", per=("account",))
@leads_to("web.wishes.wish", says="已发布，本社区的党员看得到了。")
def approve(wish_id):
    """A worker has looked at it."""
    wishing.approve(wish_id, by=me(), seen=seen())


@bp.post(f"{WISH}/decline")
@somebody
@fills(shapes.DeclineIn, on=wish)
@limited("act", per=("account",))
@leads_to("web.wishes.wish", says="已回复，并告诉了另外的办法。")
def decline(wish_id, **why):
    """Not to be offered: a reason, and another way."""
    wishing.decline(wish_id, by=me(), seen=seen(), **why)


@bp.post(f"{WISH}/claim")
@somebody
@fills(on=wish)
@limited("act", per=("account",))
@leads_to("web.wishes.wish", says="您已认领，谢谢您。")
def claim(wish_id):
    """Take an open wish on; the first one wins."""
    taking.claim(wish_id, by=me(), seen=seen())


@bp.post(f"{WISH}/release")
@somebody
@fills(ReasonIn, on=wish)
@limited("act", per=("account",))
@leads_to("web.wishes.wishes", says="已退回，请别的党员来办。")
def release(wish_id, reason):
    """Give a wish back."""
    taking.release(wish_id, by=me(), seen=seen(), reason=reason)


@bp.post(f"{WISH}/done")
@somebody
@limited("photo", per=("account", "address"))
@fills(shapes.WishDoneIn, on=wish, beforehand=pictures, megabytes=MEGABYTES)
@limited("act", per=("account",))
@leads_to("web.wishes.wish", says="已写好，等本人确认。")
def finish(wish_id, pictures, **result):
    """Say what was done."""
    pictured.finish(wish_id, pictures, by=me(), seen=seen(), **result)


@bp.post(f"{WISH}/confirmation")
@somebody
@fills(shapes.WishConfirmationIn, on=wish)
@limited("act", per=("account",))
@leads_to("web.wishes.wish", says="谢谢您告诉我们。")
def confirm(wish_id, **verdict):
    """Say whether it came true."""
    confirming.confirm(wish_id, by=me(), seen=seen(), **verdict)


@bp.post(f"{WISH}/withdrawal")
@somebody
@fills(shapes.WishWithdrawalIn, on=wish)
@limited("act", per=("account",))
@leads_to("web.wishes.wish", says="已撤回。")
def withdraw(wish_id, reason=None):
    """The wisher needs it no longer."""
    wishing.withdraw(wish_id, by=me(), seen=seen(), reason=reason)


@bp.post(f"{WISH}/reveal")
@somebody
@fills(ReasonIn, on=wish)
@limited("act", per=("account",))
@shows("wishes/one.html")
def reveal(wish_id, reason):
    """The wisher's contact, for who needs it now; audited."""
    contact = confirming.reveal(wish_id, by=me(), reason=reason)
    return questions.one(wish_id, me()) | {"contact": contact}
