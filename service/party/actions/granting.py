"""The roles offices bring with them: a grant that stands is joined, and goes with the last office that needs it."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import db
from service.core.errors import WrongMoment
from service.organization.actions import grants
from service.organization.actors import Actor
from service.organization.models import Grant, Level, Place, Role, Unit
from service.party.models import CourtyardGroup, Leadership, MemberHousehold, Office, PartyBranch

Body = PartyBranch | CourtyardGroup | MemberHousehold | Unit


class GrantOfAnotherUnit(WrongMoment):
    """He is administrator of another unit at the same place."""

    code, title = "grant_of_another_unit", "Grant of another unit"
    detail = "这个人在同一地点已经是另一个单位的管理员，请先收回那个角色。"


def role_of(office: Office, level: Level | None) -> Role | None:
    """The role an office brings: secretaries of villages and communities, leads of groups, contacts of units."""
    if office is Office.SECRETARY:
        return Role.BRANCH_SECRETARY if level in (Level.VILLAGE, Level.COMMUNITY) else None
    return {Office.GROUP_LEAD: Role.COURTYARD_LEAD, Office.UNIT_CONTACT: Role.UNIT_ADMIN}.get(office)


def lock_account(account_id: int | None) -> None:
    """Hold an account until the transaction ends; first of all locks, as proving a phone takes it first too."""
    if account_id is not None:
        db.session.execute(sa.select(Account.id).where(Account.id == account_id).with_for_update(read=True))


def lock_grants(account_ids: Iterable[int | None]) -> None:
    """Hold the live grants of these people, before offices: revoking one goes from grant to office as well."""
    ids = sorted({account_id for account_id in account_ids if account_id is not None})
    if ids:
        held = sa.select(Grant).where(Grant.account_id.in_(ids), Grant.revoked_at.is_(None)).order_by(Grant.id)
        db.session.scalars(held.with_for_update().execution_options(populate_existing=True)).all()


def empower(office: Leadership, body: Body, account_id: int | None, *, by: Actor | None) -> None:
    """Give the holder of an office the role it brings, or join the grant that stands.

    Raises WrongMoment `grant_of_another_unit`.
    """
    place = db.session.get_one(Place, body.place_id)
    role = role_of(office.office, place.level)
    if role is None or account_id is None:
        return
    unit = body if isinstance(body, Unit) else None
    standing = db.session.scalar(sa.select(Grant).where(
        Grant.account_id == account_id, Grant.role == role, Grant.place_id == place.id, Grant.revoked_at.is_(None)))
    if standing is not None and unit is not None and standing.unit_id != unit.id:
        raise GrantOfAnotherUnit()
    held = standing or grants.give(role, account_id, place, by=by, unit=unit)
    office.grant_id = held.id
    db.session.flush()


def disempower(ended: Iterable[Leadership], *, by: Actor | None) -> None:
    """End the grants of offices that are over, unless another live office still needs one."""
    for grant_id in sorted({office.grant_id for office in ended if office.grant_id is not None}):
        needed = sa.exists().where(Leadership.grant_id == grant_id, Leadership.until.is_(None))
        if not db.session.scalar(sa.select(needed)):
            held = db.session.get_one(Grant, grant_id)
            if held.revoked_at is None:
                grants.end(held, by=by)
