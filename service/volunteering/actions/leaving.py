"""Memberships end: left, taken out, declined, with the team, or because the role was taken back elsewhere."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import clock, personal
from service.core.database import atomic, db
from service.core.errors import Forbidden, WrongMoment
from service.organization.actions import grants
from service.organization.actors import Actor
from service.organization.models import Grant
from service.volunteering import notices, policy
from service.volunteering.models import Ending, MembershipState, RiderReport, TeamMembership, VolunteerTeam
from service.volunteering.queries import opening


def leave(code: str, member_id: int, *, by: Actor) -> None:
    """A member leaves, or is taken out; who only asked takes that back. His open claims go back to their queue.

    Raises UnknownTeam, NotFound, WrongMoment when it is over already, Forbidden.
    """
    with atomic():
        team = opening.team(code)
        member, leads = opening.membership(team, member_id, by=by)
        if member.state is MembershipState.ENDED:
            raise WrongMoment("这已经结束了。", state=member.state)
        of_leader = opening.leadership(member) is not None
        if not policy.may_end(by, member, team.place.path, leads=leads, of_leader=of_leader):
            raise Forbidden()
        own, asked = member.account_id == by.account_id, member.state is MembershipState.ASKED
        end(team, member, (Ending.WITHDRAWN if asked else Ending.LEFT) if own
            else Ending.DECLINED if asked else Ending.REMOVED, by=by)


def end(team: VolunteerTeam, member: TeamMembership, because: Ending, *, by: Actor | None) -> None:
    """End a membership whose rows are locked, its leading, and the grant it carries unless another one does."""
    was_live = member.state is MembershipState.LIVE
    _close(member, because, by=by)
    notices.ended(team, member)
    if was_live and _is_carried_by_nobody(member):
        held = db.session.scalar(sa.select(Grant).where(Grant.id == member.grant_id, Grant.revoked_at.is_(None))
                                 .execution_options(populate_existing=True))
        if held is not None:
            grants.end(held, by=by)


def _close(member: TeamMembership, because: Ending, *, by: Actor | None) -> None:
    leading = opening.leadership(member)
    moment, by_id = clock.now(), by.account_id if by else None
    if leading is not None:
        leading.until, leading.ended_by_id = moment, by_id
    member.state, member.until, member.ended_because = MembershipState.ENDED, moment, because
    member.ended_by_id = by_id
    db.session.flush()


def _is_carried_by_nobody(member: TeamMembership) -> bool:
    """Whether a team once gave the grant, and no live membership carries it any more.

    A role that was given by hand before stays: whoever gave it may take it back.
    """
    same = TeamMembership.grant_id == member.grant_id
    carried = sa.exists().where(same, TeamMembership.state == MembershipState.LIVE)
    return db.session.scalar(sa.select(sa.and_(sa.exists().where(same, TeamMembership.gave_grant), sa.not_(carried))))


def end_all_of(team: VolunteerTeam, *, by: Actor) -> None:
    """Every membership of a team that is locked ends with it."""
    open_ones = sa.and_(TeamMembership.team_id == team.id, TeamMembership.state != MembershipState.ENDED)
    db.session.execute(sa.select(Grant.id).where(Grant.id.in_(sa.select(TeamMembership.grant_id).where(open_ones)))
                       .order_by(Grant.id).with_for_update())
    for member in db.session.scalars(sa.select(TeamMembership).where(open_ones).order_by(TeamMembership.id)
                                     .with_for_update().execution_options(populate_existing=True)).all():
        end(team, member, Ending.TEAM_ENDED, by=by)


def end_with_grant(grant: Grant, *, by: Actor | None) -> None:
    """The role was taken back: the memberships that carry it are over, in the same transaction."""
    with atomic():
        for member in db.session.scalars(
                sa.select(TeamMembership).where(TeamMembership.grant_id == grant.id,
                                                TeamMembership.state == MembershipState.LIVE)
                .with_for_update().execution_options(populate_existing=True)).all():
            _close(member, Ending.GRANT_REVOKED, by=by)


def forget(account: Account) -> None:
    """A person leaves: what he asked for is over, and no report says any more that it was his."""
    with atomic() as session:
        for member in session.scalars(
                sa.select(TeamMembership).where(TeamMembership.account_id == account.id,
                                                TeamMembership.state != MembershipState.ENDED)
                .with_for_update().execution_options(populate_existing=True)).all():
            _close(member, Ending.ERASED, by=None)
        personal.empty(RiderReport, RiderReport.reporter_id == account.id, reporter_id=None)
