"""What is asked of the stand-in below `/fake`, by tests and by a developer with curl."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import orjson

from service.wechat.answers import Suggestion
from service.wechat.serving.errors import Failure
from service.wechat.serving.wire import Answer, Request

if TYPE_CHECKING:
    from service.wechat.serving.platform import Platform

MOST_SHOWN = 1000
ANOTHER = {"errcode": int, "more": str, "status": int, "body": str, "seconds": float, "drip": float, "hang_up": bool}
HELP = {
    "POST /fake/next": 'another answer to the next calls: {"times": 3, "path": "/cgi-bin/message/subscribe/send", '
                       '"errcode": -1} or "status": 502, "body": "{brok", "seconds": 9, "drip": 0.1, "hang_up": true',
    "POST /fake/next ": 'with "seconds" or "drip" alone the true answer comes, late; "more" follows the errmsg',
    "POST /fake/down": '{"down": true}: close connections without an answer, until {"down": false}',
    "POST /fake/token": '{"do": "expire"}: 42001 for all tokens; "refuse": 40001 for the newest until it is forced',
    "POST /fake/people": '{"openid": "demo:resident-li", "subscribed": false, "recent": false, "known": false, '
                         '"left": {"progress": 1}}: 43101, 61010, 40003, and how many ticks are left',
    "POST /fake/verdicts": '{"suggest": "risky", "times": 1}: what is thought of the next pictures',
    "POST /fake/push": '{"url": "…/api/v1/wechat/push", "event": {"Event": "subscribe_msg_popup_event", …}}',
    "GET /fake/sent?after=0&limit=100": "messages taken: how many in all, and some of them",
    "GET /fake/asked": "how many calls came, by path",
}


@dataclass
class Fault:
    """What `times` calls of one `path`, or of any, get instead of the plain answer; see ANOTHER."""

    another: dict
    path: str | None = None
    times: int = 1

    def answer(self, true_answer: Callable[[], Answer]) -> Answer:
        """The answer asked for; what is only to be late is done all the same."""
        how = {name: self.another[name] for name in ("seconds", "drip") if name in self.another}
        if not self.another.keys() & {"errcode", "status", "body", "hang_up"}:
            return replace(true_answer(), **how)
        body = self.another.get("body", "").encode()
        if "errcode" in self.another:
            body = orjson.dumps(Failure(self.another["errcode"], self.another.get("more", "")).answer())
        return Answer(body, self.another.get("status", 200), hang_up=self.another.get("hang_up", False), **how)


def answer(platform: Platform, request: Request) -> Answer:
    """Do what is asked; 404 with everything that can be asked, 400 for what is not understood."""
    do = BY_NAME.get(f"{request.method} {request.path}")
    if do is None:
        return _said(HELP, 200 if request.path == "/fake" else 404)
    try:
        asked = request.query if request.method == "GET" else orjson.loads(request.body or b"{}")
        return _said(do(platform, asked))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return _said({"error": f"{type(error).__name__}: {error}"}, 400)


def _next(platform: Platform, asked: dict) -> dict:
    if not asked or asked.keys() - ANOTHER.keys() - {"times", "path"}:
        raise ValueError(f"times, path, and some of {', '.join(sorted(ANOTHER))}")
    another = {name: kind(asked[name]) for name, kind in ANOTHER.items() if name in asked}
    platform.faults.append(Fault(another, asked.get("path"), int(asked.get("times", 1))))
    return {"waiting": sum(fault.times for fault in platform.faults)}


def _down(platform: Platform, asked: dict) -> dict:
    platform.down = asked["down"] is True
    return {"down": platform.down}


def _token(platform: Platform, asked: dict) -> dict:
    {"expire": platform.tokens.expire, "refuse": platform.tokens.refuse}[asked["do"]]()
    return {"done": asked["do"]}


def _people(platform: Platform, asked: dict) -> dict:
    openid = str(asked["openid"])
    for name, without in (("subscribed", platform.unsubscribed), ("recent", platform.away), ("known", platform.gone)):
        if name in asked:
            (without.discard if asked[name] else without.add)(openid)
    with platform.lock:
        platform.left.update({(openid, template): int(count) for template, count in asked.get("left", {}).items()})
    return {"openid": openid, "subscribed": openid not in platform.unsubscribed,
            "recent": openid not in platform.away, "known": openid not in platform.gone}


def _verdicts(platform: Platform, asked: dict) -> dict:
    platform.opinions.extend([Suggestion(asked["suggest"])] * int(asked.get("times", 1)))
    return {"waiting": len(platform.opinions)}


def _push(platform: Platform, asked: dict) -> dict:
    if platform.push is None:
        raise ValueError("WECHAT_PUSH_TOKEN and WECHAT_PUSH_KEY are not set")
    if not re.match(r"https?://", asked["url"]):
        raise ValueError("url is an address of the service")
    status, said = platform.push(asked["url"], dict(asked["event"]))
    return {"status": status, "said": said}


def _sent(platform: Platform, asked: dict) -> dict:
    after, limit = max(0, int(asked.get("after", 0))), min(MOST_SHOWN, max(0, int(asked.get("limit", 100))))
    return {"count": len(platform.record), "items": platform.record.lines(after, limit)}


def _asked(platform: Platform, asked: dict) -> dict:
    with platform.lock:
        return dict(platform.asked)


def _said(what: dict, status: int = 200) -> Answer:
    return Answer(orjson.dumps(what) + b"\n", status)


BY_NAME: dict[str, Callable[[Platform, dict], dict]] = {
    "POST /fake/next": _next, "POST /fake/down": _down, "POST /fake/token": _token, "POST /fake/people": _people,
    "POST /fake/verdicts": _verdicts, "POST /fake/push": _push, "GET /fake/sent": _sent, "GET /fake/asked": _asked}
