"""The catalogue as residents and staff see it."""

from __future__ import annotations

from dataclasses import asdict

import sqlalchemy as sa

from service.core.database import db
from service.feedback.catalogue import Shelf, shelf, version


def current() -> Shelf:
    """The catalogue as it stands in the database now."""
    return shelf(db.session.scalar(sa.select(version())))


def categories() -> list[dict]:
    """`{code, name, parent_code, needs_enforcement, std_code}` in their order."""
    return [asdict(topic) for topic in current().topics.values()]
