"""Sweep up: pictures nobody used, and files no row stands for. Safe to run twice, and at once."""

from __future__ import annotations

import sqlalchemy as sa
import structlog
from flask import current_app

from service.core import metrics
from service.core.database import atomic
from service.media import queries
from service.media.actions.removing import remove_where
from service.media.models import DoomedFile, Photo

AT_ONCE = 500
log = structlog.get_logger("photos")


def remove_loose() -> int:
    """Remove pictures that hang on nothing 24 hours after they were brought; returns how many."""
    removed = 0
    while True:
        some = sa.select(Photo.id).where(queries.is_forgotten()).limit(AT_ONCE)
        now = remove_where(Photo.id.in_(some), queries.is_forgotten())
        removed += now
        if now < AT_ONCE:
            return removed


def delete_doomed() -> int:
    """Delete files that are due: the file first, then the row that told of it; returns how many.

    A file that cannot be deleted now keeps its row for the next time.
    """
    deleted, after = 0, 0
    while rows := queries.due_files(after, AT_ONCE):
        done = [row.id for row in rows if _is_deleted(row.key)]
        if done:
            with atomic() as session:
                session.execute(sa.delete(DoomedFile).where(DoomedFile.id.in_(done))
                                .execution_options(synchronize_session=False))
        deleted, after = deleted + len(done), rows[-1].id
    return deleted


def _is_deleted(key: str) -> bool:
    try:
        current_app.extensions["photo_storage"].delete(key)
    except OSError as error:
        metrics.alarm("photo_storage")
        log.error("photo_not_deleted", kind=type(error).__name__, number=error.errno)
        return False
    return True
