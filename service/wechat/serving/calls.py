"""The platform's calls, one function each: a request in, the answer's JSON or a picture out, or a Failure."""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from typing import TYPE_CHECKING

import orjson

from service.wechat.errors import CodeInvalid
from service.wechat.fake import code_picture, number_behind, openid_behind, opinion_on, unionid_behind
from service.wechat.serving import messages
from service.wechat.serving.errors import Failure
from service.wechat.serving.wire import Request

if TYPE_CHECKING:
    from service.wechat.serving.platform import Platform

OPENID = re.compile(r"[!-~]{1,128}")
DONE = {"errcode": 0, "errmsg": "ok"}
STATES = ("developer", "trial", "formal")
VERSIONS = ("release", "trial", "develop")
LONGEST_TEXT = 2500


def login(platform: Platform, request: Request) -> dict:
    """`GET /sns/jscode2session`: the codes and openids of the stand-in in process."""
    _app(request.query, platform.choices.secret)
    return _person(request.query, "js_code") | {"session_key": secrets.token_urlsafe(16)}


def web_login(platform: Platform, request: Request) -> dict:
    """`GET /sns/oauth2/access_token`: the same people, and tokens nobody here uses."""
    _app(request.query, platform.choices.web_secret)
    return _person(request.query, "code") | {
        "access_token": secrets.token_urlsafe(48), "expires_in": 7200, "refresh_token": secrets.token_urlsafe(48),
        "scope": "snsapi_base"}


def stable_token(platform: Platform, request: Request) -> dict:
    """`POST /cgi-bin/stable_token`: the same token for everybody while it lives."""
    body = _body(request)
    _app(body, platform.choices.secret)
    return platform.tokens.give(body["appid"], forced=body.get("force_refresh") is True)


def phone(platform: Platform, request: Request) -> dict:
    """`POST /wxa/business/getuserphonenumber`: the number spelled in the code."""
    app_id, body = _owner(platform, request), _body(request)
    try:
        number = number_behind(str(body.get("code", "")))
    except CodeInvalid as error:
        raise Failure(40029) from error
    info = {"phoneNumber": number, "purePhoneNumber": number, "countryCode": "86"}
    return DONE | {"phone_info": info | {"watermark": {"timestamp": 1714036504, "appid": app_id}}}


def send(platform: Platform, request: Request) -> dict:
    """`POST /cgi-bin/message/subscribe/send`: take a message, when the person ticked and the values fit."""
    _owner(platform, request)
    body = _body(request)
    openid, template_id, page = _openid(platform, body, "touser"), body.get("template_id"), body.get("page")
    if not isinstance(template_id, str) or not template_id or (
            platform.choices.templates is not None and template_id not in platform.choices.templates):
        raise Failure(40037)
    if not isinstance(page, str | None) or page == "":
        raise Failure(41030)
    if body.get("miniprogram_state", "formal") not in STATES or body.get("lang", "zh_CN") != "zh_CN":
        raise Failure(40097)
    texts = messages.check(body.get("data"))
    platform.consume(openid, template_id)
    return DONE | {"msgid": platform.record.add(openid, template_id, texts, page)}


def mini_program_code(platform: Platform, request: Request) -> bytes:
    """`POST /wxa/getwxacodeunlimit`: a picture, or a failure in JSON."""
    _owner(platform, request)
    body = _body(request)
    page = body.get("page", "pages/index/index")
    if body.get("env_version", "release") not in VERSIONS or not isinstance(page, str) or page.startswith("/"):
        raise Failure(41030)
    try:
        return code_picture(str(body.get("scene", "")), page, int(body.get("width", 430)))
    except (ValueError, TypeError) as error:
        raise Failure(40129) from error


def check_text(platform: Platform, request: Request) -> dict:
    """`POST /wxa/msg_sec_check`, version 2: risky for 测试违规, review for 测试复核."""
    _owner(platform, request)
    body = _judgeable(platform, _body(request))
    content = body.get("content")
    if not isinstance(content, str) or not content:
        raise Failure(44002)
    if len(content) > LONGEST_TEXT:
        raise Failure(45002)
    verdict = opinion_on(f"{content} {body.get('nickname', '')}")
    result = {"suggest": verdict.suggestion.value, "label": verdict.label}
    return DONE | {"result": result, "trace_id": secrets.token_hex(16),
                   "detail": [{"strategy": "content_model", "errcode": 0, "prob": 90} | result]}


def check_picture(platform: Platform, request: Request) -> dict:
    """`POST /wxa/media_check_async`, version 2: a trace id now, the verdict pushed afterwards."""
    _owner(platform, request)
    body = _judgeable(platform, _body(request))
    if body.get("media_type") != 2 or not re.match(r"https?://", str(body.get("media_url"))):
        raise Failure(40066)
    trace_id = secrets.token_hex(16)
    platform.judged(trace_id, platform.opinion())
    return DONE | {"trace_id": trace_id}


BY_PATH: dict[str, Callable[[Platform, Request], dict | bytes]] = {
    "/sns/jscode2session": login, "/sns/oauth2/access_token": web_login, "/cgi-bin/stable_token": stable_token,
    "/wxa/business/getuserphonenumber": phone, "/cgi-bin/message/subscribe/send": send,
    "/wxa/getwxacodeunlimit": mini_program_code, "/wxa/msg_sec_check": check_text,
    "/wxa/media_check_async": check_picture}


def _body(request: Request) -> dict:
    """The JSON object that came. Raises Failure 44002 for nothing, 47001 for no JSON."""
    if not request.body:
        raise Failure(44002)
    try:
        body = orjson.loads(request.body)
    except ValueError as error:
        raise Failure(47001) from error
    if not isinstance(body, dict):
        raise Failure(47001)
    return body


def _person(query: dict, name: str) -> dict:
    if query.get("grant_type") != "authorization_code":
        raise Failure(40097)
    try:
        openid = openid_behind(query.get(name, ""))
    except CodeInvalid as error:
        raise Failure(40029) from error
    return {"openid": openid, "unionid": unionid_behind(openid)}


def _app(said: dict, secret: str | None) -> None:
    if not said.get("appid") or not isinstance(said["appid"], str):
        raise Failure(40013)
    if not said.get("secret") or secret not in (None, said["secret"]):
        raise Failure(40125)


def _owner(platform: Platform, request: Request) -> str:
    return platform.tokens.owner(request.query.get("access_token"))


def _openid(platform: Platform, body: dict, name: str) -> str:
    openid = body.get(name)
    if not isinstance(openid, str) or not OPENID.fullmatch(openid) or openid in platform.gone:
        raise Failure(40003)
    return openid


def _judgeable(platform: Platform, body: dict) -> dict:
    if _openid(platform, body, "openid") in platform.away:
        raise Failure(61010)
    if body.get("version") != 2 or body.get("scene") not in (1, 2, 3, 4):
        raise Failure(40097)
    return body
