"""Counting again what has changed: some communities in one transaction, safe to do twice, at once or late."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, inserting
from service.organization.models import Place
from service.statistics.models import CountedCommunity, Figure, StaleMark
from service.statistics.queries import exact
from service.statistics.queries.figures import COMMUNITIES, today, untrue

COLUMNS = ("community_id", "month", "measure", "key", "town_id", "count")
AT_ONCE, IN_ONE = 500, 50


def count_again(limit: int = AT_ONCE) -> int:
    """Count every community whose figures are no longer true; returns how many there were."""
    _mark_each_when_all_are()
    communities = untrue(today(), limit)
    for start in range(0, len(communities), IN_ONE):
        count(communities[start:start + IN_ONE])
    return len(communities)


def count(communities: list[int]) -> None:
    """Count these communities. Marks are taken away first: a change that is committed later leaves its own."""
    day = today()
    fresh = {"counted_on": day, "counted_at": clock.now()}
    with atomic() as session:
        session.execute(inserting(CountedCommunity).values(
            [{"community_id": each, **fresh} for each in sorted(communities)])  # in one order: who counts, waits
            .on_conflict_do_update(index_elements=["community_id"], set_=fresh))
        session.execute(sa.delete(StaleMark).where(StaleMark.community_id.in_(communities)))
        session.execute(sa.delete(Figure).where(Figure.community_id.in_(communities)))
        session.execute(sa.insert(Figure).from_select(COLUMNS, exact.by_community(day, communities)))


def _mark_each_when_all_are() -> None:
    """After a change nobody knows the place of, every community gets a mark of its own: one that is being counted at
    this moment has taken its marks away already, and will be counted once more."""
    with atomic() as session:
        marks = session.scalars(sa.select(StaleMark.id).where(StaleMark.community_id.is_(None))).all()
        if marks:
            session.execute(sa.insert(StaleMark).from_select(
                ["community_id"], sa.select(Place.id).where(Place.level.in_(COMMUNITIES))))
            session.execute(sa.delete(StaleMark).where(StaleMark.id.in_(marks)))
