"""What a pushed event says, read with patience: the platform's JSON has numbers as texts and single things as lists."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator

from service.wechat.answers import LIKELY_ID, OTHER_REASON, Suggestion, Verdict, judged

LIKELY_NAME = re.compile(r"[a-z][a-z_]{1,63}")
WRAPPINGS = {"subscribe_msg_popup_event": "SubscribeMsgPopupEvent", "subscribe_msg_sent_event": "SubscribeMsgSentEvent",
             "subscribe_msg_change_event": "SubscribeMsgChangeEvent"}
DOES_NOT_WANT_IT = re.compile(r"refus|reject|block|ban\b", re.IGNORECASE)
REFUSED_CODE = "43101"


def name_of(message: dict) -> str:
    """The event's name, "" for what is no event or has no name an event could have."""
    name = message.get("Event")
    return name if isinstance(name, str) and LIKELY_NAME.fullmatch(name) else ""


def key_of(message: dict) -> str:
    """The same for two tellings of one event, and for no other: its name, and a digest of what makes it itself.

    The platform's rule: the trace id for a picture's check, else who, when and which; here what is listed counts too,
    because two messages may be reported within one second. Events with no CreateTime, which the platform never leaves
    out, are one when they are equal: a tick less is better than one too many. A digest, so that no openid is kept.
    """
    name = name_of(message)
    trace_id = trace_of(message) if name == "wxa_media_check" else None
    itself = [trace_id] if trace_id else [
        message.get("FromUserName"), str(message.get("CreateTime")), list(items_of(message))]
    digest = hashlib.sha256(json.dumps(itself, sort_keys=True).encode()).hexdigest()
    return f"{name}:{digest}"


def openid_of(message: dict) -> str | None:
    """Whom the event is about, None for what is no openid."""
    return _id(message, "FromUserName")


def trace_of(message: dict) -> str | None:
    """Which check of a picture has ended, None for what is no trace id."""
    return _id(message, "trace_id")


def items_of(message: dict) -> Iterator[dict]:
    """What the event lists, by template, so that two events change a person's rows in one order.

    `List` is an object when there is one item, and may lie inside an object named like the event.
    """
    inside = message.get(WRAPPINGS.get(name_of(message), ""))
    listed = message.get("List", inside.get("List") if isinstance(inside, dict) else None)
    items = [item for item in (listed if isinstance(listed, list) else [listed]) if isinstance(item, dict)]
    yield from sorted(items, key=lambda item: str(item.get("TemplateId")))


def is_refused(item: dict) -> bool:
    """Whether a message that did not arrive was not wanted; else the platform had a trouble of its own."""
    return str(item.get("ErrorCode")) == REFUSED_CODE or bool(DOES_NOT_WANT_IT.search(str(item.get("ErrorStatus", ""))))


def verdict_of(message: dict) -> Verdict:
    """The opinion on a picture; where there is none that we understand, a person must look: `review`."""
    said = judged(message.get("result")) if str(message.get("errcode", 0)) == "0" else None
    return said or Verdict(Suggestion.REVIEW, OTHER_REASON)


def _id(message: dict, field: str) -> str | None:
    value = message.get(field)
    return value if isinstance(value, str) and LIKELY_ID.fullmatch(value) else None
