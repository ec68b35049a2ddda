"""Choosing a place step by step: where one stands, and what lies below."""

from __future__ import annotations

from service.organization.models import Level
from service.organization.queries import places

MOST = 100


def below(code: str | None) -> dict:
    """`{at, below}`: the place chosen so far with the way that led there (None at the beginning), and what may be
    chosen next. Raises NotFound `place_unknown`."""
    if code is None:
        return {"at": None, "below": places.children(None, Level.TOWN, limit=MOST).items}
    return {"at": places.described(places.place(code)), "below": places.children(code, None, limit=MOST).items}
