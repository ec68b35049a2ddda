"""ask, accept, decline: into a team, and with it into the role of a volunteer at its place."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import audit, clock
from service.core.database import atomic, db, inserting
from service.core.errors import Forbidden, WrongMoment
from service.core.opening import refuse_in_order
from service.organization.actions import grants
from service.organization.actors import Actor, VerifyPhoneFirst
from service.organization.models import Grant, Role
from service.volunteering import notices, policy
from service.volunteering.actions.leaving import end
from service.volunteering.models import Ending, MembershipState, TeamMembership, VolunteerTeam
from service.volunteering.queries import opening


class AlreadyInTeam(WrongMoment):
    code, title = "already_in_team", "Already in the team"
    detail = "您已经在这支队伍里，或者申请正等着答复。"


def ask(code: str, *, by: Actor) -> TeamMembership:
    """Ask to join a team. Raises UnknownTeam, TeamEnded, VerifyPhoneFirst, AlreadyInTeam (with `state`)."""
    with atomic() as session:
        team = opening.team(code, shared=True)
        refuse_in_order(team, wrong=opening.over(team), may=by.phone_verified,
                        forbidden=VerifyPhoneFirst("加入队伍前请先验证手机号，有急事时队里才找得到您。"))
        member_id = session.scalar(
            inserting(TeamMembership).values(team_id=team.id, account_id=by.account_id, gave_grant=False,
                                             state=MembershipState.ASKED, asked_at=clock.now())
            .on_conflict_do_nothing().returning(TeamMembership.id))
        if member_id is None:
            raise AlreadyInTeam(state=_open_state(team, by))
        member = session.get_one(TeamMembership, member_id)
        notices.asked(team, member)
    return member


def _open_state(team: VolunteerTeam, by: Actor) -> MembershipState | None:
    return db.session.scalar(sa.select(TeamMembership.state).where(
        TeamMembership.team_id == team.id, TeamMembership.account_id == by.account_id,
        TeamMembership.state != MembershipState.ENDED))


def accept(code: str, member_id: int, *, by: Actor) -> TeamMembership:
    """Take somebody into the team: he becomes a volunteer at its place. Audited.

    Raises UnknownTeam, NotFound, WrongMoment when it is decided already, Forbidden.
    """
    with atomic() as session:
        team, member = _to_be_decided(code, member_id, by=by)
        notices.accepted(team, member)
        member.grant_id, member.gave_grant = _grant(team, member, by=by)
        member.state, member.since, member.decided_by_id = MembershipState.LIVE, clock.now(), by.account_id
        session.flush()
        audit.record("team_member_accepted", by=by, subject=f"team:{team.code}", membership=member.id,
                     grant=member.grant_id)
    return member


def _grant(team: VolunteerTeam, member: TeamMembership, *, by: Actor) -> tuple[int, bool]:
    """The grant he now acts by, and whether it is new; one he holds at this place already is joined."""
    held = sa.select(Grant.id).where(Grant.account_id == member.account_id, Grant.role == Role.VOLUNTEER,
                                     Grant.place_id == team.place_id, Grant.revoked_at.is_(None))
    standing = db.session.scalar(held.with_for_update())
    if standing is not None:
        return standing, False
    try:
        return grants.give(Role.VOLUNTEER, member.account_id, team.place, by=by).id, True
    except WrongMoment:  # another team took him in at this very moment
        standing = db.session.scalar(held.with_for_update())
        if standing is None:
            raise
        return standing, False


def decline(code: str, member_id: int, *, by: Actor) -> TeamMembership:
    """Not this time. Raises as `accept`."""
    with atomic():
        team, member = _to_be_decided(code, member_id, by=by)
        member.decided_by_id = by.account_id
        end(team, member, Ending.DECLINED, by=by)
    return member


def _to_be_decided(code: str, member_id: int, *, by: Actor) -> tuple[VolunteerTeam, TeamMembership]:
    team = opening.team(code, shared=True)
    member, leads = opening.membership(team, member_id, by=by)
    if member.state is not MembershipState.ASKED:
        raise WrongMoment("这份申请已经有人答复过了。", state=member.state)
    if not policy.may_decide(by, member, team.place.path, leads=leads):
        raise Forbidden()
    return team, member
