"""The WeChat platform over HTTPS: the only file that knows its addresses, its token and our secret."""

import json
import re
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import httpx

from service.core import clock
from service.wechat.answers import Identity
from service.wechat.errors import STALE_TOKEN, Busy, CodeInvalid, WeChatError, error_for

BASE_URL = "https://api.weixin.qq.com"
LARGEST_ANSWER = 1024 * 1024  # bytes; real answers are under a kilobyte
LIKELY_CODE = re.compile(r"[!-~]{1,512}")  # any other text would be too much for an address
REFRESH_EARLY = 300  # seconds; in a token's last five minutes the platform already hands out the next one


@dataclass(frozen=True)
class Token:
    """An access token and the moment (aware UTC) from which it is no longer used."""

    text: str = field(repr=False)
    fresh_until: datetime


class ConfidentialQuery(httpx.BaseTransport):
    """Adds the query below httpx, because httpx writes every URL it knows of into the log."""

    def __init__(self) -> None:
        self._wire = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request with the query kept in its extension `confidential`."""
        extensions = dict(request.extensions)
        url = request.url.copy_merge_params(extensions.pop("confidential"))
        return self._wire.handle_request(
            httpx.Request(
                request.method, url, headers=request.headers, stream=request.stream, extensions=extensions
            )
        )

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()


class WeChatClient:
    """The real platform; one per process, shared by its threads.

    Every method raises a WeChatError and no other; none of them may be called inside a database transaction.
    """

    def __init__(
        self,
        app_id: str,
        secret: str,
        base_url: str = BASE_URL,
        *,
        connect_seconds: float = 3.0,
        read_seconds: float = 8.0,
        miniprogram_state: str = "formal",
    ) -> None:
        self._app_id = app_id
        self._secret = secret
        self._miniprogram_state = miniprogram_state
        self._patience = connect_seconds + read_seconds
        self._http = httpx.Client(
            base_url=base_url,
            timeout=httpx.Timeout(read_seconds, connect=connect_seconds, pool=connect_seconds),
            transport=ConfidentialQuery(),
        )
        self._token: Token | None = None
        self._token_lock = threading.Lock()

    def login(self, code: str) -> Identity:
        """Who holds this `wx.login` code; raises CodeInvalid, Refused (high-risk person) or Busy."""
        if not LIKELY_CODE.fullmatch(code):
            raise CodeInvalid(reason="no code looks like this")
        answer = self._call(
            "GET",
            "/sns/jscode2session",
            {
                "appid": self._app_id,
                "secret": self._secret,
                "js_code": code,
                "grant_type": "authorization_code",
            },
        )
        return Identity(self._app_id, _text(answer, "openid"), answer.get("unionid") or None)

    def phone(self, code: str) -> str:
        """The number behind a phone code: 11 digits, or +CC… from abroad; raises CodeInvalid or Busy."""
        answer = self._call_with_token("/wxa/business/getuserphonenumber", {"code": code})
        info = _object(answer, "phone_info")
        if _object(info, "watermark").get("appid") != self._app_id:
            raise CodeInvalid(reason="the number was given to another app")
        return _phone_number(str(info.get("countryCode", "")), str(info.get("purePhoneNumber", "")))

    def send(self, openid: str, template_id: str, data: dict[str, str], page: str | None) -> None:
        """Send a subscribe message (template field → text); raises Refused, Misuse or Busy."""
        message: dict[str, Any] = {
            "touser": openid,
            "template_id": template_id,
            "miniprogram_state": self._miniprogram_state,
            "lang": "zh_CN",
            "data": {name: {"value": value} for name, value in data.items()},
        }
        if page is not None:
            message["page"] = page
        self._call_with_token("/cgi-bin/message/subscribe/send", message)

    def _call_with_token(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        token = self._access_token()
        try:
            return self._call("POST", path, {"access_token": token}, body)
        except Busy as error:
            if error.errcode not in STALE_TOKEN:
                raise
        self._drop(token)
        return self._call("POST", path, {"access_token": self._access_token()}, body)

    def _call(
        self, method: str, path: str, query: dict[str, str], body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        answer = _parsed(self._exchange(method, path, query, _encoded(body)))
        if answer is None:
            raise Busy(reason=f"{path}: broken answer")
        error = _error_in(answer)
        if error:
            raise error
        return answer

    def _exchange(self, method: str, path: str, query: dict[str, str], body: bytes | None) -> bytes:
        """The bytes of a 200 answer; any other is a gateway's, as the platform says its errors in a 200."""
        give_up = time.monotonic() + self._patience
        try:
            with self._http.stream(
                method,
                path,
                content=body,
                headers={"Content-Type": "application/json"} if body else {},
                extensions={"confidential": query},
            ) as response:
                if response.status_code != httpx.codes.OK:
                    raise Busy(reason=f"{path}: HTTP {response.status_code}")
                return _read(response, path, give_up)
        except httpx.HTTPError as error:
            trouble = type(error).__name__
        raise Busy(reason=f"{path}: {trouble}")

    def _access_token(self) -> str:
        # Whoever waits longer than one fetch may take waits for a platform that is down: let him go.
        if not self._token_lock.acquire(timeout=self._patience):
            raise Busy(reason="waited too long for the access token")
        try:
            if self._token is None or clock.now() >= self._token.fresh_until:
                self._token = self._fetch_token()
            return self._token.text
        finally:
            self._token_lock.release()

    def _fetch_token(self) -> Token:
        # Never force_refresh: a forced token ends the one the other processes hold.
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": False,
        }
        asked_at = clock.now()
        answer = self._call("POST", "/cgi-bin/stable_token", {}, body)
        lifetime = re.fullmatch(r"[0-9]{1,6}", str(answer.get("expires_in")))
        if not lifetime:
            raise Busy(reason="expires_in is no number of seconds")
        return Token(
            _text(answer, "access_token"), asked_at + timedelta(seconds=int(lifetime[0]) - REFRESH_EARLY)
        )

    def _drop(self, token: str) -> None:
        """Forget this token, unless another thread has already put a newer one in its place."""
        with self._token_lock:
            if self._token and self._token.text == token:
                self._token = None


