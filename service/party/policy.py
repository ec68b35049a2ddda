"""Who may arrange and see the party organisation of a place."""

from __future__ import annotations

from service.organization.actors import Actor
from service.organization.models import Role

ABOVE = (Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN)
READERS = (Role.BRANCH_SECRETARY, Role.COMMUNITY_WORKER, *ABOVE, Role.AUDITOR)


def leads_courtyard(by: Actor, path: str) -> bool:
    """The lead of the courtyard at this path (院落长、党小组组长)."""
    return by.holds(Role.COURTYARD_LEAD, path=path)


def heads_branch(by: Actor, path: str) -> bool:
    """The secretary of the village's or community's branch this path lies in."""
    return by.holds(Role.BRANCH_SECRETARY, path=path)


def may_arrange(by: Actor | None, path: str) -> bool:
    """The district and the town arrange what lies below them, a secretary his village; None is the operator."""
    return by is None or by.holds(Role.BRANCH_SECRETARY, *ABOVE, path=path)


def may_read(by: Actor, path: str) -> bool:
    """Who looks after a place, and who audits it."""
    return by.holds(*READERS, path=path)


def looks_after_unit(by: Actor, unit_id: int) -> bool:
    """The administrator of this unit, and of this one only."""
    return any(held.unit_id == unit_id for held in by.held(Role.UNIT_ADMIN))
