"""Bring a picture: cleaned and stored before any transaction, then kept as a row, so no row lacks its file.

The files are doomed for tomorrow before they are written, and keeping the picture takes that back: whatever
breaks in between, the sweep finds the files without ever listing the store.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import BinaryIO

import sqlalchemy as sa
import structlog
from flask import current_app

from service.core import clock, metrics
from service.core.database import atomic
from service.core.errors import TooLarge, Unavailable, UnsupportedMedia
from service.media import imaging
from service.media.models import DoomedFile, Photo
from service.media.storage import new_key
from service.organization.actors import Actor

ORPHANS_LIVE = timedelta(hours=24)
log = structlog.get_logger("photos")


@dataclass(frozen=True, slots=True)
class Received:
    """A cleaned picture whose files are stored; `width` and `height` in pixels, `size` in bytes."""

    key: str
    thumbnail_key: str
    width: int
    height: int
    size: int


def receive(stream: BinaryIO) -> Received:
    """Clean an uploaded file and store its two pictures. Takes up to seconds: never inside a transaction.

    Raises UnsupportedMedia (`not_a_photo`), TooLarge, Unavailable when the store cannot take it.
    """
    photo = _cleaned(stream)
    files = {new_key(): photo.jpeg, new_key(): photo.thumbnail}
    with atomic() as session:
        session.execute(sa.insert(DoomedFile), [{"key": key, "doomed_at": clock.now() + ORPHANS_LIVE}
                                                for key in files])
    for key, data in files.items():
        _put(key, data)
    return Received(*files, photo.width, photo.height, len(photo.jpeg))


def _cleaned(stream: BinaryIO) -> imaging.CleanPhoto:
    try:
        return imaging.clean(stream)
    except (imaging.TooBig, imaging.TooManyPixels) as error:
        raise TooLarge(error.detail) from error
    except imaging.PhotoRefused as error:
        raise UnsupportedMedia(error.detail, code="not_a_photo") from error


def _put(key: str, data: bytes) -> None:
    try:
        current_app.extensions["photo_storage"].put(key, data)
    except OSError as error:
        metrics.alarm("photo_storage")
        log.error("photo_not_stored", kind=type(error).__name__, number=error.errno)
        raise Unavailable() from error


def keep(received: Received, *, by: Actor) -> Photo:
    """Write down that this person brought this picture. Raises Unavailable when its files are due to go."""
    moment = clock.now()
    with atomic() as session:
        saved = session.execute(sa.delete(DoomedFile).where(
            DoomedFile.key.in_([received.key, received.thumbnail_key]), DoomedFile.doomed_at > moment)
            .execution_options(synchronize_session=False))
        if saved.rowcount != 2:
            raise Unavailable()
        photo = Photo(id=secrets.token_hex(16), owner_id=by.account_id, key=received.key,
                      thumbnail_key=received.thumbnail_key, width=received.width, height=received.height,
                      size=received.size, position=0, created_at=moment)
        session.add(photo)
        session.flush()
    return photo
