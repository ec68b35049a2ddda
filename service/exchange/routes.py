"""HTTP: which outside systems there are, how what they are told gets there, and the door they speak through."""

from collections.abc import Callable
from functools import wraps

from flask import request
from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, limited, me, open_to_all, signed_in, takes
from service.core.http.describing import described
from service.core.sheets import Column
from service.exchange import actions
from service.exchange.queries import events
from service.exchange.schemas import (
    IncomingEventIn,
    IncomingEventOut,
    OutgoingEventOut,
    OutgoingEventsQuery,
    OutsideSystemsOut,
)
from service.exchange.signing import Sealed

bp = Blueprint("exchange", __name__, url_prefix="/api/v1", description="外部系统：12345、市级平台")
DELIVERY = "/outside-systems/deliveries/<int(max=9223372036854775807):event_id>"
LARGEST_EVENT = 64 * 1024
HEADERS = [{"in": "header", "name": name, "required": False, "description": says, "schema": {"type": "string"}}
           for name, says in (("X-Mashang-Timestamp", "seconds since 1970"),
                              ("X-Mashang-Delivery", "8–64 of A–Z a–z 0–9 _ -, the same at every try"),
                              ("X-Mashang-Signature", "v1=<key id>:<hex HMAC-SHA256 of timestamp.delivery.body>"))]


def sealed(view: Callable) -> Callable:
    """The route takes at most 64 KB with a seal on them, as the argument `seal`."""
    @wraps(view)
    def wrapper(*args, **kw):
        request.max_content_length = LARGEST_EVENT
        said = (request.headers.get(header["name"], "") for header in HEADERS)
        return view(*args, seal=Sealed(*said, body=request.get_data(cache=True)), **kw)
    return described(view, wrapper, "arguments", parameters=list(HEADERS))


@bp.get("/outside-systems")
@signed_in
@gives(OutsideSystemsOut)
def outside_systems():
    """The systems a ticket can be forwarded to by their code."""
    return events.outside_systems(me())


@bp.post("/outside-systems/<system>/events")
@open_to_all
@sealed
@takes(IncomingEventIn)
@limited("exchange", per=("address",))
@gives(IncomingEventOut)
def hear(system, seal, **said):
    """An outside system says how a ticket stands there; its signature is the door."""
    return actions.hear(system, seal, **said)


@bp.get("/outside-systems/deliveries")
@signed_in
@takes(OutgoingEventsQuery, location="query")
@exported("outgoing-events", Column("编号", "number"), Column("外部系统", "system"), Column("事件", "event"),
          Column("状态", "state"), Column("次数", "tries"), Column("原因", "last_error"), Column("时间", "created_at"))
@gives(OutgoingEventOut, many=True)
def deliveries(state, limit, cursor):
    """What outside systems were to be told and has not arrived, or has, or waits."""
    return events.deliveries(me(), state=state, limit=limit, cursor=cursor)


@bp.get(DELIVERY)
@signed_in
@gives(OutgoingEventOut)
def delivery(event_id):
    """How the delivery of one event goes."""
    return events.delivery(event_id, me())


@bp.post(f"{DELIVERY}/resend")
@signed_in
@idempotent
@gives(OutgoingEventOut, status=201, located="/api/v1/outside-systems/deliveries/{id}")
def resend(event_id):
    """Have a dead event sent again."""
    return actions.resend(event_id, by=me())
