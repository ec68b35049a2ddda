"""The figures of one month at a place and at each place below it: kept ones where they are true, else exact ones."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.core.errors import Forbidden, NotFound, invalid
from service.courtyard.models import Decision, DecisionState
from service.mediation.queries import counts
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Level, Place
from service.statistics import policy
from service.statistics.local_time import first_day
from service.statistics.models import CountedCommunity, Figure, StaleMark
from service.statistics.queries import exact

DISPUTES = "mediations"
COMMUNITIES = (Level.COMMUNITY, Level.VILLAGE)
Counts = dict[int, Counter]
"""By the id of a place: how many of each (measure, key)."""


@dataclass(slots=True)
class Month:
    """The counts of a place and of the places right below it, by their ids."""

    place: Place
    below: list[Place]
    month: str
    counts: Counter = field(default_factory=Counter)
    of: Counts = field(default_factory=lambda: defaultdict(Counter))


def today() -> date:
    """The day on the wall in Changshou."""
    return clock.local(clock.now()).date()


def true_on(day: date) -> sa.Select:
    """Ids of communities whose kept figures are what a count would give today.

    A decision becomes overdue by the day passing, without anybody writing anything.
    """
    came_due = sa.exists().where(
        Decision.community_id == CountedCommunity.community_id, Decision.state == DecisionState.OPEN,
        Decision.due_on >= CountedCommunity.counted_on, Decision.due_on < day)
    marked = sa.exists().where(sa.or_(StaleMark.community_id == CountedCommunity.community_id,
                                      StaleMark.community_id.is_(None)))
    return sa.select(CountedCommunity.community_id).where(
        ~marked, sa.or_(CountedCommunity.counted_on == day, ~came_due))


def untrue(day: date, limit: int) -> list[int]:
    """Ids of communities whose figures must be counted again."""
    return list(db.session.scalars(sa.select(Place.id).where(
        Place.level.in_(COMMUNITIES), Place.id.not_in(true_on(day))).order_by(Place.id).limit(limit)))


def month(code: str, wanted: str, *, by: Actor) -> Month:
    """What happened in a month (`2026-03`) at a place from a community up, in two statements, or three where
    something has just changed. Raises NotFound, Forbidden, Invalid for a place below a community."""
    place, below = _places(code)
    if not policy.may_see_figures(by, place.path):
        raise Forbidden()
    if DEPTH[place.level] > COMMUNITY_DEPTH:
        raise invalid(place="请选社区、村或以上的地点。")
    found, day = Month(place, below, wanted), today()
    if place.level in COMMUNITIES:
        _take(found, db.session.execute(sa.union_all(
            _of_month(exact.by_community(day, [place.id]), "town_id", wanted), _disputes(place, wanted))))
        yards = exact.by_courtyard(day, [each.id for each in below])
        _take(found, db.session.execute(_of_month(yards, "area", wanted)), only_below=True)
        return found
    below_by = "town_id" if place.level is Level.DISTRICT else "community_id"
    changed = _take(found, db.session.execute(_kept(place, below, wanted, day, below_by)))
    if changed:
        _take(found, db.session.execute(_of_month(exact.by_community(day, changed), below_by, wanted)))
    return found


def _places(code: str) -> tuple[Place, list[Place]]:
    """The place and those right below it, in one statement."""
    itself = sa.select(Place.id).where(Place.code == code).scalar_subquery()
    rows = db.session.scalars(sa.select(Place).where(sa.or_(Place.code == code, Place.parent_id == itself))
                              .order_by(sa.func.length(Place.path), Place.code)).all()
    place = next((row for row in rows if row.code == code), None)
    if place is None:
        raise NotFound("没有这个地点。", code="place_unknown")
    return place, [row for row in rows if row is not place]


def _of_month(counts: sa.Select, area: str, wanted: str) -> sa.Select:
    """(area, measure, key, count) of what happened in the month, and of what stands now."""
    found = counts.subquery()
    return sa.select(found.c[area], found.c.measure, found.c.key, found.c["count"]).where(
        found.c.month.in_((wanted, exact.NOW)))


def _kept(place: Place, below: list[Place], wanted: str, day: date, below_by: str) -> sa.Select:
    """The kept figures summed for each place below; a row without a measure names a community that has changed."""
    area = getattr(Figure, below_by)
    inside = [] if place.level is Level.DISTRICT else [Figure.town_id == place.id]
    towns = [each.id for each in below] if place.level is Level.DISTRICT else [place.id]
    changed = sa.select(Place.id).where(Place.parent_id.in_(towns), Place.level.in_(COMMUNITIES),
                                        Place.id.not_in(true_on(day))).cte("changed")
    total = sa.cast(sa.func.sum(Figure.count), sa.BigInteger)  # a plain number: a sum would come as a decimal
    kept = (sa.select(area.label("area"), Figure.measure, Figure.key, total.label("count"))
            .where(Figure.month.in_((wanted, exact.NOW)), *inside,
                   Figure.community_id.not_in(sa.select(changed.c.id)))
            .group_by(area, Figure.measure, Figure.key))
    return sa.union_all(kept, _disputes(place, wanted), sa.select(changed.c.id, sa.null(), sa.null(), sa.literal(0)))


def _disputes(place: Place, wanted: str) -> sa.Select:
    """What is told of how disputes ended, of the place itself: of those below it, it may not be told."""
    told = counts.told(place, first_day(wanted), first_day(wanted)).subquery()
    return sa.select(sa.literal(place.id), sa.literal(DISPUTES), told.c.type + ":" + told.c.outcome, told.c["count"])


def _take(found: Month, rows: Iterable[sa.Row], *, only_below: bool = False) -> list[int]:
    """Add (area, measure, key, count) to the counts of the area, and of the place itself unless `only_below`; gives
    the ids of communities that have changed."""
    changed, of, whole = [], found.of, found.counts
    for area, measure, key, count in rows:
        if measure is None:
            changed.append(area)
            continue
        cell = (measure, key)
        of[area][cell] += count
        if not only_below:
            whole[cell] += count
    return changed
