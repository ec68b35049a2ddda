"""Where a grant reaches: the rows inside a granted place, and the communities whose members he is one of."""

from __future__ import annotations

import sqlalchemy as sa

from service.organization.actors import Actor, Held
from service.organization.models import Level, Role
from service.wishes.models import Post, Wish

COLUMNS = {Level.TOWN: "town_id", Level.COMMUNITY: "community_id", Level.VILLAGE: "community_id"}


def within(kind: type[Wish] | type[Post], grant: Held) -> sa.ColumnElement[bool]:
    """Wishes or posts inside the granted place, by the column an index knows."""
    if grant.level in COLUMNS:
        return getattr(kind, COLUMNS[grant.level]) == grant.place_id
    return kind.place_path.startswith(grant.path, autoescape=True)


def communities_of(by: Actor) -> list[int]:
    """The communities and villages in which he is an accepted member: their wishes and posts are his to take on."""
    return sorted({grant.community_id for grant in by.held(Role.PARTY_MEMBER) if grant.community_id})


def is_member(by: Actor, community_id: int) -> bool:
    """An accepted member of this community, whichever of its buildings he registered for."""
    return community_id in communities_of(by)
