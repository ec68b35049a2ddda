"""The signed cookie of a page, read so that neither another clock nor another key signs anybody out.

The cookie gives nothing away: whether its session lives is asked of the database. So one signed in the future, by a
clock that has been set back since, is as good as any.
"""

from __future__ import annotations

import re

from flask import Flask, Request, Response
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from itsdangerous import BadSignature

from service.core import clock

SESSION_ID, LARGEST_ID = re.compile(r"[0-9a-f]{32}"), 2**63


class Visit(SecureCookieSession):
    """What the cookie says; `sealed_by_others` is what one says whose signature none of our keys has made: not to be
    believed, but not to be overwritten either."""

    sealed_by_others: dict | None = None


class Cookies(SecureCookieSessionInterface):
    """Flask's signed cookie, without its refusal of a signature from the future (itsdangerous 2.2: age below 0)."""

    session_class = Visit

    def open_session(self, app: Flask, request: Request) -> Visit:
        """What the cookie of this request says; nothing for one that is too old or was not signed here."""
        serializer, visit = self.get_signing_serializer(app), Visit()
        cookie = request.cookies.get(self.get_cookie_name(app), "")
        try:
            said, signed_at = serializer.loads(cookie, return_timestamp=True)
        except BadSignature:
            visit.sealed_by_others = _naming_a_session(serializer.loads_unsafe(cookie)[1])
            return visit
        return visit if clock.now() - signed_at > app.permanent_session_lifetime + clock.APART else Visit(said)

    def save_session(self, app: Flask, session: Visit, response: Response) -> None:
        """Send the cookie where it has changed, unless another host's stands there, which can be read again soon."""
        if not session.sealed_by_others:
            super().save_session(app, session, response)


def _naming_a_session(said: object) -> dict | None:
    """What was said, where it says whose session it is; whoever made it up may have said anything."""
    if not isinstance(said, dict) or type(said.get("account")) is not int or not isinstance(said.get("sign_in"), str):
        return None
    return said if 0 < said["account"] < LARGEST_ID and SESSION_ID.fullmatch(said["sign_in"]) else None
