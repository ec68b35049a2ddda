"""Pictures by what they hang on, each with its two short-lived links."""

from __future__ import annotations

import sqlalchemy as sa
from flask import current_app

from service.core import clock
from service.core.database import db
from service.media import links
from service.media.models import Photo

LINK_SECONDS = 600
BUCKET_SECONDS = 60


def _link(photo_id: str, variant: str) -> str:
    """A link of ten minutes; times are rounded up to a minute, so that a page asked again can be compared."""
    ring = current_app.extensions["signing_keys"]
    now = int(clock.now().timestamp())
    expires = (now // BUCKET_SECONDS) * BUCKET_SECONDS + LINK_SECONDS
    signature = links.sign(ring.current, ring.keys, f"{photo_id}/{variant}", expires)
    return f"/api/v1/photos/{photo_id}/{variant}?expires={expires}&signature={signature}"


def shown(row) -> dict:
    """A picture as every answer shows it: `{id, width, height, url, thumbnail_url}`."""
    return {"id": row.id, "width": row.width, "height": row.height, "url": _link(row.id, "picture"),
            "thumbnail_url": _link(row.id, "thumbnail")}


def links_of(attached_to: str, attached_id: int) -> list[dict]:
    """The pictures of a ticket or an answer, in the order they were given."""
    rows = db.session.execute(
        sa.select(Photo.id, Photo.width, Photo.height)
        .where(Photo.attached_to == attached_to, Photo.attached_id == attached_id).order_by(Photo.position, Photo.id))
    return [shown(row) for row in rows]
