"""The verbs of residents: reply, rate, withdraw, object, "me too"."""

from flask_smorest import Blueprint

from service.core.http import gives, idempotent, limited, me, seen, signed_in, takes
from service.feedback import actions
from service.feedback.queries.showing import detail, seen_by
from service.feedback.schemas import verbs as shapes
from service.feedback.schemas.tickets import TicketOut

bp = Blueprint("voices", __name__, url_prefix="/api/v1", description="居民：补充、评价、撤回、异议、附议")
AT = "/api/v1/tickets/{number}"


@bp.post("/tickets/<number>/reply")
@signed_in
@idempotent
@takes(shapes.TextIn)
@gives(TicketOut, status=201, located=AT)
def reply(number, text):
    """Say what the handler asked for; the clock goes on."""
    return detail(actions.reply(number, by=me(), seen=seen(), text=text), me())


@bp.post("/tickets/<number>/rating")
@signed_in
@idempotent
@takes(shapes.RatingIn)
@gives(TicketOut, status=201, located=AT)
def rate(number, **facts):
    """Three facts: contacted in time? solved? satisfied? "Not solved" opens the ticket again."""
    return detail(actions.rate(number, by=me(), seen=seen(), **facts), me())


@bp.post("/tickets/<number>/withdrawal")
@signed_in
@idempotent
@takes(shapes.WithdrawalIn)
@gives(TicketOut, status=201, located=AT)
def withdraw(number, reason=None):
    """Take one's own matter back."""
    return detail(actions.withdraw(number, by=me(), seen=seen(), reason=reason), me())


@bp.post("/tickets/<number>/objection")
@signed_in
@idempotent
@takes(shapes.ObjectionIn)
@gives(TicketOut, status=201, located=AT)
def object_to(number, text):
    """Object, once and within seven days, to a rejection or an ending; a second person one level up decides."""
    return detail(actions.object_to(number, by=me(), seen=seen(), text=text), me())


@bp.post("/tickets/<number>/support")
@signed_in
@idempotent
@takes(shapes.NothingIn)
@limited("support", per=("account",))
@gives(TicketOut, status=201, located=AT)
def support(number):
    """Say "me too", once per person."""
    return seen_by(actions.support(number, by=me(), seen=seen()).number, me())


@bp.delete("/tickets/<number>/support")
@signed_in
@gives(None, status=204)
def withdraw_support(number):
    """Take "me too" back."""
    return actions.withdraw_support(number, by=me(), seen=seen())
