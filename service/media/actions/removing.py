"""Take pictures away: the rows at once, their files within a minute, by the sweep."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, WrongMoment
from service.media import policy, queries
from service.media.models import DoomedFile, Photo
from service.organization.actors import Actor


class PhotoInUse(WrongMoment):
    code, title = "photo_in_use", "Photo in use"
    detail = "照片已经用在诉求或答复里，不能撤回。"


def take_back(photo_id: str, *, by: Actor) -> None:
    """Remove one's own picture while it is loose. Raises NotFound, Forbidden, PhotoInUse."""
    if queries.photo(photo_id, by).owner_id != by.account_id:
        raise Forbidden()
    if not remove_where(Photo.id == photo_id, policy.is_own_loose(by)):
        raise PhotoInUse()


def remove_of(attached_to: str, ids: Sequence[int]) -> int:
    """Remove every picture of these tickets or answers; returns how many."""
    return remove_where(Photo.attached_to == attached_to, Photo.attached_id.in_(ids))


def remove_loose_of(account_id: int) -> int:
    """Remove what a person brought and never used; returns how many."""
    return remove_where(Photo.owner_id == account_id, Photo.attached_to.is_(None))


def remove_where(*conditions) -> int:
    """Remove the pictures that fulfil the conditions; their files are doomed in the same transaction.

    One statement finds and removes: what is attached at that moment stays, and its files with it.
    """
    with atomic():
        gone = db.session.execute(
            sa.delete(Photo).where(*conditions).returning(Photo.key, Photo.thumbnail_key)
            .execution_options(synchronize_session=False)).all()
        if gone:
            moment = clock.now()
            db.session.execute(sa.insert(DoomedFile), [{"key": key, "doomed_at": moment}
                                                       for pair in gone for key in pair])
    return len(gone)
