"""Pictures: who may see one, its two short-lived links, what a link opens, and what waits to be swept."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from flask import current_app

from service.core import clock
from service.core.clock import iso
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.core.keys import unknown
from service.media import links, policy, storage
from service.media.models import DoomedFile, Photo

LINK_SECONDS = 600
# The platform wants a picture it checks to be there for half an hour, and may come late.
CHECK_LINK_SECONDS = 3600
BUCKET_SECONDS = 60
LATEST = 2**33  # Unix seconds; what lies beyond is no link of ours
LOOSE_FOR = timedelta(hours=24)
KEYS = {"picture": Photo.key, "thumbnail": Photo.thumbnail_key}
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


class LinkInvalid(Forbidden):
    code, title = "link_invalid", "Link invalid"
    detail = "这个照片链接不正确，请刷新页面后再看。"


class LinkExpired(Forbidden):
    code, title = "link_expired", "Link expired"
    detail = "这个照片链接已经过期，请刷新页面后再看。"


def _link(photo_id: str, variant: str, seconds: int = LINK_SECONDS) -> str:
    """A link of nine to ten minutes, or of `seconds`: it ends on a full minute, so that the same page asked twice has
    the same links and a browser need not fetch the picture again."""
    ring = current_app.extensions["signing_keys"]
    now = int(clock.now().timestamp())
    expires = (now // BUCKET_SECONDS) * BUCKET_SECONDS + seconds
    signature = links.sign(ring.current, ring.keys, f"{photo_id}/{variant}", expires)
    return f"/api/v1/photos/{photo_id}/{variant}?expires={expires}&signature={signature}"


def shown(row) -> dict:
    """A picture as every answer shows it: `{id, width, height, url, thumbnail_url}`."""
    return {"id": row.id, "width": row.width, "height": row.height, "url": _link(row.id, "picture"),
            "thumbnail_url": _link(row.id, "thumbnail")}


def links_of(attached_to: str, attached_id: int, *, only_public: bool = False) -> list[dict]:
    """The pictures of a ticket or an answer, in the order they were given; for everybody's eyes `only_public`."""
    conditions = [Photo.is_public] if only_public else []
    rows = db.session.execute(
        sa.select(Photo.id, Photo.width, Photo.height)
        .where(Photo.attached_to == attached_to, Photo.attached_id == attached_id, *conditions)
        .order_by(Photo.position, Photo.id))
    return [shown(row) for row in rows]


def links_by_id(ids: Sequence[str]) -> dict[str, dict]:
    """The pictures with these ids, each with its links; one that was removed is missing."""
    rows = db.session.execute(sa.select(Photo.id, Photo.width, Photo.height).where(Photo.id.in_(ids)))
    return {row.id: shown(row) for row in rows}


def loose_of(ids: Sequence[str], by) -> list[dict]:
    """Those of these pictures the person brought and has not used yet, each with its links, in the order of the ids;
    nothing for who is nobody."""
    if not ids or by is None:
        return []
    rows = db.session.execute(sa.select(Photo.id, Photo.width, Photo.height).where(
        Photo.id.in_(ids), policy.is_own_loose(by)))
    found = {row.id: shown(row) for row in rows}
    return [found[photo_id] for photo_id in ids if photo_id in found]


def ids_of(attached_to: str, ids: Sequence[int]) -> Sequence[sa.Row]:
    """`id, attached_id, is_public` of every picture of these tickets or answers."""
    return db.session.execute(
        sa.select(Photo.id, Photo.attached_id, Photo.is_public)
        .where(Photo.attached_to == attached_to, Photo.attached_id.in_(ids)).order_by(Photo.id)).all()


def link_for_checking(photo_id: str) -> str:
    """The whole address of a picture for the content check of WeChat, which may fetch it for up to an hour."""
    return current_app.config["PUBLIC_URL"].rstrip("/") + _link(photo_id, "picture", CHECK_LINK_SECONDS)


def _is_over(expires: int) -> bool:
    return not 0 <= expires < LATEST or clock.is_over(
        datetime.fromtimestamp(expires, UTC), longest=timedelta(seconds=CHECK_LINK_SECONDS))


def photo(photo_id: str, by) -> sa.Row:
    """`id, owner_id, width, height` of a picture this Actor (None: a visitor) may see. Raises NotFound."""
    row = _ID.fullmatch(photo_id) and db.session.execute(
        sa.select(Photo.id, Photo.owner_id, Photo.width, Photo.height)
        .where(Photo.id == photo_id, policy.visible_to(by))).first()
    if not row:
        raise NotFound()
    return row


def opened(photo_id: str, variant: str, *, expires: int, signature: str) -> bytes:
    """The JPEG a link stands for; `variant` is picture or thumbnail, `expires` in Unix seconds.

    Raises LinkInvalid for a link not signed by us, LinkExpired, NotFound when the picture was removed, UnknownKey.
    """
    keys = current_app.extensions["signing_keys"].keys
    key, signed_with = db.session.scalar(sa.select(KEYS[variant]).where(Photo.id == photo_id)), links.key_of(signature)
    if key and signed_with and signed_with not in keys and not _is_over(expires):  # nobody can guess a picture's id
        raise unknown("photo link")
    if not links.is_genuine(keys, f"{photo_id}/{variant}", expires, signature):
        raise LinkInvalid()
    if _is_over(expires):
        raise LinkExpired()
    if key is None:
        raise NotFound()
    try:
        with current_app.extensions["photo_storage"].open(key) as file:
            return file.read()
    except KeyError as error:
        raise NotFound() from error


def held_on(account_id: int) -> list[dict]:
    """The pictures a person brought, oldest first; JSON-ready, `size` in bytes."""
    rows = db.session.execute(
        sa.select(Photo.id, Photo.width, Photo.height, Photo.size, Photo.attached_to, Photo.created_at)
        .where(Photo.owner_id == account_id).order_by(Photo.created_at, Photo.id))
    return [{"id": row.id, "width": row.width, "height": row.height, "size": row.size,
             "attached_to": row.attached_to, "created_at": iso(row.created_at)} for row in rows]


def is_forgotten() -> sa.ColumnElement[bool]:
    """Brought 24 hours ago or longer, and still hanging on nothing."""
    return sa.and_(Photo.attached_to.is_(None), Photo.created_at <= clock.now() - LOOSE_FOR)


def due_files(after: int, limit: int) -> Sequence[sa.Row]:
    """`id, key` of files to be deleted now, by id from behind `after`."""
    return db.session.execute(
        sa.select(DoomedFile.id, DoomedFile.key)
        .where(DoomedFile.id > after, DoomedFile.doomed_at <= clock.now())
        .order_by(DoomedFile.id).limit(limit)).all()


def to_be_swept() -> tuple[int, int]:
    """How many unused pictures, and how many files with theirs, a sweep would remove now."""
    photos = db.session.scalar(sa.select(sa.func.count()).select_from(Photo).where(is_forgotten()))
    files = db.session.scalar(sa.select(sa.func.count()).select_from(DoomedFile)
                              .where(DoomedFile.doomed_at <= clock.now()))
    return photos, files + 2 * photos


def storage_trouble() -> str | None:
    """None while pictures can be written, read back and removed; else a short reason, for `/health/ready`."""
    return None if storage.ready(current_app.extensions["photo_storage"]) else "cannot be written"


def megabytes_free() -> int:
    """How much more the disk takes on which the pictures lie."""
    return shutil.disk_usage(current_app.config["DATA_DIR"]).free // 1024 ** 2
