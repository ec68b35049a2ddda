"""What a unit's administrator sees of its members: the roster, and how the registration of each one stands."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import NotFound
from service.core.http import Page
from service.core.text import mask_phone
from service.membership.models.registration import STATE_NAMES, Registration
from service.notifications import cursors
from service.organization.actors import Actor
from service.organization.models import Place, Unit
from service.party.models import PartyMember
from service.party.policy import looks_after_unit
from service.party.queries import bodies


def own_unit(code: str, by: Actor) -> Unit:
    """The unit with this code, for its administrator. Raises NotFound `body_unknown` for everybody else."""
    unit = bodies.body(Unit, code)
    if not looks_after_unit(by, unit.id):
        raise NotFound("没有这个单位。", code="body_unknown")
    return unit


def members(code: str, *, by: Actor, limit: int, cursor: str | None = None) -> Page:
    """A page of the live roster by id, each with the newest of his registrations. Raises NotFound, Invalid."""
    unit = own_unit(code, by)
    rows = (sa.select(PartyMember.id, PartyMember.name, PartyMember.phone, PartyMember.account_id)
            .where(PartyMember.unit_id == unit.id, PartyMember.left_on.is_(None)).order_by(PartyMember.id))
    if cursor is not None:
        rows = rows.where(PartyMember.id > cursors.read(cursor))
    found = db.session.execute(rows.limit(limit + 1)).all()
    newest = _newest([row.id for row in found[:limit]], unit.id)
    items = [{"id": row.id, "name": row.name, "phone_masked": mask_phone(row.phone),
              "is_known": row.account_id is not None, "registration": newest.get(row.id)} for row in found[:limit]]
    return Page(items, cursors.written(found[limit - 1].id) if len(found) > limit else None)


def _newest(member_ids: list[int], unit_id: int) -> dict[int, dict]:
    """The newest registration of each member, in one statement; its house is left out."""
    newest = (sa.select(sa.func.max(Registration.id)).group_by(Registration.member_id)
              .where(Registration.member_id.in_(member_ids), Registration.unit_id == unit_id))
    rows = db.session.execute(
        sa.select(Registration.id, Registration.member_id, Registration.number, Registration.state,
                  Registration.applied_at, Place.code, Place.name, Place.level)
        .join(Place, Place.id == Registration.community_id).where(Registration.id.in_(newest))) if member_ids else []
    return {row.member_id: {"id": row.id, "number": row.number, "state": row.state,
                            "state_name": STATE_NAMES[row.state], "applied_at": row.applied_at,
                            "community": {"code": row.code, "name": row.name, "level": row.level}} for row in rows}
