"""Cursors of lists that run from the newest id to the oldest."""

from __future__ import annotations

import base64
import binascii
import re

from service.core.errors import invalid


def written(last_id: int) -> str:
    """The opaque cursor of the page after this id."""
    return base64.urlsafe_b64encode(f"id:{last_id}".encode()).decode().rstrip("=")


def read(cursor: str) -> int:
    """The id in a cursor. Raises Invalid for a text that is none of our cursors."""
    try:
        text = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), b"-_", validate=True)
    except (ValueError, binascii.Error):
        text = b""
    found = re.fullmatch(rb"id:([0-9]{1,18})", text)
    if not found:
        raise invalid(cursor="这个翻页标记不正确。")
    return int(found[1])
