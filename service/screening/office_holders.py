"""Who holds an office or a role near a place, as the packages that know tell: their names never stand in a text for
everybody (an accusation may be true or not)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import db
from service.organization.models import COMMUNITY_DEPTH, STAFF_ROLES, Grant, Place, Role

NAME = re.compile("[\u4e00-\u9fff]{2,4}")
OFFICES = STAFF_ROLES | {Role.BRANCH_SECRETARY, Role.COURTYARD_LEAD}
Near = Callable[[sa.ColumnElement], sa.ColumnElement[bool]]
_sources: dict[str, Callable[[Near], sa.Select]] = {}


def tell(whose: str, source: Callable[[Near], sa.Select]) -> None:
    """Let a later package name people: `source(near)` selects one column of names, where `near(Place.path)` holds."""
    _sources[whose] = source


def _of_roles(near: Near) -> sa.Select:
    return (sa.select(Account.display_name).join(Grant, Grant.account_id == Account.id)
            .join(Place, Place.id == Grant.place_id)
            .where(Grant.revoked_at.is_(None), Grant.role.in_(OFFICES), near(Place.path)))


def named_near(paths: Iterable[str]) -> frozenset[str]:
    """Names of those with an office at these places, above them, or anywhere in their communities."""
    above, communities = set(), set()
    for path in paths:
        ids = path.strip("/").split("/")
        above |= {f"/{'/'.join(ids[:depth])}/" for depth in range(1, len(ids) + 1)}
        communities.add(f"/{'/'.join(ids[:COMMUNITY_DEPTH + 1])}/")
    if not above:
        return frozenset()

    def near(path: sa.ColumnElement) -> sa.ColumnElement[bool]:
        return sa.or_(path.in_(sorted(above)),
                      *(path.startswith(community, autoescape=True) for community in sorted(communities)))
    return _named(near)


def named_by_level(path: str) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Names of those with an office at the district of this place, at its town, and anywhere in its community."""
    ids = path.strip("/").split("/")
    district, town, community = (f"/{'/'.join(ids[:depth])}/" for depth in range(1, COMMUNITY_DEPTH + 2))
    return (_named(lambda at: at == district), _named(lambda at: at == town),
            _named(lambda at: at.startswith(community, autoescape=True)))


def _named(near: Near) -> frozenset[str]:
    found = db.session.scalars(sa.union(_of_roles(near), *(source(near) for source in _sources.values())))
    return frozenset(name for name in found if NAME.fullmatch(name))
