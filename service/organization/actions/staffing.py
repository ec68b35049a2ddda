"""New staff: an account with a username and a role, and the link by which the person chooses a password."""

from __future__ import annotations

from service.accounts import queries as accounts
from service.accounts.actions import create_account, offer_setup
from service.accounts.actions.settingup import Setup
from service.core import audit
from service.core.database import atomic
from service.core.errors import Forbidden, NotFound, invalid
from service.core.keys import blind_indexes
from service.organization import policy
from service.organization.actions import grants
from service.organization.actors import Actor
from service.organization.models import STAFF_ROLES, Grant, Place, Role, Unit
from service.organization.queries.people import actor_of_account
from service.organization.tree import STANDS_AT


def create_staff(display_name: str, username: str, role: Role, place: Place, *, by: Actor, phone: str | None = None,
                 unit: Unit | None = None) -> Grant:
    """An account for a member of staff with its first role; it has no password until its owner chooses one.

    Raises Forbidden as `grant` does, Invalid (no staff role, a place the role does not stand at, a username that is
    taken or no good).
    """
    if role not in STAFF_ROLES:
        raise invalid(role="这个角色不需要用户名和密码，请本人用微信登录后再授予。")
    if place.level not in STANDS_AT[role]:
        raise invalid(place_code="这个角色不能设在这一级。")
    if role is Role.UNIT_ADMIN and unit is None:
        raise invalid(unit_code="单位管理员要填写单位编码。")
    if not policy.may_grant(by, role, place.path):
        raise Forbidden()
    with atomic() as session:
        account = create_account(display_name.strip(), username)
        if phone:
            account.phone, account.phone_index = phone, blind_indexes(phone, "phone")[0]
        session.flush()
        audit.record("staff_created", by=by, subject=f"account:{account.id}", words={"username": account.username})
        return grants.grant(role, account.id, place, by=by, unit=unit)


def offer_setup_to(account_id: int, *, by: Actor) -> Setup:
    """A link for somebody to choose a password; an earlier one is dead. Who could give each of his roles may do it.

    Whoever looks after others, an administrator or an auditor, gets a forgotten password from the operator alone.
    Raises Forbidden, NotFound.
    """
    with atomic():
        account = accounts.account(account_id, locked=True)
        person = actor_of_account(account_id)
        if not policy.may_see_person(by, person):
            raise NotFound()
        if not policy.may_offer_setup(by, person, has_password=account.password_hash is not None):
            raise Forbidden("请联系系统维护人员重设这个账号的密码。" if policy.is_guardian(person) else None)
        return offer_setup(account_id, by=by)
