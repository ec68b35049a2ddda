"""Who may arrange and see the party organisation of a place, and whose names he sees in full."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.organization.actors import Actor
from service.organization.models import Place, Role
from service.party.models import CourtyardGroup, Leadership, MemberHousehold, Office, PartyBranch, PartyMember

ABOVE = (Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN)
READERS = (Role.BRANCH_SECRETARY, Role.COMMUNITY_WORKER, *ABOVE, Role.AUDITOR)
WITH_LEADS = (*READERS, Role.COURTYARD_LEAD)
KNOW_NAMES = (Role.BRANCH_SECRETARY, Role.DISTRICT_ADMIN)


def leads_courtyard(by: Actor, path: str) -> bool:
    """The lead of the courtyard at this path (院落长、党小组组长)."""
    return by.holds(Role.COURTYARD_LEAD, path=path)


def heads_branch(by: Actor, path: str) -> bool:
    """The secretary of the village's or community's branch this path lies in."""
    return by.holds(Role.BRANCH_SECRETARY, path=path)


def may_arrange(by: Actor | None, path: str) -> bool:
    """The district and the town arrange what lies below them, a secretary his village; None is the operator."""
    return by is None or by.holds(Role.BRANCH_SECRETARY, *ABOVE, path=path)


def may_shape_branches(by: Actor | None, path: str) -> bool:
    """Branches are founded, renamed and ended from above; a secretary does not end his own."""
    return by is None or by.holds(*ABOVE, path=path)


def may_appoint(by: Actor | None, office: Office, path: str, unit_id: int | None = None) -> bool:
    """A secretary is appointed from above, a contact by his unit alone, the rest by who arranges there."""
    if office is Office.UNIT_CONTACT:
        return by is None or looks_after_unit(by, unit_id)
    return may_shape_branches(by, path) if office is Office.SECRETARY else may_arrange(by, path)


def may_read(by: Actor, path: str) -> bool:
    """Who looks after a place, and who audits it."""
    return by.holds(*READERS, path=path)


def looks_after_unit(by: Actor, unit_id: int | None) -> bool:
    """The administrator of this unit, and of this one only."""
    return unit_id is not None and any(held.unit_id == unit_id for held in by.held(Role.UNIT_ADMIN))


def may_keep_roster(by: Actor | None, *, branch_path: str | None, unit_id: int | None) -> bool:
    """A unit's roster is its administrator's alone; a branch's is kept by who arranges there."""
    if unit_id is not None:
        return by is None or looks_after_unit(by, unit_id)
    return may_arrange(by, branch_path or "")


def knows_names(by: Actor, *, path: str | None = None, group_path: str | None = None,
                unit_id: int | None = None, account_id: int | None = None) -> bool:
    """Who needs names in full: secretary, lead of the group, administrator of the unit, district, oneself."""
    return (account_id == by.account_id or looks_after_unit(by, unit_id)
            or path is not None and by.holds(*KNOW_NAMES, path=path)
            or group_path is not None and leads_courtyard(by, group_path))


def _within(by: Actor, roles: tuple[Role, ...], path) -> sa.ColumnElement[bool]:
    return sa.or_(sa.false(), *(path.startswith(held.path, autoescape=True) for held in by.held(*roles)))


def _own_branch(by: Actor) -> sa.Select:
    return sa.select(PartyMember.branch_id).where(
        PartyMember.account_id == by.account_id, PartyMember.left_on.is_(None), PartyMember.branch_id.is_not(None))


def sees_branches(by: Actor, path) -> sa.ColumnElement[bool]:
    """Branches whose place, at `path`, he looks after, and the one he is a member of."""
    return sa.or_(_within(by, READERS, path), PartyBranch.id.in_(_own_branch(by)))


def sees_groups(by: Actor, path) -> sa.ColumnElement[bool]:
    """Groups (and households joined to them) of places he looks after or leads, and those of his own branch."""
    return sa.or_(_within(by, WITH_LEADS, path), CourtyardGroup.branch_id.in_(_own_branch(by)))


def _of_my_units(by: Actor, unit_id) -> sa.ColumnElement[bool]:
    return unit_id.in_([held.unit_id for held in by.held(Role.UNIT_ADMIN) if held.unit_id is not None])


def sees_members(by: Actor, branch_path, group_path) -> sa.ColumnElement[bool]:
    """Members of branches he looks after, of the group he leads, of the unit he administers, and himself."""
    return sa.or_(_within(by, READERS, branch_path), _within(by, (Role.COURTYARD_LEAD,), group_path),
                  _of_my_units(by, PartyMember.unit_id), PartyMember.account_id == by.account_id)


def sees_offices(by: Actor, path, branch_id) -> sa.ColumnElement[bool]:
    """Offices of bodies he sees; `path` and `branch_id` are of the body, NULL for a unit, its administrator's."""
    return sa.or_(_within(by, WITH_LEADS, path), branch_id.in_(_own_branch(by)),
                  _of_my_units(by, Leadership.unit_id), PartyMember.account_id == by.account_id)


def leads_within(account_id: int, community_id: sa.ColumnElement[int] | int) -> sa.ColumnElement[bool]:
    """Whether this person holds an office of the party at a community or anywhere in it; a condition for the
    database. Its tables go by names of their own, whatever question it stands in."""
    led, member, place = aliased(Leadership), aliased(PartyMember), aliased(Place)
    branch, group, household = aliased(PartyBranch), aliased(CourtyardGroup), aliased(MemberHousehold)
    inside = sa.literal("%/") + sa.cast(community_id, sa.String) + sa.literal("/%")
    return (sa.select(led.id).join(member, member.id == led.member_id).outerjoin(branch, branch.id == led.branch_id)
            .outerjoin(group, group.id == led.group_id).outerjoin(household, household.id == led.household_id)
            .join(place, place.id == sa.func.coalesce(branch.place_id, group.place_id, household.place_id))
            .where(member.account_id == account_id, led.until.is_(None), place.path.like(inside)).exists())
