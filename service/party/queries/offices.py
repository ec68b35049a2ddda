"""Who leads what and who did: the history of offices, as far as one sees the body."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core.database import db
from service.core.errors import NotFound
from service.core.http import Page
from service.core.text import mask_name
from service.organization.actors import Actor
from service.organization.models import Place, Unit
from service.party import policy
from service.party.models import OFFICE_NAMES, CourtyardGroup, Leadership, MemberHousehold, PartyBranch, PartyMember
from service.party.queries import rosters

BranchPlace, GroupPlace, HousePlace = aliased(Place), aliased(Place), aliased(Place)
Parent = aliased(CourtyardGroup)  # the group a household belongs to
PATH = sa.func.coalesce(BranchPlace.path, GroupPlace.path, HousePlace.path)
BRANCH_ID = sa.func.coalesce(PartyBranch.id, CourtyardGroup.branch_id, Parent.branch_id)
_ROW = (
    sa.select(Leadership.id, Leadership.office, Leadership.since, Leadership.until, Leadership.member_id,
              Leadership.unit_id, PartyMember.name, PartyMember.account_id.label("member_account_id"),
              Leadership.grant_id, PATH.label("path"), GroupPlace.path.label("group_path"),
              sa.func.coalesce(PartyBranch.code, CourtyardGroup.code, MemberHousehold.code, Unit.code).label("code"),
              sa.func.coalesce(PartyBranch.name, CourtyardGroup.name, MemberHousehold.name, Unit.name).label("body"),
              sa.case((Leadership.branch_id.is_not(None), "branch"), (Leadership.group_id.is_not(None), "group"),
                      (Leadership.household_id.is_not(None), "household"), else_="unit").label("kind"))
    .join(PartyMember, PartyMember.id == Leadership.member_id)
    .outerjoin(PartyBranch, PartyBranch.id == Leadership.branch_id)
    .outerjoin(BranchPlace, BranchPlace.id == PartyBranch.place_id)
    .outerjoin(CourtyardGroup, CourtyardGroup.id == Leadership.group_id)
    .outerjoin(GroupPlace, GroupPlace.id == CourtyardGroup.place_id)
    .outerjoin(MemberHousehold, MemberHousehold.id == Leadership.household_id)
    .outerjoin(HousePlace, HousePlace.id == MemberHousehold.place_id)
    .outerjoin(Parent, Parent.id == MemberHousehold.group_id)
    .outerjoin(Unit, Unit.id == Leadership.unit_id))


def seen(office_id: int, by: Actor | None) -> sa.Row:
    """One office with the path of its body (NULL for a unit). Raises NotFound."""
    visible = sa.true() if by is None else policy.sees_offices(by, PATH, BRANCH_ID)
    row = db.session.execute(_ROW.where(Leadership.id == office_id, visible)).first()
    if row is None:
        raise NotFound()
    return row


def office(office_id: int, by: Actor) -> dict:
    """One office as answers show it. Raises NotFound."""
    return _shown(seen(office_id, by), by)


def held_in(by: Actor, *, limit: int, cursor: str | None = None, live: bool | None = None,
            **bodies: str | None) -> Page:
    """A page of offices, the newest first, of one body (`branch`, `group`, `household`, `unit` by code) or of all he
    sees. Raises NotFound `body_unknown`, Invalid for the cursor."""
    statement = _ROW.where(policy.sees_offices(by, PATH, BRANCH_ID), *rosters.of_bodies(Leadership, by, bodies))
    if live is not None:
        statement = statement.where(Leadership.until.is_(None) if live else Leadership.until.is_not(None))
    if cursor is not None:
        statement = statement.where(Leadership.id < rosters.position(cursor))
    rows = db.session.execute(statement.order_by(Leadership.id.desc()).limit(limit + 1)).all()
    return rosters.page(rows, limit, lambda row: _shown(row, by))


def names_near(near: Callable[[sa.ColumnElement], sa.ColumnElement[bool]]) -> sa.Select:
    """Names of those who hold an office of a body at a place of which `near(path)` is true."""
    return _ROW.with_only_columns(PartyMember.name).where(Leadership.until.is_(None), near(PATH))


def _shown(row: sa.Row, by: Actor) -> dict:
    known = policy.knows_names(by, path=row.path, group_path=row.path, unit_id=row.unit_id,
                               account_id=row.member_account_id)
    return {"id": row.id, "office": row.office, "office_name": OFFICE_NAMES[row.office],
            "body": {"kind": row.kind, "code": row.code, "name": row.body},
            "member": {"id": row.member_id, "name": row.name if known else mask_name(row.name)},
            "since": row.since, "until": row.until, "has_role": row.until is None and row.grant_id is not None}


def titles_at(account_id: int, path: str) -> set[str]:
    """What this person is called by the offices of the party he holds at a place or above it."""
    return {OFFICE_NAMES[row.office] for row in db.session.execute(_ROW.where(
        PartyMember.account_id == account_id, Leadership.until.is_(None))) if row.path and path.startswith(row.path)}
