"""One way to ask the platform anything: timeouts, the error table, and nothing secret in any log."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx
import structlog
from flask import has_app_context

from service.core.database import db
from service.wechat.errors import Busy, Misuse, WeChatError, error_for

LARGEST_ANSWER = 1024 * 1024  # bytes; real answers are under a kilobyte
LARGEST_PICTURE = 2 * 1024 * 1024  # bytes; a code 1,280 pixels a side has about 500 kB
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
Answer = TypeVar("Answer")
log = structlog.get_logger("wechat")


class ConfidentialQuery(httpx.BaseTransport):
    """Adds the query below httpx, because httpx writes every URL it knows of into the log."""

    def __init__(self) -> None:
        self._wire = httpx.HTTPTransport()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request with the query kept in its extension `confidential`."""
        extensions = dict(request.extensions)
        url = request.url.copy_merge_params(extensions.pop("confidential"))
        return self._wire.handle_request(
            httpx.Request(request.method, url, headers=request.headers, stream=request.stream, extensions=extensions))

    def close(self) -> None:
        """Close the connections."""
        self._wire.close()


class Transport:
    """Calls of the platform over kept connections; shared by the threads of a process.

    A proxy named in the environment is not used: over http it would read the secret.
    """

    def __init__(self, base_url: str, connect_seconds: float, read_seconds: float) -> None:
        self.patience = connect_seconds + read_seconds
        self.base_url = base_url
        self._http = httpx.Client(
            base_url=base_url, transport=ConfidentialQuery(), trust_env=False,
            timeout=httpx.Timeout(read_seconds, connect=connect_seconds, pool=connect_seconds))

    def call(self, method: str, path: str, query: dict[str, str], body: dict[str, Any] | None = None, *,
                     read: Callable[[bytes], Answer], largest: int = LARGEST_ANSWER) -> Answer:
        """What `read` makes of the bytes of the answer, of at most `largest` bytes.

        Raises the WeChatError of the error table, logged with its `rid`; RuntimeError inside a transaction, because
        the platform may take its time.
        """
        refuse_inside_transaction()
        try:
            return read(self._exchange(method, path, query, _encoded(body), largest))
        except WeChatError as error:
            say = log.warning if isinstance(error, Misuse) else log.info
            say("wechat_error", path=path, kind=type(error).__name__, errcode=error.errcode, rid=error.rid,
                reason=error.reason or None)
            raise

    def _exchange(self, method: str, path: str, query: dict[str, str], body: bytes | None, largest: int) -> bytes:
        """The bytes of a 200 answer; any other is a gateway's, as the platform says its errors in a 200."""
        give_up = time.monotonic() + self.patience
        headers = {"Content-Type": "application/json"} if body else {}
        try:
            with self._http.stream(method, path, content=body, headers=headers,
                                   extensions={"confidential": query}) as response:
                if response.status_code != httpx.codes.OK:
                    raise Busy(reason=f"HTTP {response.status_code}")
                return _whole(response, give_up, largest)
        except httpx.HTTPError as error:
            trouble = type(error).__name__
        raise Busy(reason=trouble)


def refuse_inside_transaction() -> None:
    """Raises RuntimeError when the running thread is inside `atomic()`: locks must not wait for the platform."""
    if has_app_context() and db.session().info.get("atomic"):
        raise RuntimeError("ask WeChat outside of any transaction")


def answer_in(body: bytes) -> dict[str, Any]:
    """The JSON object of a successful answer; raises the error it stands for, Busy for a broken one."""
    answer = _parsed(body)
    if answer is None:
        raise Busy(reason="broken answer")
    error = _error_in(answer)
    if error:
        raise error
    return answer


def picture_in(body: bytes) -> bytes:
    """The picture of a successful answer; a failure is JSON instead, told by its first byte."""
    if body.startswith(PICTURES):
        return body
    answer_in(body)
    raise Busy(reason="neither picture nor error")


def _whole(response: httpx.Response, give_up: float, largest: int) -> bytes:
    """The whole body; the read timeout of httpx starts anew with every byte, so the total is watched here."""
    body = bytearray()
    for piece in response.iter_bytes():
        body += piece
        if time.monotonic() > give_up or len(body) > largest:
            raise Busy(reason="the answer does not end")
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
