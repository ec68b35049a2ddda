"""Reading one team or one membership: plain, or locked for a verb. Locks are taken in the order team, grant,
membership, so that two verbs never wait for each other."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import NotFound, WrongMoment
from service.organization.actors import Actor
from service.organization.models import Grant
from service.organization.queries.places import CODE
from service.volunteering import policy
from service.volunteering.models import MembershipState, TeamLeadership, TeamMembership, VolunteerTeam


class UnknownTeam(NotFound):
    code = "team_unknown"
    detail = "没有这支队伍。"


class TeamEnded(WrongMoment):
    code, title = "team_ended", "Team ended"
    detail = "这支队伍已经解散，可以看看附近还有哪些队伍。"


def team(code: str, *, locked: bool = False, shared: bool = False) -> VolunteerTeam:
    """The team with this code; `locked` until the transaction ends, `shared` with others who only need it to stay.

    Raises UnknownTeam.
    """
    statement = sa.select(VolunteerTeam).where(VolunteerTeam.code == code)
    if locked or shared:
        statement = statement.with_for_update(read=shared, of=VolunteerTeam).execution_options(populate_existing=True)
    found = db.session.scalar(statement) if CODE.fullmatch(code) else None
    if found is None:
        raise UnknownTeam()
    return found


def over(found: VolunteerTeam) -> TeamEnded | None:
    """What is wrong with doing something with a team that is over; None for a live one."""
    return None if found.ended_on is None else TeamEnded(state=MembershipState.ENDED)


def membership(in_team: VolunteerTeam, member_id: int, *, by: Actor) -> tuple[TeamMembership, bool]:
    """A membership of the team, locked with the grant it carries, and whether he leads the team.

    Raises NotFound for one that is not there, or that he may not see.
    """
    mine = sa.and_(TeamMembership.id == member_id, TeamMembership.team_id == in_team.id)
    db.session.execute(sa.select(Grant.id).join(TeamMembership, TeamMembership.grant_id == Grant.id)
                       .where(mine).with_for_update(of=Grant))
    found = db.session.scalar(sa.select(TeamMembership).where(mine).with_for_update()
                              .execution_options(populate_existing=True))
    leads = found is not None and is_led_by(in_team, by.account_id)
    if found is None or not policy.may_see_membership(by, found.account_id, in_team.place.path, leads=leads):
        raise NotFound()
    return found, leads


def _live(in_team: VolunteerTeam, account_id: int) -> sa.Select:
    return sa.select(TeamMembership.id).where(
        TeamMembership.team_id == in_team.id, TeamMembership.account_id == account_id,
        TeamMembership.state == MembershipState.LIVE)


def belongs(in_team: VolunteerTeam, account_id: int) -> bool:
    """Whether he is a live member of the team."""
    return db.session.scalar(sa.select(_live(in_team, account_id).exists()))


def is_led_by(in_team: VolunteerTeam, account_id: int) -> bool:
    """Whether he is a live member of the team and leads it now."""
    return db.session.scalar(sa.select(_live(in_team, account_id).join(
        TeamLeadership, TeamLeadership.membership_id == TeamMembership.id)
        .where(TeamLeadership.until.is_(None)).exists()))


def leadership(member: TeamMembership) -> TeamLeadership | None:
    """His leading of the team as it stands now."""
    return db.session.scalar(sa.select(TeamLeadership).where(
        TeamLeadership.membership_id == member.id, TeamLeadership.until.is_(None))
        .execution_options(populate_existing=True))
