"""Who holds what at a place and below it, and what one person has held."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.clock import iso
from service.core.database import db
from service.core.errors import Forbidden, NotFound, invalid
from service.core.http.answers import Page
from service.organization import place_cursors as cursors
from service.organization import policy
from service.organization.actors import Actor
from service.organization.models import Grant, Place, Unit
from service.organization.queries import places
from service.organization.queries.people import place_of

LARGEST_ID = 2**63 - 1
_ROW = (sa.select(Grant.id, Grant.role, Grant.granted_at, Account.id.label("account_id"),
                  Account.display_name, Place.code, Place.name, Place.level, Unit.code.label("unit_code"),
                  Unit.name.label("unit_name"))
        .join(Account, Account.id == Grant.account_id).join(Place, Place.id == Grant.place_id)
        .outerjoin(Unit, Unit.id == Grant.unit_id))


def _shown(row: sa.Row) -> dict:
    return {"id": row.id, "role": row.role, "granted_at": iso(row.granted_at), "unit_code": row.unit_code,
            "unit_name": row.unit_name,
            "account": {"id": row.account_id, "display_name": row.display_name}, "place": place_of(row)}


def place_given(code: str) -> Place:
    """The place a role is to be given at. Raises Invalid, as it was named in the body."""
    try:
        return places.place(code)
    except NotFound as error:
        raise invalid(place_code=error.detail) from error


def unit_given(code: str | None) -> Unit | None:
    """The unit somebody named, or None when he named none. Raises Invalid."""
    unit = db.session.scalar(sa.select(Unit).where(Unit.code == code)) if code else None
    if code and unit is None:
        raise invalid(unit_code="没有这个单位。")
    return unit


def grants_within(place: Place, *, by: Actor, limit: int, cursor: str | None = None) -> Page:
    """Live grants at a place and below it, oldest first. Raises Forbidden, and Invalid for the cursor."""
    if not policy.may_see_grants(by, place.path):
        raise Forbidden()
    statement = _ROW.where(places.under(place), Grant.revoked_at.is_(None)).order_by(Grant.id)
    if cursor is not None:
        statement = statement.where(Grant.id > _position(cursor))
    rows = db.session.execute(statement.limit(limit + 1)).all()
    return Page([_shown(row) for row in rows[:limit]],
                cursors.written(rows[limit - 1].id) if len(rows) > limit else None)


def _position(cursor: str) -> int:
    (number,) = cursors.read(cursor, 1)
    if not number.isdecimal() or int(number) > LARGEST_ID:
        raise invalid(cursor="这个翻页标记不正确。")
    return int(number)


def grant_seen_by(grant_id: int, by: Actor) -> dict:
    """One live grant, for who may see the grants at its place. Raises NotFound."""
    path = db.session.scalar(sa.select(Place.path).join(Grant).where(Grant.id == grant_id, Grant.revoked_at.is_(None)))
    if path is None or not policy.may_see_grants(by, path):
        raise NotFound()
    return shown_grant(grant_id)


def shown_grant(grant_id: int) -> dict:
    """One grant as answers show it. Raises NotFound."""
    row = db.session.execute(_ROW.where(Grant.id == grant_id)).first()
    if row is None:
        raise NotFound()
    return _shown(row)


def grants_held_by(account_id: int) -> list[dict]:
    """Every grant a person has had, for the copy of what is held on him."""
    rows = db.session.execute(
        sa.select(Grant.role, Place.code, Place.name, Place.level, Grant.granted_at, Grant.revoked_at)
        .join(Place).where(Grant.account_id == account_id).order_by(Grant.id))
    return [{"role": row.role, "place": place_of(row), "granted_at": iso(row.granted_at),
             "revoked_at": iso(row.revoked_at)} for row in rows]
