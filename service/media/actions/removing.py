"""Take pictures away: the row at once, its files as soon as the transaction stands."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.media.models import DoomedFile, Photo


def remove_of(attached_to: str, ids: Sequence[int]) -> int:
    """Remove every picture of these tickets or answers; returns how many."""
    return remove_where(Photo.attached_to == attached_to, Photo.attached_id.in_(ids))


def remove_where(*conditions) -> int:
    """Remove the pictures that fulfil the conditions; their files are doomed in the same transaction."""
    with atomic():
        keys = db.session.execute(sa.select(Photo.key, Photo.thumbnail_key).where(*conditions)).all()
        if keys:
            moment = clock.now()
            db.session.execute(sa.insert(DoomedFile), [{"key": key, "doomed_at": moment}
                                                       for pair in keys for key in pair])
            db.session.execute(sa.delete(Photo).where(*conditions).execution_options(synchronize_session=False))
    return len(keys)
