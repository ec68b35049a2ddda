"""HTTP: what the WeChat platform pushes to us."""

from flask import request
from flask_smorest import Blueprint

from service.core.http import gives_bytes, open_to_all, takes, unlimited
from service.wechat import actions
from service.wechat.schemas import CheckQuery

bp = Blueprint("wechat", __name__, url_prefix="/api/v1", description="微信平台的消息推送")
LARGEST_PUSH = 64 * 1024  # bytes; real ones have under two thousand
# Described here and read as it comes: its shape and its Content-Type are the platform's, and a flaw is 403, never 422.
SEALED = {"required": True, "content": {"*/*": {"schema": {
    "type": "object", "description": "as the platform seals it; the query has timestamp, nonce and msg_signature",
    "properties": {"ToUserName": {"type": "string"}, "Encrypt": {"type": "string"}}, "required": ["Encrypt"]}}}}


@bp.get("/wechat/push")
@open_to_all
@takes(CheckQuery, location="query")
@gives_bytes("text/plain")
def prove(timestamp, nonce, signature, echostr):
    """Say the platform's word back, when it asks whether this address is ours."""
    return actions.prove(timestamp=timestamp, nonce=nonce, signature=signature, echostr=echostr)


@bp.post("/wechat/push")
@bp.doc(requestBody=SEALED)
@open_to_all
@unlimited("the platform speaks for a city from few addresses, gives up after three tries, and is known by its seal")
@gives_bytes("text/plain")
def receive():
    """Take what the platform has to tell: JSON in safe mode, whatever its Content-Type; told twice it counts once."""
    request.max_content_length = LARGEST_PUSH
    return actions.receive(request.args, request.get_data())
