"""Teams as everybody signed in may see them: name, trade, place, who leads; never a number of anybody's deeds."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.clock import iso
from service.core.database import db
from service.core.http import Page
from service.organization import place_cursors as cursors
from service.organization.actors import Actor
from service.organization.models import Place
from service.organization.queries import places
from service.volunteering.models import (
    TRADE_NAMES,
    MembershipState,
    TeamLeadership,
    TeamMembership,
    Trade,
    VolunteerTeam,
)
from service.volunteering.queries import opening

OPEN = (MembershipState.ASKED, MembershipState.LIVE)


def listed(by: Actor, *, place: str | None, trade: Trade | None, mine: bool, limit: int, cursor: str | None) -> Page:
    """A page of teams that have not ended, by code: at a place and below it, of a trade, or those he belongs to.

    Raises NotFound `place_unknown`, Invalid for the cursor.
    """
    columns = (VolunteerTeam.id, VolunteerTeam.code, VolunteerTeam.name, VolunteerTeam.trade,
               Place.code.label("place_code"), Place.name.label("place_name"), Place.level.label("place_level"))
    rows = (sa.select(*columns).join(Place, VolunteerTeam.place_id == Place.id)
            .where(VolunteerTeam.ended_on.is_(None)).order_by(VolunteerTeam.code).limit(limit + 1))
    if place is not None:
        rows = rows.where(places.under(places.place(place)))
    if trade is not None:
        rows = rows.where(VolunteerTeam.trade == trade)
    if mine:
        rows = rows.where(VolunteerTeam.id.in_(sa.select(TeamMembership.team_id).where(
            TeamMembership.account_id == by.account_id, TeamMembership.state.in_(OPEN))))
    if cursor is not None:
        rows = rows.where(VolunteerTeam.code > cursors.read(cursor, 1)[0])
    found = db.session.execute(rows).all()
    leaders = leaders_of([row.id for row in found[:limit]])
    return Page([_shown(row, leaders) for row in found[:limit]],
                cursors.written(found[limit - 1].code) if len(found) > limit else None)


def _shown(row, leaders: dict[int, list[str]]) -> dict:
    return {"code": row.code, "name": row.name, "trade": row.trade, "trade_name": TRADE_NAMES[row.trade],
            "place": {"code": row.place_code, "name": row.place_name, "level": row.place_level},
            "leaders": leaders.get(row.id, [])}


def leaders_of(team_ids: list[int]) -> dict[int, list[str]]:
    """{team: display names of who leads it now}, the longest-serving first."""
    found: dict[int, list[str]] = {}
    for team_id, name in db.session.execute(_leading(team_ids, Account.display_name)):
        found.setdefault(team_id, []).append(name)
    return found


def leader_ids(team: VolunteerTeam) -> list[int]:
    """The accounts of who leads it now."""
    return [account_id for _, account_id in db.session.execute(_leading([team.id], Account.id))]


def _leading(team_ids: list[int], column) -> sa.Select:
    return (sa.select(TeamMembership.team_id, column).join(Account, Account.id == TeamMembership.account_id)
            .join(TeamLeadership, TeamLeadership.membership_id == TeamMembership.id)
            .where(TeamMembership.team_id.in_(team_ids), TeamMembership.state == MembershipState.LIVE,
                   TeamLeadership.until.is_(None)).order_by(TeamLeadership.id))


def detail(code: str, by: Actor) -> dict:
    """One team, with his own membership when he has one. Raises UnknownTeam."""
    team = opening.team(code)
    mine = db.session.execute(
        sa.select(TeamMembership.id, TeamMembership.state).where(
            TeamMembership.team_id == team.id, TeamMembership.account_id == by.account_id,
            TeamMembership.state.in_(OPEN))).first()
    return {"code": team.code, "name": team.name, "trade": team.trade, "trade_name": TRADE_NAMES[team.trade],
            "place": {"code": team.place.code, "name": team.place.name, "level": team.place.level},
            "leaders": leaders_of([team.id]).get(team.id, []), "created_at": iso(team.created_at),
            "ended_on": team.ended_on.isoformat() if team.ended_on else None, "version": team.version,
            "membership": {"id": mine.id, "state": mine.state} if mine else None}
