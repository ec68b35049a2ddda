"""HTTP: asking to join a team, being taken in, leading it, leaving it."""

from __future__ import annotations

from flask_smorest import Blueprint

from service.core.http import exported, gives, idempotent, me, signed_in, takes
from service.core.sheets import Column
from service.feedback.schemas.verbs import NothingIn
from service.volunteering import actions
from service.volunteering.queries import members
from service.volunteering.schemas.teams import MembersQuery, TeamMembershipOut

bp = Blueprint("team_members", __name__, url_prefix="/api/v1", description="红骑先锋：队员")
ONE = "/teams/<code>/members/<int(max=9223372036854775807):member_id>"
AT = "/api/v1/teams/{team}/members/{id}"


@bp.get("/teams/<code>/members")
@signed_in
@takes(MembersQuery, location="query")
@exported("team-members", Column("队伍编码", "team"), Column("姓名", "name"), Column("队长", "is_leader"),
          Column("状态", "state_name"), Column("申请时间", "asked_at"), Column("加入时间", "since"),
          Column("离队时间", "until"))
@gives(TeamMembershipOut, many=True)
def list_members(code, **wanted):
    """Who belongs to the team and who asks to; for its leaders and those who arrange it."""
    return members.of_team(code, me(), **wanted)


@bp.post("/teams/<code>/members")
@signed_in
@idempotent
@takes(NothingIn)
@gives(TeamMembershipOut, status=201, located=AT)
def ask(code):
    """Ask to join; needs a verified phone."""
    return members.shown(actions.ask(code, by=me()).id)


@bp.get(ONE)
@signed_in
@gives(TeamMembershipOut)
def show_member(code, member_id):
    """One membership: one's own, or for the leaders and those who arrange the team."""
    return members.seen_by(code, member_id, me())


@bp.post(f"{ONE}/acceptance")
@signed_in
@idempotent
@takes(NothingIn)
@gives(TeamMembershipOut, status=201, located=AT)
def accept(code, member_id):
    """Take him in: he becomes a volunteer at the team's place."""
    return members.shown(actions.accept(code, member_id, by=me()).id)


@bp.post(f"{ONE}/refusal")
@signed_in
@idempotent
@takes(NothingIn)
@gives(TeamMembershipOut, status=201, located=AT)
def decline(code, member_id):
    """Not this time; he hears it and may ask again."""
    return members.shown(actions.decline(code, member_id, by=me()).id)


@bp.delete(ONE)
@signed_in
@gives(None, status=204)
def leave(code, member_id):
    """Leave, or take somebody out; the role goes with it and open claims go back to their queue."""
    actions.leave(code, member_id, by=me())


@bp.put(f"{ONE}/leadership")
@signed_in
@takes(NothingIn)
@gives(TeamMembershipOut)
def appoint(code, member_id):
    """Let him lead the team; the town says so, or the district. Twice is the same as once."""
    return members.shown(actions.appoint(code, member_id, by=me()).id)


@bp.delete(f"{ONE}/leadership")
@signed_in
@gives(None, status=204)
def dismiss(code, member_id):
    """He leads no longer, and stays a member."""
    actions.dismiss(code, member_id, by=me())
