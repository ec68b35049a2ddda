"""Branches, groups and households as lists and answers show them, as far as one sees them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core.database import db
from service.core.http import Page
from service.organization import place_cursors as cursors
from service.organization.actors import Actor
from service.organization.models import Place
from service.organization.queries import places
from service.organization.queries.places import CODE
from service.party import policy
from service.party.models import CourtyardGroup, MemberHousehold, PartyBranch
from service.party.queries import bodies

KINDS = {"branch": PartyBranch, "group": CourtyardGroup, "household": MemberHousehold}
Above = aliased(PartyBranch)


def _columns(kind: type) -> tuple:
    return (kind.id, kind.code, kind.name, kind.ended_on, kind.version, Place.code.label("place_code"),
            Place.name.label("place_name"), Place.level, Place.path)


_ROWS = {
    PartyBranch: sa.select(*_columns(PartyBranch), Above.code.label("above"))
    .join(Place, Place.id == PartyBranch.place_id).outerjoin(Above, Above.id == PartyBranch.parent_id),
    CourtyardGroup: sa.select(*_columns(CourtyardGroup), PartyBranch.code.label("above"))
    .join(Place, Place.id == CourtyardGroup.place_id).join(PartyBranch, PartyBranch.id == CourtyardGroup.branch_id),
    MemberHousehold: sa.select(*_columns(MemberHousehold), CourtyardGroup.code.label("above"))
    .join(Place, Place.id == MemberHousehold.place_id)
    .join(CourtyardGroup, CourtyardGroup.id == MemberHousehold.group_id),
}
ABOVE = {PartyBranch: "parent_code", CourtyardGroup: "branch_code", MemberHousehold: "group_code"}
ABOVE_ID = {PartyBranch: PartyBranch.parent_id, CourtyardGroup: CourtyardGroup.branch_id,
            MemberHousehold: MemberHousehold.group_id}


def _visible(kind: type, by: Actor | None) -> sa.ColumnElement[bool]:
    if by is None:
        return sa.true()
    return (policy.sees_branches if kind is PartyBranch else policy.sees_groups)(by, Place.path)


def seen(kind: type, code: str, by: Actor | None) -> sa.Row:
    """One branch, group or household with the path of its place. Raises NotFound `body_unknown`."""
    row = None
    if CODE.fullmatch(code):
        row = db.session.execute(_ROWS[kind].where(kind.code == code, _visible(kind, by))).first()
    if row is None:
        raise bodies.unknown(kind)
    return row


def body(kind: type, code: str, by: Actor) -> dict:
    """One branch, group or household as answers show it. Raises NotFound `body_unknown`."""
    return _shown(kind, seen(kind, code, by))


def listed(kind: type, by: Actor, *, limit: int, cursor: str | None = None, ended: bool = False,
           place: str | None = None, above: str | None = None) -> Page:
    """A page by code: at a place or below it, of one branch or group `above`, or all he sees.

    Raises NotFound `place_unknown` or `body_unknown`, Invalid for the cursor.
    """
    statement = _ROWS[kind].where(_visible(kind, by), kind.ended_on.is_not(None) if ended else kind.ended_on.is_(None))
    if place is not None:
        statement = statement.where(places.under(places.place(place)))
    if above is not None:
        parent = CourtyardGroup if kind is MemberHousehold else PartyBranch
        statement = statement.where(ABOVE_ID[kind] == seen(parent, above, by).id)
    if cursor is not None:
        statement = statement.where(kind.code > cursors.read(cursor, 1)[0])
    rows = db.session.execute(statement.order_by(kind.code).limit(limit + 1)).all()
    return Page([_shown(kind, row) for row in rows[:limit]],
                cursors.written(rows[limit - 1].code) if len(rows) > limit else None)


def _shown(kind: type, row: sa.Row) -> dict:
    return {"code": row.code, "name": row.name, "place": place_of(row), ABOVE[kind]: row.above,
            "ended_on": row.ended_on, "version": row.version}


def place_of(row: sa.Row) -> dict:
    """The place of a row with `place_code`, `place_name` and `level`."""
    return {"code": row.place_code, "name": row.place_name, "level": row.level}
