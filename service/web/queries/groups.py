"""What the pages of workers and supervisors show about WeChat groups."""

from __future__ import annotations

from service.core.errors import Forbidden
from service.membership.queries import groups, owners
from service.organization.actors import Actor
from service.organization.queries import places

PAGE = 50


def group(group_id: int, by: Actor) -> dict:
    """One group, and who could own it, for who may change it. Raises UnknownGroup, Forbidden."""
    found = groups.shown(group_id, by)
    if "edit" not in found["permitted"]:
        raise Forbidden()
    return {"group": found, "owners": owners.could_own(places.place(found["place"]["code"]))}


def missing(by: Actor, place: str, cursor: str | None = None) -> dict:
    """The places below a place that have no group. Raises Forbidden, NotFound."""
    return {"place": places.place(place), "page": groups.missing(place, by, limit=PAGE, cursor=cursor)}
