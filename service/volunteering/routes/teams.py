"""HTTP: teams of riders and drivers."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, seen, signed_in, takes
from service.core.sheets import Column
from service.volunteering import actions
from service.volunteering.queries import teams
from service.volunteering.schemas.teams import TeamChangeIn, TeamIn, TeamListedOut, TeamOut, TeamsQuery

bp = Blueprint("teams", __name__, url_prefix="/api/v1", description="红骑先锋：队伍")


@bp.get("/teams")
@signed_in
@takes(TeamsQuery, location="query")
@exported("teams", Column("队伍编码", "code"), Column("队伍", "name"), Column("行业", "trade_name"),
          Column("地点", "place.name"), Column("队长", "leaders"))
@gives(TeamListedOut, many=True)
def list_teams(**wanted):
    """Teams by code: at a place and below it, of a trade, or those I belong to."""
    return teams.listed(me(), **wanted)


@bp.post("/teams")
@signed_in
@idempotent
@takes(TeamIn)
@gives(TeamOut, status=201, located="/api/v1/teams/{code}")
def found_team(**team):
    """Found a team; the town does, or the district."""
    return teams.detail(actions.found_team(by=me(), **team).code, me())


@bp.get("/teams/<code>")
@signed_in
@gives(TeamOut)
def show_team(code):
    """One team, who leads it, and my own membership."""
    return teams.detail(code, me())


@bp.put("/teams/<code>")
@signed_in
@takes(TeamChangeIn)
@gives(TeamOut)
def change_team(code, name, trade):
    """Another name or trade."""
    return teams.detail(actions.change_team(code, by=me(), seen=seen(), name=name, trade=trade).code, me())


@bp.delete("/teams/<code>")
@signed_in
@gives(None, status=204)
def end_team(code):
    """The team is over, and every membership with it."""
    actions.end_team(code, by=me(), seen=seen())
