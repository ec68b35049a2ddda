"""The platform's error codes, sorted by what the caller should do about them."""

import re


class WeChatError(Exception):
    """The platform did not do what it was asked; `errcode` and `rid` are None when it never answered.

    `reason` is a word of our own: the platform's `errmsg` is foreign text and is never repeated.
    """

    def __init__(self, errcode: int | None = None, rid: str | None = None, reason: str = "") -> None:
        super().__init__(errcode, rid, reason)
        self.errcode = errcode
        self.rid = rid
        self.reason = reason

    def __str__(self) -> str:
        return f"errcode {self.errcode}, rid {self.rid}" + (f", {self.reason}" if self.reason else "")


class CodeInvalid(WeChatError):
    """The one-time code is wrong, used or too old: the person has to ask for a new one."""


class Refused(WeChatError):
    """The platform or the person says no, and will say no again: never retry."""


class NotSubscribed(Refused):
    """43101: the person did not tick this template, or his ticks are used up."""


class NotRecent(Refused):
    """61010: the person has not used the mini-program in the last two hours, so nothing of his is checked."""


class Snapshot(Refused):
    """The page is looked at as WeChat's snapshot (快照页), by nobody in particular: he has to open it in full first."""


class Misuse(WeChatError):
    """Our own mistake, in program or settings, for a person to look at; `reason` names the field if known."""


class Misconfigured(Misuse):
    """Our settings are wrong, here or at the platform: nothing can be sent until a person has mended them."""


class Busy(WeChatError):
    """Nothing is wrong with the request: try again later."""


STALE_TOKEN = frozenset({40001, 40014, 42001})

BY_CODE: dict[int, type[WeChatError]] = {
    40029: CodeInvalid,  # invalid code
    40163: CodeInvalid,  # code already used
    41008: CodeInvalid,  # no code given
    43101: NotSubscribed,  # the person did not subscribe, or the one-time quota is used up
    40003: Refused,  # no such openid
    61010: NotRecent,  # the openid has not used the app within two hours
    40226: Refused,  # the platform blocks this person as high-risk
    47003: Misuse,  # a value does not fit the template
    40037: Misuse,  # no such template
    41030: Misuse,  # no such page
    40013: Misconfigured,  # no such app id
    40125: Misconfigured,  # wrong app secret
    48001: Misconfigured,  # the app has no right to this call
    48004: Misconfigured,  # the app has lost its right to this call
    -1: Busy,  # the platform is busy
    45009: Busy,  # daily quota
    43108: Busy,  # another message to the same person is on its way just now
    45011: Busy,  # minute quota
} | dict.fromkeys(STALE_TOKEN, Busy)

RID = re.compile(r"\brid: ?([0-9a-zA-Z-]{1,64})")
FIELD = re.compile(r"\bdata\.([a-z_]{1,32}[0-9]{0,3})\b")


def error_for(errcode: int, errmsg: str) -> WeChatError:
    """The error for a code other than 0; an unknown code is Misuse, as no retry is known to heal it."""
    kind = BY_CODE.get(errcode, Misuse)
    rid, field = RID.search(errmsg), FIELD.search(errmsg)
    return kind(errcode, rid and rid[1], field[1] if field and kind is Misuse else "")
