"""Which ways to sign in there are here."""

from __future__ import annotations

from service.organization.queries.people import demonstration_people
from service.wechat import web


def ways_to_sign_in(code: str | None = None) -> dict:
    """`{people, wechat, code}`: the people of the demonstration (nobody in production), whether WeChat's own page signs
    one in, and the one-time code the mini-program has given its web view along."""
    return {"people": demonstration_people(), "wechat": web.is_offered(), "code": code}
