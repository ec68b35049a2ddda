"""Who may see which outside systems there are, and who looks after what is sent to them."""

from __future__ import annotations

from service.feedback.policy import OVERSEERS
from service.organization.actors import Actor
from service.organization.models import Role


def may_see_systems(by: Actor) -> bool:
    """Who forwards tickets, and who supervises it."""
    return bool(by.held(*OVERSEERS))


def may_look_after_deliveries(by: Actor) -> bool:
    """The district's, whose agreement with the outside system it is."""
    return bool(by.held(Role.DISTRICT_ADMIN))
