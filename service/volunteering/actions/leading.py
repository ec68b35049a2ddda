"""Who leads a team: said by the town or the district, kept as a history."""

from __future__ import annotations

from service.core import audit, clock
from service.core.database import atomic
from service.core.errors import Forbidden, WrongMoment
from service.organization.actors import Actor
from service.volunteering import notices, policy
from service.volunteering.models import MembershipState, TeamLeadership, TeamMembership
from service.volunteering.queries import opening


def appoint(code: str, member_id: int, *, by: Actor) -> TeamMembership:
    """Let a member lead his team from now on; who leads already goes on. Audited.

    Raises UnknownTeam, NotFound, WrongMoment for who is no live member, Forbidden.
    """
    with atomic() as session:
        team = opening.team(code)
        member, _ = opening.membership(team, member_id, by=by)
        if member.state is not MembershipState.LIVE:
            raise WrongMoment("请先同意他加入，再请他带队。", state=member.state)
        if not policy.may_arrange(by, team.place.path):
            raise Forbidden()
        if opening.leadership(member) is None:
            leading = TeamLeadership(membership_id=member.id, since=clock.now(), appointed_by_id=by.account_id)
            session.add(leading)
            session.flush()
            notices.appointed(team, member, leading.id)
            audit.record("team_leader_appointed", by=by, subject=f"team:{team.code}", membership=member.id)
    return member


def dismiss(code: str, member_id: int, *, by: Actor) -> None:
    """He leads no longer, and stays a member; the dates stay too. Audited.

    Raises UnknownTeam, NotFound, WrongMoment for who does not lead, Forbidden.
    """
    with atomic() as session:
        team = opening.team(code)
        member, _ = opening.membership(team, member_id, by=by)
        leading = opening.leadership(member)
        if leading is None:
            raise WrongMoment("他现在不是队长。", state=member.state)
        if not policy.may_arrange(by, team.place.path):
            raise Forbidden()
        leading.until, leading.ended_by_id = clock.now(), by.account_id
        session.flush()
        audit.record("team_leader_dismissed", by=by, subject=f"team:{team.code}", membership=member.id)
