"""Gathers the people of the town into branches, groups and a unit; what stands already is left as it is."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.organization.models import Grant, Place, Role, Unit
from service.party.models import (
    CourtyardGroup,
    DeliberationStation,
    Leadership,
    MemberHousehold,
    Office,
    PartyBranch,
    PartyMember,
)
from service.town import cast
from service.town.town import Town

SINCE = date(2024, 1, 1)
GRANTED = {Office.SECRETARY: Role.BRANCH_SECRETARY, Office.GROUP_LEAD: Role.COURTYARD_LEAD,
           Office.UNIT_CONTACT: Role.UNIT_ADMIN}


def is_gathered() -> bool:
    """Whether the party organisation of the town stands."""
    return db.session.scalar(sa.select(sa.exists().where(DeliberationStation.code == cast.STATIONS[0][0])))


def gather(places: dict[str, Place], unit: Unit) -> None:
    """Build the branches, groups, households, roster, offices and the station, in the caller's transaction."""
    if is_gathered():
        return
    session, site = db.session, {nickname: places[code].id for nickname, code in cast.NICKNAMES.items()}
    bodies: dict[str, object] = {unit.code: unit}
    for code, parent, place, name in cast.BRANCHES:
        bodies[code] = PartyBranch(code=code, name=name, place_id=site[place],
                                   parent_id=bodies[parent].id if parent else None)
        _keep(bodies[code])
    for code, branch, place, name in cast.GROUPS:
        bodies[code] = CourtyardGroup(code=code, name=name, branch_id=bodies[branch].id, place_id=site[place])
        _keep(bodies[code])
    for code, group, place, name in cast.HOUSEHOLDS:
        bodies[code] = MemberHousehold(code=code, name=name, group_id=bodies[group].id, place_id=site[place])
        _keep(bodies[code])
    roster = _enrol(bodies, unit)
    _appoint(bodies, roster)
    session.add_all(DeliberationStation(code=code, place_id=site[place], name=name, spot=spot, hours=hours,
                                        created_at=clock.now())
                    for code, place, name, spot, hours in cast.STATIONS)
    session.flush()


def _keep(row) -> None:
    db.session.add(row)
    db.session.flush()


def _enrol(bodies: dict, unit: Unit) -> dict[str, PartyMember]:
    roster = {}
    for name, branch, group, person in cast.ROSTER:
        account = Town().account(person) if person else None
        roster[name] = PartyMember(
            name=name, joined_on=SINCE, branch_id=bodies[branch].id if branch else None,
            unit_id=None if branch else unit.id, group_id=bodies[group].id if group else None,
            account_id=account.id if account else None, phone=account.phone if account else None,
            phone_index=account.phone_index if account else None)
        _keep(roster[name])
    return roster


def _appoint(bodies: dict, roster: dict[str, PartyMember]) -> None:
    kinds = {PartyBranch: "branch_id", CourtyardGroup: "group_id", MemberHousehold: "household_id", Unit: "unit_id"}
    for office, body, name in cast.OFFICES:
        member, role = roster[name], GRANTED.get(Office(office))
        grant_id = db.session.scalar(sa.select(Grant.id).where(
            Grant.account_id == member.account_id, Grant.role == role, Grant.revoked_at.is_(None))) if role else None
        _keep(Leadership(office=Office(office), member_id=member.id, since=SINCE, grant_id=grant_id,
                         **{kinds[type(bodies[body])]: bodies[body].id}))
