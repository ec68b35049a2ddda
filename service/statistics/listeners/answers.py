"""When a resident has rated: a worker looks whether that makes a step."""

from __future__ import annotations

from sqlalchemy.orm import Session

from service.core import jobs
from service.core.database import after_commit
from service.feedback.models import Rating

WORK = "published_answers"


def flushed(session: Session) -> None:
    """A rating was written."""
    if any(isinstance(row, Rating) for row in session.new):
        after_commit(lambda: jobs.wake(WORK))
