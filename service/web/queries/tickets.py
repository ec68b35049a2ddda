"""Tickets as lists on pages."""

from __future__ import annotations

from service.feedback.queries import lists
from service.organization.actors import Actor


def mine(by: Actor) -> dict:
    """The newest matters he submitted or holds."""
    return {"page": lists.tickets(by, view="mine")}
