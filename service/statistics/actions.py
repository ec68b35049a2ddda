"""Counting again what has changed: some communities in one transaction, safe to do twice, at once or late."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, inserting
from service.statistics.models import CountedCommunity, Figure, StaleMark
from service.statistics.queries import exact
from service.statistics.queries.figures import today, untrue

COLUMNS = ("community_id", "month", "measure", "key", "town_id", "count")
AT_ONCE, IN_ONE = 500, 50


def count_again(limit: int = AT_ONCE) -> int:
    """Count every community whose figures are no longer true; returns how many there were."""
    _forget_all_when_marked()
    communities = untrue(today(), limit)
    for start in range(0, len(communities), IN_ONE):
        count(communities[start:start + IN_ONE])
    return len(communities)


def count(communities: list[int]) -> None:
    """Count these communities. Marks are taken away first: a change that is committed later leaves its own."""
    fresh = {"counted_on": today(), "counted_at": clock.now()}
    with atomic() as session:
        session.execute(inserting(CountedCommunity).values(
            [{"community_id": each, **fresh} for each in sorted(communities)])  # in one order: who counts, waits
            .on_conflict_do_update(index_elements=["community_id"], set_=fresh))
        session.execute(sa.delete(StaleMark).where(StaleMark.community_id.in_(communities)))
        session.execute(sa.delete(Figure).where(Figure.community_id.in_(communities)))
        session.execute(sa.insert(Figure).from_select(COLUMNS, exact.by_community(today(), communities)))


def _forget_all_when_marked() -> None:
    """After a change nobody knows the place of, no community's figures count as true any more."""
    with atomic() as session:
        marks = session.scalars(sa.select(StaleMark.id).where(StaleMark.community_id.is_(None))).all()
        if marks:
            session.execute(sa.delete(CountedCommunity))
            session.execute(sa.delete(StaleMark).where(StaleMark.id.in_(marks)))
