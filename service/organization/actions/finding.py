"""Looking a person up to give him a role: it tells who somebody is, so it stands in the audit log."""

from __future__ import annotations

from service.core import audit
from service.core.database import atomic
from service.core.errors import Forbidden, invalid
from service.organization import policy
from service.organization.actors import Actor
from service.organization.queries import finding


def find_people(*, by: Actor, phone: str | None = None, username: str | None = None,
                name: str | None = None) -> list[dict]:
    """Who this phone, this username or a part of this name stands for, masked; exactly one of the three.

    What was typed is not written down, only who was found. Raises Forbidden, Invalid.
    """
    if not policy.may_find_people(by):
        raise Forbidden()
    typed = {how: what for how, what in (("phone", phone), ("username", username), ("name", name)) if what}
    if len(typed) != 1:
        raise invalid(phone="请填手机号、用户名、姓名中的一项。")
    with atomic():
        found = finding.account_ids(by, phone=phone, username=username, name=name)
        audit.record("person_looked_up", by=by, subject=f"account:{found[0]}" if len(found) == 1 else "accounts",
                     how=next(iter(typed)), found=len(found))
        return finding.shown(found, by)
