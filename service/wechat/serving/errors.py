"""The platform's errors in the platform's words."""

from __future__ import annotations

import itertools
import secrets
import time

ERRMSG = {
    -1: "system error",
    40001: "invalid credential, access_token is invalid or not latest",
    40003: "invalid openid",
    40013: "invalid appid",
    40029: "invalid code",
    40037: "invalid template_id",
    40066: "invalid url",
    40097: "invalid args",
    40125: "invalid appsecret",
    40129: "invalid scene",
    40226: "code blocked",
    41030: "invalid page",
    42001: "access_token expired",
    43101: "user refuse to accept the msg",
    44002: "empty post data",
    45002: "content size out of limit",
    45009: "reach max api daily quota limit",
    45011: "api minute-quota reach limit  mustslower  retry next minute",
    47001: "data format error",
    47003: "argument invalid!",
    61010: "code is expired",
}
_numbers, _process = itertools.count(1), secrets.token_hex(4)


class Failure(Exception):
    """The platform says no: an errcode, and more words than the usual ones where it names the field."""

    def __init__(self, errcode: int, more: str = "") -> None:
        super().__init__(errcode)
        self.errcode = errcode
        self.more = more

    def answer(self) -> dict:
        """What goes over the wire, with the number of the request (`rid`) support asks for."""
        said = ERRMSG.get(self.errcode, "error")
        rid = f"{int(time.time()):08x}-{_process}-{next(_numbers):08x}"
        return {"errcode": self.errcode, "errmsg": f"{said}{self.more} rid: {rid}"}
