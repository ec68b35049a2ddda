"""Cursors of lists that run by id: opaque outside, the last id inside."""

from __future__ import annotations

import base64
import binascii
import re

import marshmallow as ma


def cursor_after(last_id: int) -> str:
    """The opaque cursor of the page after this id."""
    return base64.urlsafe_b64encode(f"id:{last_id}".encode()).decode().rstrip("=")


class Cursor(ma.fields.String):
    """A cursor we gave out, read as the last id of the page before."""

    def _deserialize(self, value, attr, data, **kw):
        try:
            text = base64.b64decode(value.encode() + b"=" * (-len(value) % 4), b"-_", validate=True)
        except (ValueError, binascii.Error):
            text = b""
        found = re.fullmatch(rb"id:([0-9]{1,18})", text)
        if not found:
            raise ma.ValidationError("这个翻页标记不正确。")
        return int(found[1])
