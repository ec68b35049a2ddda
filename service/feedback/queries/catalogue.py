"""The catalogue as residents and tickets meet it."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.feedback.catalogue import Shelf, shelf, version
from service.feedback.models import Ticket
from service.feedback.routing import Caught, Matter, Safeguard, Urgency


def current() -> Shelf:
    """The catalogue as it stands in the database now."""
    return shelf(db.session.scalar(sa.select(version())))


def categories() -> list[dict]:
    """`{code, name, parent_code, needs_enforcement, std_code}` of those one may choose, in their order."""
    shown = ("code", "name", "parent_code", "needs_enforcement", "std_code")
    return [{name: getattr(topic, name) for name in shown} for topic in current().topics.values() if not topic.retired]


def caught_by(ticket: Ticket) -> tuple[Caught, ...]:
    """The safeguards that hold a ticket as things stand now, whatever was known when it came; danger first."""
    stand = current()
    return stand.guard_set.look_at(Matter(
        ticket.text, ticket.place_path, ticket.category, stand.gives_to_departments(ticket.category), ticket.urgency,
        ticket.source, ticket.created_at, ticket.safeguard))


def warns(ticket: Ticket, text: str | None) -> tuple[Caught, ...]:
    """The safeguards by which words that came later speak of danger; none for no words."""
    if not text:
        return ()
    said = Matter(text, ticket.place_path, None, False, Urgency.ORDINARY, ticket.source, ticket.created_at)
    return tuple(one for one in current().guard_set.look_at(said) if one.kind is Safeguard.DANGER)


def is_for_departments(category: str | None) -> bool:
    """Whether the law gives matters of this category to a department as things stand now: not for members or the
    public, whatever was known when a ticket came."""
    return current().gives_to_departments(category)
