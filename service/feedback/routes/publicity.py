"""Showing a matter to everybody: asked for by its reporter, ended by him or by the community."""

from flask_smorest import Blueprint

from service.core.http import gives, idempotent, me, seen, signed_in, takes
from service.feedback import actions
from service.feedback.queries.showing import detail
from service.feedback.schemas import verbs as shapes
from service.feedback.schemas.tickets import TicketOut

bp = Blueprint("publicity", __name__, url_prefix="/api/v1", description="诉求：公开展示")


@bp.post("/tickets/<number>/publicity")
@signed_in
@idempotent
@takes(shapes.NothingIn)
@gives(TicketOut, status=201, located="/api/v1/tickets/{number}")
def publish(number):
    """Let everybody read one's own matter after all, once it was looked at."""
    return detail(actions.publish(number, by=me(), seen=seen()), me())


@bp.delete("/tickets/<number>/publicity")
@signed_in
@takes(shapes.WithdrawalIn)
@gives(TicketOut)
def unpublish(number, reason=None):
    """Show a matter to everybody no longer; the community says why."""
    return detail(actions.unpublish(number, by=me(), seen=seen(), reason=reason), me())
