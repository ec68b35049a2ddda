"""Who writes, reads, acknowledges and answers a yearly feedback."""

from __future__ import annotations

import sqlalchemy as sa

from service.membership.models.registration import Registration
from service.membership.policy import registrations
from service.organization.actors import Actor
from service.organization.models import Role


def of_his_communities(by: Actor) -> sa.ColumnElement[bool]:
    """Registrations with the communities he works for: it is he who writes."""
    return sa.or_(sa.false(), *(registrations.within(grant) for grant in by.held(Role.COMMUNITY_WORKER)))


def feedback_visible_to(by: Actor) -> sa.ColumnElement[bool]:
    """The member, the community's workers, his unit's administrator: nobody above reads what is said of a person."""
    return sa.or_(registrations.of_himself(by), of_his_communities(by), registrations.of_his_units(by))


def may_write(by: Actor, registration: Registration) -> bool:
    """A worker of the community, of anybody but himself."""
    return registrations.may_decide(by, registration)


def may_acknowledge(by: Actor, registration: Registration) -> bool:
    """The administrator of his unit, of anybody but himself."""
    return registration.unit_id in registrations.units_of(by) and not registrations.is_own(by, registration)


def may_reply(by: Actor, registration: Registration) -> bool:
    """The member, who was written about."""
    return registrations.is_own(by, registration)
