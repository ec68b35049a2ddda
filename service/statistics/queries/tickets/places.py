"""The place figures are asked of, and those beside and below it; nobody gets past here who may not see them."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Place
from service.organization.queries import places
from service.statistics import policy


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with the children of it and of each place above it, by the id of their parent; `line` leads from the
    district down to it."""

    place: Place
    children: dict[int, list[Place]]
    line: list[Place]

    @property
    def below(self) -> list[Place]:
        """The places right below, by code."""
        return self.children.get(self.place.id, [])

    @property
    def is_summed(self) -> bool:
        """Whether its figures are kept: a community's, a village's, a town's, the district's."""
        return DEPTH[self.place.level] <= COMMUNITY_DEPTH

    @property
    def summed(self) -> set[int]:
        """Ids of every place among the children whose figures are kept."""
        return {each.id for line in self.children.values() for each in line if DEPTH[each.level] <= COMMUNITY_DEPTH}


def seen(code: str, by: Actor) -> Place:
    """The place with this code. Raises NotFound `place_unknown`, and Forbidden for who does not look after it."""
    place = places.place(code)
    if not policy.may_see_figures(by, place.path):
        raise Forbidden()
    return place


def spot(code: str, by: Actor) -> Spot:
    """The same, with what lies below it and beside it and what it lies in, in two statements."""
    place, children, known = seen(code, by), {}, {}
    around = sa.or_(Place.parent_id.in_(place.ancestry), Place.id == place.ancestry[0])
    for each in db.session.scalars(sa.select(Place).where(around).order_by(Place.code)):
        known[each.id] = each
        if each.parent_id is not None:
            children.setdefault(each.parent_id, []).append(each)
    return Spot(place, children, [known[one] for one in place.ancestry])


def shown(place: Place) -> dict:
    """`{code, name, level}`."""
    return {"code": place.code, "name": place.name, "level": place.level}
