"""HTTP: one's inbox, and dead letters for staff."""

from flask_smorest import Blueprint

from service.core.http import gives, idempotent, me, signed_in, takes
from service.notifications import actions, queries
from service.notifications.schemas import (
    DeliveriesQuery,
    DeliveryOut,
    InboxQuery,
    MessageOut,
    MessageTemplateOut,
    ResendIn,
    ResentOut,
    SubscriptionOut,
)

bp = Blueprint("notifications", __name__, url_prefix="/api/v1", description="消息：收件箱，没有送达的消息")
MESSAGE = "<int(max=9223372036854775807):message_id>"


@bp.get("/me/inbox")
@signed_in
@takes(InboxQuery, location="query")
@gives(MessageOut, many=True)
def inbox(unread, limit, cursor):
    """Your messages, newest first."""
    return queries.inbox(me(), unread=unread, limit=limit, cursor=cursor)


@bp.post(f"/me/inbox/{MESSAGE}/read")
@signed_in
@gives(MessageOut)
def read(message_id):
    """Mark a message of yours as read; again is the same."""
    return actions.read(message_id, by=me())


@bp.get("/me/subscriptions")
@signed_in
@gives(SubscriptionOut, many=True)
def subscriptions():
    """Which templates you have ticked, so that the mini-program knows what to ask at your next tap."""
    return queries.subscriptions(me())


@bp.get("/message-templates")
@signed_in
@gives(MessageTemplateOut, many=True)
def message_templates():
    """Which of WeChat's templates are set; they are settings of the installation, nothing is changed here."""
    return queries.message_templates(me())


@bp.get("/deliveries")
@signed_in
@takes(DeliveriesQuery, location="query")
@gives(DeliveryOut, many=True)
def deliveries(state, limit, cursor):
    """Messages about your places that could not be delivered."""
    return queries.deliveries(me(), state=state, limit=limit, cursor=cursor)


@bp.get(f"/deliveries/{MESSAGE}")
@signed_in
@gives(DeliveryOut)
def delivery(message_id):
    """How the delivery of one message about your places went."""
    return queries.delivery(message_id, me())


@bp.post("/deliveries/resend")
@signed_in
@takes(ResendIn)
@gives(ResentOut)
def resend_of_kind(kind):
    """Have the dead letters of a kind sent again, 500 at a time."""
    return {"resent": actions.resend_of_kind(kind, by=me())}


@bp.post(f"/deliveries/{MESSAGE}/resend")
@signed_in
@idempotent
@gives(DeliveryOut, status=201, located="/api/v1/deliveries/{id}")
def resend(message_id):
    """Have a dead letter sent again."""
    return actions.resend(message_id, by=me())
