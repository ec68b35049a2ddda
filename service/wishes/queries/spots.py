"""Where a wish or a post belongs: the place by its printed code or by choice, at a community or below it."""

from __future__ import annotations

from service.core.errors import Gone, Invalid, NotFound, invalid
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Place
from service.organization.queries import codes, places


def spot(code_token: str | None, place_code: str | None) -> Place:
    """The place. Raises Invalid for an unknown code or place or one above a community, Gone for a revoked code."""
    if (code_token is None) == (place_code is None):
        raise invalid(place_code="请扫码，或选择一个地点（二者选一）。")
    place = places.given(place_code) if place_code is not None else _of_code(code_token)
    if DEPTH[place.level] < COMMUNITY_DEPTH:
        raise Invalid("请选到社区（村）或更小的地点。", code="place_too_wide",
                      fields={"place_code": ["请选到社区（村）或更小的地点。"]})
    return place


def _of_code(token: str) -> Place:
    try:
        return codes.live(token).place
    except Gone:
        raise
    except NotFound:
        raise Invalid("没有这张码，请重新扫码或选择所在的地点。", code="code_unknown",
                      fields={"code_token": ["没有这张码。"]}) from None


def areas(place: Place) -> dict:
    """The columns of a wish or a post that say where it lies."""
    ids = place.ancestry
    return {"place_id": place.id, "place_path": place.path, "town_id": ids[1], "community_id": ids[2]}
