"""Counting again what has changed: one community in one transaction, safe to do twice, at once or late."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, inserting
from service.statistics.models import CountedCommunity, Figure, StaleMark
from service.statistics.queries import exact
from service.statistics.queries.figures import today, untrue

COLUMNS = ("community_id", "month", "measure", "key", "town_id", "count")
AT_ONCE = 500


def count_again(limit: int = AT_ONCE) -> int:
    """Count every community whose figures are no longer true; returns how many there were."""
    _forget_all_when_marked()
    communities = untrue(today(), limit)
    for community_id in communities:
        count(community_id)
    return len(communities)


def count(community_id: int) -> None:
    """Count one community. Its marks are taken away first: a change that is committed later leaves its own."""
    with atomic() as session:
        fresh = {"counted_on": today(), "counted_at": clock.now()}
        session.execute(inserting(CountedCommunity).values(community_id=community_id, **fresh)
                        .on_conflict_do_update(index_elements=["community_id"], set_=fresh))  # and locks it
        session.execute(sa.delete(StaleMark).where(StaleMark.community_id == community_id))
        session.execute(sa.delete(Figure).where(Figure.community_id == community_id))
        session.execute(sa.insert(Figure).from_select(COLUMNS, exact.by_community(today(), [community_id])))


def _forget_all_when_marked() -> None:
    """After a change nobody knows the place of, no community's figures count as true any more."""
    with atomic() as session:
        marks = session.scalars(sa.select(StaleMark.id).where(StaleMark.community_id.is_(None))).all()
        if marks:
            session.execute(sa.delete(CountedCommunity))
            session.execute(sa.delete(StaleMark).where(StaleMark.id.in_(marks)))
