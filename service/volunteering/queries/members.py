"""Who belongs to a team, for its leaders and for those who arrange it; and what is held on one person."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.clock import iso
from service.core.database import db
from service.core.errors import Forbidden, NotFound, invalid
from service.core.http import Page
from service.organization import place_cursors as cursors
from service.organization.actors import Actor
from service.volunteering import policy
from service.volunteering.models import (
    MembershipState,
    RiderReport,
    TeamLeadership,
    TeamMembership,
    VolunteerTeam,
)
from service.volunteering.queries import opening

LARGEST_ID = 2**63 - 1
STATE_NAMES = {MembershipState.ASKED: "待确认", MembershipState.LIVE: "在队", MembershipState.ENDED: "已结束"}
_LEADS = sa.exists().where(TeamLeadership.membership_id == TeamMembership.id, TeamLeadership.until.is_(None))
_ROW = sa.select(
    TeamMembership.id, TeamMembership.state, TeamMembership.asked_at, TeamMembership.since, TeamMembership.until,
    TeamMembership.ended_because, Account.display_name, VolunteerTeam.code.label("team"),
    sa.and_(TeamMembership.state == MembershipState.LIVE, _LEADS).label("is_leader")).join(
    Account, Account.id == TeamMembership.account_id).join(VolunteerTeam, VolunteerTeam.id == TeamMembership.team_id)


def _shown(row: sa.Row) -> dict:
    return {"id": row.id, "team": row.team, "name": row.display_name, "is_leader": bool(row.is_leader),
            "state": row.state, "state_name": STATE_NAMES[row.state], "asked_at": iso(row.asked_at),
            "since": iso(row.since), "until": iso(row.until), "ended_because": row.ended_because}


def shown(member_id: int) -> dict:
    """One membership as answers show it. Raises NotFound."""
    row = db.session.execute(_ROW.where(TeamMembership.id == member_id)).first()
    if row is None:
        raise NotFound()
    return _shown(row)


def seen_by(code: str, member_id: int, by: Actor) -> dict:
    """One membership of a team. Raises UnknownTeam, NotFound for one that he may not see."""
    team = opening.team(code)
    row = db.session.execute(_ROW.add_columns(TeamMembership.account_id).where(
        TeamMembership.team_id == team.id, TeamMembership.id == member_id)).first()
    if row is None or not policy.may_see_membership(by, row.account_id, team.place.path,
                                                    leads=opening.is_led_by(team, by.account_id)):
        raise NotFound()
    return _shown(row)


def of_team(code: str, by: Actor, *, state: MembershipState | None, limit: int, cursor: str | None) -> Page:
    """A page of memberships, those that are over only when asked for. Raises UnknownTeam, Forbidden, Invalid."""
    team = opening.team(code)
    leads = opening.is_led_by(team, by.account_id)
    if not policy.may_see_members(by, team.place.path, leads=leads):
        raise Forbidden()
    wanted = TeamMembership.state == state if state else TeamMembership.state != MembershipState.ENDED
    rows = _ROW.where(TeamMembership.team_id == team.id, wanted).order_by(TeamMembership.id).limit(limit + 1)
    if cursor is not None:
        rows = rows.where(TeamMembership.id > position(cursor))
    found = db.session.execute(rows).all()
    return Page([_shown(row) for row in found[:limit]],
                cursors.written(found[limit - 1].id) if len(found) > limit else None)


def position(cursor: str) -> int:
    """The id a page ended with. Raises Invalid."""
    (number,) = cursors.read(cursor, 1)
    if not number.isdecimal() or int(number) > LARGEST_ID:
        raise invalid(cursor="这个翻页标记不正确。")
    return int(number)


def held_on(account_id: int) -> dict:
    """His memberships and reports, JSON-ready; what a report says stands with its ticket."""
    teams = db.session.execute(_ROW.where(TeamMembership.account_id == account_id).order_by(TeamMembership.id))
    reports = db.session.execute(
        sa.select(RiderReport.client_id, RiderReport.kind, RiderReport.seen_at, RiderReport.sent_at)
        .where(RiderReport.reporter_id == account_id).order_by(RiderReport.id))
    return {"team_memberships": [_shown(row) for row in teams],
            "rider_reports": [row._asdict() | {"seen_at": iso(row.seen_at), "sent_at": iso(row.sent_at)}
                              for row in reports]}
