"""Who may see figures: those who look after a place, and who audits it."""

from __future__ import annotations

from service.organization.actors import Actor
from service.party.policy import READERS


def may_see_figures(by: Actor, path: str) -> bool:
    """Secretaries, workers, supervisors, admins and auditors of this place or of one above it."""
    return by.holds(*READERS, path=path)
