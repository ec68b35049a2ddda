"""Buildings where no member is registered yet."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core.database import db
from service.core.errors import Forbidden
from service.core.http import Page
from service.organization import place_cursors as cursors
from service.organization.actors import Actor
from service.organization.models import Level, Place
from service.organization.queries import places
from service.statistics import policy
from service.statistics.queries.exact import has_member


def without_members(code: str, *, by: Actor, limit: int, cursor: str | None) -> Page:
    """A page of `{code, name, compound, community}` by code, at a place and below it. Raises NotFound, Forbidden."""
    place = places.place(code)
    if not policy.may_see_figures(by, place.path):
        raise Forbidden()
    compound, community = aliased(Place), aliased(Place)
    rows = (sa.select(Place.code, Place.name, compound.name.label("compound"), community.name.label("community"))
            .join(compound, compound.id == Place.parent_id).join(community, community.id == compound.parent_id)
            .where(Place.level == Level.BUILDING, places.under(place), ~has_member(Place.id))
            .order_by(Place.code).limit(limit + 1))
    if cursor is not None:
        rows = rows.where(Place.code > cursors.read(cursor, 1)[0])
    found = [dict(row._mapping) for row in db.session.execute(rows)]
    return Page(found[:limit], cursors.written(found[limit - 1]["code"]) if len(found) > limit else None)
