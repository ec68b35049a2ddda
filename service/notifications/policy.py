"""Who may look after messages that could not be delivered, and which ones; what a message says of others."""

from __future__ import annotations

from collections.abc import Callable

import sqlalchemy as sa

from service.notifications.kinds import WORK
from service.notifications.models import Message
from service.organization.actors import Actor
from service.organization.models import Place, Role

_matters_of_others: list[Callable[[int], sa.Select]] = []
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


def others_matters_through(source: Callable[[int], sa.Select]) -> None:
    """Let a later package say of which matters this account hears for somebody else: `source(account_id)` selects
    subjects of messages."""
    if source not in _matters_of_others:
        _matters_of_others.append(source)


def is_about_others(account_id: int) -> sa.ColumnElement[bool]:
    """Messages of his whose words are of other people: about his work, or about what he told on somebody's behalf."""
    return sa.or_(Message.template == WORK, *(Message.subject.in_(source(account_id)) for source in _matters_of_others))
