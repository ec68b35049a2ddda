"""Members as lists and answers show them: names in full for who needs them, phones never."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core.database import db
from service.core.errors import NotFound, invalid
from service.core.http import Page
from service.core.text import mask_name, mask_phone
from service.organization import place_cursors as cursors
from service.organization.actors import Actor
from service.organization.models import Place, Unit
from service.party import policy
from service.party.models import CourtyardGroup, PartyBranch, PartyMember
from service.party.queries import bodies, organisation

LARGEST_ID = 2**63 - 1
BranchPlace, GroupPlace = aliased(Place), aliased(Place)
_ROW = (
    sa.select(PartyMember.id, PartyMember.name, PartyMember.phone, PartyMember.account_id, PartyMember.joined_on,
              PartyMember.left_on, PartyMember.version, PartyMember.unit_id,
              PartyBranch.code.label("branch_code"), PartyBranch.name.label("branch_name"),
              CourtyardGroup.code.label("group_code"), CourtyardGroup.name.label("group_name"),
              Unit.code.label("unit_code"), Unit.name.label("unit_name"),
              BranchPlace.path.label("branch_path"), GroupPlace.path.label("group_path"))
    .outerjoin(PartyBranch, PartyBranch.id == PartyMember.branch_id)
    .outerjoin(BranchPlace, BranchPlace.id == PartyBranch.place_id)
    .outerjoin(CourtyardGroup, CourtyardGroup.id == PartyMember.group_id)
    .outerjoin(GroupPlace, GroupPlace.id == CourtyardGroup.place_id)
    .outerjoin(Unit, Unit.id == PartyMember.unit_id))


def seen(member_id: int, by: Actor | None) -> sa.Row:
    """One member with the paths of his bodies. Raises NotFound."""
    visible = sa.true() if by is None else policy.sees_members(by, BranchPlace.path, GroupPlace.path)
    row = db.session.execute(_ROW.where(PartyMember.id == member_id, visible)).first()
    if row is None:
        raise NotFound()
    return row


def member(member_id: int, by: Actor) -> dict:
    """One member as answers show him. Raises NotFound."""
    return _shown(seen(member_id, by), by)


def listed(by: Actor, *, limit: int, cursor: str | None = None, left: bool = False, **bodies: str | None) -> Page:
    """A page of members of one body (`branch`, `group`, `unit` by code) or of all he sees, who are there or have left.

    Raises NotFound `body_unknown`, Invalid for the cursor.
    """
    statement = _ROW.where(policy.sees_members(by, BranchPlace.path, GroupPlace.path),
                           PartyMember.left_on.is_not(None) if left else PartyMember.left_on.is_(None),
                           *of_bodies(PartyMember, by, bodies))
    if cursor is not None:
        statement = statement.where(PartyMember.id > position(cursor))
    rows = db.session.execute(statement.order_by(PartyMember.id).limit(limit + 1)).all()
    return page(rows, limit, lambda row: _shown(row, by))


def of_bodies(model: type, by: Actor, wanted: dict[str, str | None]) -> list[sa.ColumnElement[bool]]:
    """The condition for each body somebody named, whose people he may ask for. Raises NotFound `body_unknown`."""
    return [getattr(model, f"{kind}_id") == _body_id(kind, code, by) for kind, code in wanted.items() if code]


def _body_id(kind: str, code: str, by: Actor) -> int:
    if kind != "unit":
        return organisation.seen(organisation.KINDS[kind], code, by).id
    unit = bodies.body(Unit, code)
    if not policy.looks_after_unit(by, unit.id):
        raise bodies.unknown(Unit)
    return unit.id


def page(rows: list[sa.Row], limit: int, shown: Callable[[sa.Row], dict]) -> Page:
    """A keyset page by id."""
    return Page([shown(row) for row in rows[:limit]],
                cursors.written(rows[limit - 1].id) if len(rows) > limit else None)


def position(cursor: str) -> int:
    """The id the last page ended with. Raises Invalid."""
    (number,) = cursors.read(cursor, 1)
    if not number.isdecimal() or int(number) > LARGEST_ID:
        raise invalid(cursor="这个翻页标记不正确。")
    return int(number)


def knows(by: Actor, row: sa.Row) -> bool:
    """Whether he sees this member's name in full."""
    return policy.knows_names(by, path=row.branch_path, group_path=row.group_path, unit_id=row.unit_id,
                              account_id=row.account_id)


def _shown(row: sa.Row, by: Actor) -> dict:
    known = knows(by, row)
    reached = known and row.left_on is None
    return {"id": row.id, "name": row.name if known else mask_name(row.name),
            "phone_masked": mask_phone(row.phone) if reached else None, "has_account": row.account_id is not None,
            "branch": _named(row.branch_code, row.branch_name), "group": _named(row.group_code, row.group_name),
            "unit": _named(row.unit_code, row.unit_name), "joined_on": row.joined_on, "left_on": row.left_on,
            "version": row.version}


def _named(code: str | None, name: str | None) -> dict | None:
    return {"code": code, "name": name} if code else None
