"""Who may arrange a team, decide who joins it, follow its reports, and say where a place lies."""

from __future__ import annotations

from service.organization.actors import Actor
from service.organization.models import Role
from service.volunteering.models import TeamMembership

ABOVE = (Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN)


def may_arrange(by: Actor, path: str) -> bool:
    """The town arranges the teams of its places, the district any: make, rename, end, say who leads."""
    return by.holds(*ABOVE, path=path)


def may_see_members(by: Actor, path: str, *, leads: bool) -> bool:
    """Who belongs to a team, its leaders see and those who arrange it."""
    return leads or may_arrange(by, path)


def may_see_membership(by: Actor, account_id: int, path: str, *, leads: bool) -> bool:
    """His own, and what may_see_members opens; `account_id` is whose membership it is."""
    return account_id == by.account_id or may_see_members(by, path, leads=leads)


def may_decide(by: Actor, membership: TeamMembership, path: str, *, leads: bool) -> bool:
    """A leader of the team, or who arranges it; nobody accepts himself."""
    return membership.account_id != by.account_id and may_see_members(by, path, leads=leads)


def may_end(by: Actor, membership: TeamMembership, path: str, *, leads: bool, of_leader: bool) -> bool:
    """Himself; who arranges the team; a leader, but not another leader, whom he has not made one."""
    return membership.account_id == by.account_id or may_arrange(by, path) or leads and not of_leader


def may_report(by: Actor) -> bool:
    """Volunteers: whoever a team has accepted, and whoever was given the role by hand."""
    return bool(by.held(Role.VOLUNTEER))


def may_see_reports(by: Actor, path: str, *, belongs: bool) -> bool:
    """The members of the team, and who arranges it."""
    return belongs or may_arrange(by, path)


def may_place(by: Actor, path: str) -> bool:
    """Where a place lies is said by its community's workers, or by the district."""
    return by.holds(Role.COMMUNITY_WORKER, Role.DISTRICT_ADMIN, path=path)
