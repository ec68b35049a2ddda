"""Who may look after messages that could not be delivered, and which ones."""

from __future__ import annotations

import sqlalchemy as sa

from service.notifications.models import Message
from service.organization.actors import Actor
from service.organization.models import Place, Role

DELIVERY_ROLES = (Role.COMMUNITY_WORKER, Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN)


def may_see_deliveries(actor: Actor) -> bool:
    """Staff who look after a place: its workers, the town's supervisors, the district's admins."""
    return bool(actor.held(*DELIVERY_ROLES))


def may_resend(actor: Actor) -> bool:
    """Whoever sees a dead letter may have it sent again."""
    return may_see_deliveries(actor)


def may_see_templates(actor: Actor) -> bool:
    """The district's admins, who apply for them at the platform."""
    return bool(actor.held(Role.DISTRICT_ADMIN))


def within_reach(actor: Actor) -> sa.ColumnElement[bool]:
    """Messages whose delivery the actor may see or resend: those about a place within his grants.

    A message without a place is the district admin's alone, who sees all.
    """
    if actor.held(Role.DISTRICT_ADMIN):
        return sa.true()
    paths = [grant.path for grant in actor.held(*DELIVERY_ROLES)]
    inside = sa.select(Place.id).where(sa.or_(sa.false(), *(Place.path.startswith(path) for path in paths)))
    return Message.place_id.in_(inside)
