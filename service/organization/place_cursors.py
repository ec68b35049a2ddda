"""Cursors of lists that run by code: where the last page ended, made opaque."""

from __future__ import annotations

import base64
import binascii
import re

from service.core.errors import invalid

PART = re.compile(r"[0-9A-Za-z-]{1,32}", re.ASCII)


def written(*parts: object) -> str:
    """The opaque cursor of the page after these values (codes and ids)."""
    return base64.urlsafe_b64encode("/".join(map(str, parts)).encode()).decode().rstrip("=")


def read(cursor: str, count: int) -> list[str]:
    """The `count` values in a cursor. Raises Invalid for a text that is none of our cursors."""
    try:
        text = base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), b"-_", validate=True).decode()
    except (ValueError, binascii.Error):
        text = ""
    parts = text.split("/")
    if len(parts) != count or not all(PART.fullmatch(part) for part in parts):
        raise invalid(cursor="这个翻页标记不正确。")
    return parts