def _read(response: httpx.Response, path: str, give_up: float) -> bytes:
    """The whole body; the read timeout of httpx starts anew with every byte, so the total is watched here."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if time.monotonic() > give_up or len(body) > LARGEST_ANSWER:
            raise Busy(reason=f"{path}: the answer does not end")
    return bytes(body)


def _encoded(body: dict[str, Any] | None) -> bytes | None:
    """JSON in real UTF-8 without escapes, as the platform wants it; half a character becomes a "?"."""
    return None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")


def _parsed(body: bytes) -> dict[str, Any] | None:
    """The JSON object in UTF-8 bytes, or None: a parser's own error would carry the text it read."""
    try:
        answer = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return None
    return answer if isinstance(answer, dict) else None


def _error_in(answer: dict[str, Any]) -> WeChatError | None:
    """The error an answer stands for; a success often has no errcode at all."""
    errcode = str(answer.get("errcode", 0))
    if not re.fullmatch(r"-?[0-9]{1,9}", errcode):
        return Busy(reason="errcode is not a number")
    return error_for(int(errcode), str(answer.get("errmsg", ""))) if int(errcode) else None


def _phone_number(country: str, number: str) -> str:
    international = f"+{country.removeprefix('+')} {number}"
    mainland = re.fullmatch(r"\+86 (1[0-9]{10})", international)
    if mainland:
        return mainland[1]
    if not re.fullmatch(r"\+(?!86 )[1-9][0-9]{0,3} [0-9]{4,14}", international):
        raise Busy(reason="phone_info is not a phone number")
    return international.replace(" ", "")


def _text(answer: dict[str, Any], name: str) -> str:
    value = answer.get(name)
    if not isinstance(value, str) or not value:
        raise Busy(reason=f"{name} is missing")
    return value


def _object(answer: dict[str, Any], name: str) -> dict[str, Any]:
    value = answer.get(name)
    return value if isinstance(value, dict) else {}
