"""What logs hold on one person: those he recorded, and on which days he was noted as present or absent."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.courtyard.models import PartyMassDay
from service.courtyard.models.logs import ActivityLog, LogState, Presence
from service.party.models import CourtyardGroup, PartyMember


def logs_of(account_id: int) -> list[dict]:
    """The logs he recorded, oldest first; JSON-ready."""
    rows = db.session.execute(
        sa.select(ActivityLog.client_id, ActivityLog.state, PartyMassDay.on, CourtyardGroup.name)
        .join(PartyMassDay, ActivityLog.day_id == PartyMassDay.id)
        .join(CourtyardGroup, ActivityLog.group_id == CourtyardGroup.id)
        .where(ActivityLog.recorder_id == account_id).order_by(ActivityLog.id))
    return [{"client_id": row.client_id, "state": row.state, "on": row.on.isoformat(), "group": row.name}
            for row in rows]


def presences_of(account_id: int) -> list[dict]:
    """Where he was noted, with the reason given for him when he was absent; JSON-ready."""
    rows = db.session.execute(
        sa.select(PartyMassDay.on, CourtyardGroup.name, Presence.present, Presence.reason)
        .join(ActivityLog, Presence.log_id == ActivityLog.id).join(PartyMassDay, ActivityLog.day_id == PartyMassDay.id)
        .join(CourtyardGroup, ActivityLog.group_id == CourtyardGroup.id)
        .join(PartyMember, Presence.member_id == PartyMember.id)
        .where(PartyMember.account_id == account_id).order_by(PartyMassDay.on, Presence.id))
    return [{"on": row.on.isoformat(), "group": row.name, "present": row.present, "reason": row.reason}
            for row in rows]


def drafts_of(account_id: int) -> list[int]:
    """Ids of the drafts he has not submitted."""
    return list(db.session.scalars(sa.select(ActivityLog.id).where(
        ActivityLog.recorder_id == account_id, ActivityLog.state == LogState.DRAFT)))
