"""Who may open, see and mediate a dispute, and who may see how many there are."""

from __future__ import annotations

import sqlalchemy as sa

from service.mediation.models import Mediation, Mediator
from service.organization.actors import Actor
from service.organization.models import Role
from service.party import policy as party

OPENERS = (Role.COURTYARD_LEAD, Role.BRANCH_SECRETARY, Role.COMMUNITY_WORKER)
HEIRS = (Role.BRANCH_SECRETARY, Role.COMMUNITY_WORKER, Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN)
"""Who inherits a case that lost its last mediator: the first of these that somebody holds at its place."""


def may_open(by: Actor, path: str) -> bool:
    """The lead of the courtyard, the secretary of the branch, the community's workers; each where his role stands."""
    return by.holds(*OPENERS, path=path)


def may_count(by: Actor, path: str) -> bool:
    """Who looks after a place, and who audits it, hears how many; never which."""
    return party.may_read(by, path)


def mediated_by(account_id: int) -> sa.ColumnElement[bool]:
    """The one visibility predicate: its present mediators, and nobody else whatever his role (domain.md section 8)."""
    return sa.exists().where(Mediator.mediation_id == Mediation.id, Mediator.account_id == account_id,
                             Mediator.until.is_(None))
