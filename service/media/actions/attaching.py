"""Hang uploaded pictures on what is being written, in its transaction."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import invalid
from service.media.models import Photo


def attach(ids: list[str], *, owner_id: int, to: str, attached_id: int, public: bool = False) -> None:
    """Attach one's own loose pictures, in this order, to `to` (`ticket`, `answer` …) number `attached_id`; `public`
    says that nobody need look at them before everybody may.

    One statement. Raises Invalid (`photos`) when one is unknown, somebody else's, or used already.
    """
    with atomic():
        position = sa.case({photo_id: index for index, photo_id in enumerate(ids)}, value=Photo.id)
        done = db.session.execute(
            sa.update(Photo).where(Photo.id.in_(ids), Photo.owner_id == owner_id, Photo.attached_to.is_(None))
            .values(attached_to=to, attached_id=attached_id, position=position, is_public=public)
            .execution_options(synchronize_session=False))
        if done.rowcount != len(ids):
            raise invalid(photos="照片不存在、不是您上传的，或已经用过。")


def open_to_everybody(photo_id: str, is_open: bool) -> None:
    """Let everybody see a picture of what is public, or no longer."""
    with atomic():
        db.session.execute(sa.update(Photo).where(Photo.id == photo_id).values(is_public=is_open)
                           .execution_options(synchronize_session=False))
