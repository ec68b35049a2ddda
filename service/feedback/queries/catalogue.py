"""The catalogue as residents and tickets meet it."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.feedback.catalogue import Shelf, shelf, version


def current() -> Shelf:
    """The catalogue as it stands in the database now."""
    return shelf(db.session.scalar(sa.select(version())))


def categories() -> list[dict]:
    """`{code, name, parent_code, needs_enforcement, std_code}` of those one may choose, in their order."""
    shown = ("code", "name", "parent_code", "needs_enforcement", "std_code")
    return [{name: getattr(topic, name) for name in shown} for topic in current().topics.values() if not topic.retired]


def is_for_departments(category: str | None) -> bool:
    """Whether the law gives matters of this category to a department as things stand now: not for members or the
    public, whatever was known when a ticket came."""
    return current().gives_to_departments(category)
