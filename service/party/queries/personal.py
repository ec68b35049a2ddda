"""What rosters hold on one person, for the copy he may ask for."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.organization.models import Unit
from service.party.models import CourtyardGroup, Leadership, PartyBranch, PartyMember


def memberships_of(account_id: int) -> list[dict]:
    """Every membership of his with the offices he held in it; JSON-ready."""
    rows = db.session.execute(
        sa.select(PartyMember.id, PartyMember.name, PartyMember.phone, PartyMember.joined_on, PartyMember.left_on,
                  sa.func.coalesce(PartyBranch.name, Unit.name).label("body"), CourtyardGroup.name.label("group"))
        .outerjoin(PartyBranch, PartyBranch.id == PartyMember.branch_id)
        .outerjoin(Unit, Unit.id == PartyMember.unit_id)
        .outerjoin(CourtyardGroup, CourtyardGroup.id == PartyMember.group_id)
        .where(PartyMember.account_id == account_id).order_by(PartyMember.id)).all()
    offices: dict[int, list[dict]] = {row.id: [] for row in rows}
    for held in db.session.scalars(sa.select(Leadership).where(Leadership.member_id.in_(offices))
                                   .order_by(Leadership.id)):
        offices[held.member_id].append({"office": held.office, "since": held.since.isoformat(),
                                        "until": held.until.isoformat() if held.until else None})
    return [{"name": row.name, "phone": row.phone, "body": row.body, "group": row.group,
             "joined_on": row.joined_on.isoformat(), "left_on": row.left_on.isoformat() if row.left_on else None,
             "offices": offices[row.id]} for row in rows]
