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
    """A place with the children of it and of each place above it, by the id of their parent."""

    place: Place
    children: dict[int, list[Place]]

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
    place, children = seen(code, by), {}
    for each in db.session.scalars(sa.select(Place).where(Place.parent_id.in_(place.ancestry)).order_by(Place.code)):
        children.setdefault(each.parent_id, []).append(each)
    return Spot(place, children)


def shown(place: Place) -> dict:
    """`{code, name, level}`."""
    return {"code": place.code, "name": place.name, "level": place.level}
