"""The age of what is open: by local day of submission, so that a count of yesterday is true today."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.core.http import Page
from service.feedback import policy
from service.feedback.models import Ticket
from service.feedback.workflow import State
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH
from service.statistics import words
from service.statistics.local_time import day_of, first_day
from service.statistics.models import OpenDay
from service.statistics.queries.tickets import exact
from service.statistics.queries.tickets.cohorts import Stale, by_month, stale, within
from service.statistics.queries.tickets.places import Spot, shown, spot
from service.statistics.queries.tickets.rates import BELOW

UP_TO = {1: "1", 3: "3", 7: "7", 15: "15", 30: "30"}
"""Days since submission, and the key of the age; what is older is `more`."""
Ages = dict[int, Counter]


def backlog(code: str, *, by: Actor) -> dict:
    """`{place, total, ages: [{key, name, count}], places: [{key, name, total, ages}]}` of open tickets.

    Ages run in local days: submitted today or yesterday is `1`, then `3`, `7`, `15`, `30` and `more`.
    Raises NotFound, Forbidden.
    """
    return at(spot(code, by))


def at(here: Spot) -> dict:
    """The same of a place whose figures he may see."""
    today = clock.local(clock.now()).date()
    places = {here.place.id, *(each.id for each in here.below)}
    ages = _many(here, places, today) if DEPTH[here.place.level] < COMMUNITY_DEPTH else _few(here, today)
    return {"place": shown(here.place), **_shown(ages[here.place.id]),
            "places": [{"key": each.code, "name": each.name, **_shown(ages[each.id])} for each in here.below]}


def rows(code: str, *, by: Actor) -> Page:
    """The places below with the age of their backlog, to be taken home."""
    return Page(backlog(code, by=by)["places"])


def _shown(counts: Counter) -> dict:
    return {"total": sum(counts.values()),
            "ages": [{"key": key, "name": name, "count": counts[key]} for key, name in words.AGES.items()]}


def _aged(days: sa.Select, today: date, sign: int = 1) -> sa.Select:
    """(area, age, count) of (area, day, count), the age by its key, reckoned by the database."""
    found = days.subquery()
    age = sa.case(*((found.c.day >= today - timedelta(days=most), sa.literal_column(f"'{key}'", sa.String))
                    for most, key in UP_TO.items()), else_=sa.literal_column("'more'", sa.String)).label("age")
    each = sa.select(found.c.area, age, found.c["count"]).subquery()
    total = sign * sa.cast(sa.func.sum(each.c["count"]), sa.BigInteger)
    return sa.select(each.c.area, each.c.age, total.label("count")).group_by(each.c.area, each.c.age)


def _many(here: Spot, places: Collection[int], today: date) -> Ages:
    """From what is kept, corrected where something has just changed."""
    ages, changed = defaultdict(Counter), stale(clock.now(), by_time=False)
    town_of = {cohort.community_id: town for cohort, town in changed.towns.items()}
    for place_id, age, count in [] if changed.everything else db.session.execute(_kept(places, changed, today)):
        for each in _line(here, place_id, town_of[place_id]) if count < 0 else {place_id}:
            ages[each][age] += count
    if changed.everything or changed.towns:
        now = exact.open_days(*([] if changed.everything else [within(changed.towns)]))
        for community_id, age, count, town_id in db.session.execute(exact.with_towns(_aged(now, today))):
            for each in _line(here, community_id, town_id):
                ages[each][age] += count
    return ages


def _line(here: Spot, community_id: int, town_id: int) -> set[int]:
    """Where a ticket of this community is counted."""
    return {community_id, town_id, here.place.ancestry[0]}


def _kept(places: Collection[int], changed: Stale, today: date) -> sa.Select | sa.CompoundSelect:
    """What is kept of the places; and, below nought, what was kept of communities and is no longer true: in one
    statement, so that nobody counts between the two."""
    days = sa.select(OpenDay.place_id.label("area"), OpenDay.day, OpenDay.count)
    kept = _aged(days.where(OpenDay.place_id.in_(places)), today)
    if not changed.towns:
        return kept
    untrue = sa.or_(*(sa.and_(OpenDay.place_id.in_(communities), OpenDay.day >= first_day(month),
                              OpenDay.day < first_day(month, later=1))
                      for month, communities in by_month(changed.towns).items()))
    return sa.union_all(kept, _aged(days.where(untrue), today, sign=-1))


def _age_of(day: date, today: date) -> str:
    return next((key for most, key in UP_TO.items() if day >= today - timedelta(days=most)), "more")


def _few(here: Spot, today: date) -> Ages:
    """At a community and below it, from the rows themselves."""
    ages, area, day = defaultdict(Counter), BELOW[DEPTH[here.place.level]], day_of(Ticket.created_at)
    for place_id, on, count in db.session.execute(
            sa.select(area, day, sa.func.count()).where(
                policy.COLUMNS[here.place.level] == here.place.id, Ticket.state != State.CLOSED,
                policy.unsealed()).group_by(area, day)):
        for where in {here.place.id, place_id}:
            ages[where][_age_of(on, today)] += count
    return ages
