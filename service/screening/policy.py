"""Who looks at what is held, and who decides."""

from __future__ import annotations

import sqlalchemy as sa

from service.organization.actors import Actor
from service.organization.models import Role
from service.screening.models import ContentCheck

REVIEWERS = (Role.COMMUNITY_WORKER, Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN)


def may_review(by: Actor) -> bool:
    """Workers of a community and who stands above them."""
    return bool(by.held(*REVIEWERS))


def within_reach(by: Actor, place_path: sa.ColumnElement[str]) -> sa.ColumnElement[bool]:
    """Things at a place within his grants."""
    return sa.or_(sa.false(), *(place_path.startswith(grant.path, autoescape=True) for grant in by.held(*REVIEWERS)))


def may_decide(by: Actor, check: ContentCheck, owner_id: int | None, submitter_id: int | None) -> bool:
    """Nobody decides on what he brought, nor on what belongs to his own matter or to one he submitted."""
    return by.account_id not in (check.account_id, owner_id, submitter_id)
