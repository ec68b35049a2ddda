"""What is done with what the platform pushes: proved to be its own, taken once, announced to who listens."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

import structlog
from flask import current_app
from prometheus_client import Counter

from service.core import clock
from service.core.database import atomic, execute, inserting
from service.core.errors import NotFound
from service.wechat import events, push, reading
from service.wechat.models import PushedEvent

HEARD = "success"  # any other answer, or none within 5 s, and the platform tells it again
ECHO = re.compile(r"[!-~]{1,256}")  # it goes back as it came: nothing a browser could take for a page
COUNTED = Counter("mashang_wechat_events_total", "Events WeChat has pushed", ["event", "outcome"])
log = structlog.get_logger("wechat")


def prove(*, timestamp: str, nonce: str, signature: str, echostr: str) -> str:
    """The platform asks whether this address is ours: its own word back. Raises NotFound, NotGenuine."""
    push.verify(_ours()["token"], timestamp, nonce, signature)
    if not ECHO.fullmatch(echostr):
        raise push.NotGenuine()
    return echostr


def receive(query: Mapping[str, str], body: bytes) -> str:
    """Take what the platform pushed, sealed, and say so. Raises NotFound (no push is set up), NotGenuine."""
    tell(push.opened(query, body, **_ours()))
    return HEARD


def tell(message: dict) -> bool:
    """Take an opened message; False when it was told before, or is nothing we know, which is counted and let go."""
    name = reading.name_of(message)
    announce = KNOWN.get(name)
    if announce is None:
        COUNTED.labels("other", "unknown").inc()
        log.info("wechat_event_unknown", pushed=name)
        return False
    taken = take(reading.key_of(message), name, lambda: announce(message))
    COUNTED.labels(name, "taken" if taken else "repeated").inc()
    return taken


def take(key: str, event: str, announce: Callable[[], None]) -> bool:
    """Announce an event unless its `key` (at most 160 characters) was told before; False if it was.

    Key and effects are one transaction: what raises leaves the event untold, so that it can be told again.
    """
    with atomic():
        noted = execute(inserting(PushedEvent.__table__).values(key=key, event=event, at=clock.now())
                        .on_conflict_do_nothing(index_elements=["key"]).returning(PushedEvent.id)).first()
        if noted:
            announce()
        return noted is not None


def _ours() -> dict[str, str]:
    """What proves that a push is for us. Raises NotFound where none is set up."""
    config = current_app.config
    if not config["WECHAT_PUSH_TOKEN"]:
        raise NotFound()
    return {"token": config["WECHAT_PUSH_TOKEN"], "key": config["WECHAT_PUSH_KEY"], "app_id": config["WECHAT_APP_ID"]}


def _answered(message: dict) -> None:
    openid, in_settings = reading.openid_of(message), reading.name_of(message) == "subscribe_msg_change_event"
    for item in reading.items_of(message) if openid else ():
        status = item.get("SubscribeStatusString")
        if status in ("accept", "reject"):  # any other is neither a tick nor a refusal
            events.subscription_answered.send(openid, template_id=str(item.get("TemplateId")),
                                              accepted=status == "accept", in_settings=in_settings)


def _reported(message: dict) -> None:
    openid = reading.openid_of(message)
    for item in reading.items_of(message) if openid else ():
        delivered = str(item.get("ErrorCode")) == "0"
        events.message_reported.send(openid, template_id=str(item.get("TemplateId")), delivered=delivered,
                                     refused=not delivered and reading.is_refused(item))


def _judged(message: dict) -> None:
    trace_id = reading.trace_of(message)
    if trace_id:
        events.picture_judged.send(trace_id, verdict=reading.verdict_of(message))


KNOWN = {"subscribe_msg_popup_event": _answered, "subscribe_msg_change_event": _answered,
         "subscribe_msg_sent_event": _reported, "wxa_media_check": _judged}
