"""The three rates of tickets (domain.md section 5), each with its n: of a place, and by place below, queue, category
and month."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable

from service.core import clock
from service.core.database import db
from service.core.errors import invalid
from service.core.http import Page
from service.core.withholding import FEWEST
from service.feedback import policy
from service.feedback.catalogue import shelf
from service.feedback.models import Ticket
from service.feedback.queries.catalogue import current
from service.feedback.routing import Queue
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH
from service.statistics import words
from service.statistics.local_time import first_day, month_at, months, top_of
from service.statistics.queries.tickets import exact
from service.statistics.queries.tickets.cohorts import submitted
from service.statistics.queries.tickets.objections import objections
from service.statistics.queries.tickets.places import Spot, shown, spot
from service.statistics.queries.tickets.sums import COUNTS, Asked, Sums, nothing, sums
from service.statistics.steps import MIXED

MOST_MONTHS, USUAL_MONTHS = 24, 12
PLAIN = ("submitted", "open", "overdue", "auto_confirmed", "merged", "rejected", "withdrawn")
TOLD = ("partly", "no", "reopened")
QUEUE, CATEGORY, MONTH = 1, 2, 0
LISTS = ("places", "queues", "categories", "months")
BELOW = {2: Ticket.compound_id, 3: Ticket.building_id, 4: Ticket.building_id}
"""By the depth of a place: where the tickets lie that are right below it."""


def rates(code: str, since: str | None = None, until: str | None = None, *, by: Actor, queue: Queue | None = None,
          category: str | None = None) -> dict:
    """`{place, since, until, queue, category, published_in_steps_of, notice, whole, objections, places, queues,
    categories, months}` of the tickets submitted from the one local month to the other (`2026-03`, at most 24; the
    twelve up to now unless said), perhaps of one queue or top category.

    `whole` is a figure (see `figure`), the others are lists of figures, each with its `key` and `name`. Of answers
    only whole steps are in them (docs/adr/0045), so that parts may add up to less than the whole.
    Raises NotFound, Forbidden, Invalid.
    """
    return at(spot(code, by), since, until, queue, category)


def at(here: Spot, since: str | None = None, until: str | None = None, queue: Queue | None = None,
       category: str | None = None) -> dict:
    """The same of a place whose figures he may see. Raises Invalid."""
    until = until or month_at(clock.now())
    since = since or f"{first_day(until, 1 - USUAL_MONTHS):%Y-%m}"
    _check(since, until, category)
    asked = Asked(since, until, clock.now(), Queue(queue).value if queue else None, category)
    found = sums(here.place, here.summed, asked) if here.is_summed else Sums()
    is_high = DEPTH[here.place.level] < COMMUNITY_DEPTH
    areas = found.of if is_high else _few(here, asked, found)
    wanted = {cell: counts for cell, counts in found.cells.items() if asked.wants(cell[QUEUE], cell[CATEGORY])}
    return {
        "place": shown(here.place), "since": since, "until": until, "queue": asked.queue, "category": category,
        "published_in_steps_of": FEWEST, "notice": words.IN_STEPS,
        "whole": figure(_total(wanted.values()), rated=here.is_summed),
        "objections": objections(here.place, asked),
        "places": _line({each.id: areas[each.id] for each in here.below},
                        {each.id: (each.code, each.name) for each in here.below}, rated=is_high),
        **{name: _line(_by(wanted, position), names, rated=here.is_summed) for name, position, names in (
            ("queues", QUEUE, {each.value: (each.value, name) for each, name in words.QUEUES.items()}),
            ("categories", CATEGORY, _topics(wanted)),
            ("months", MONTH, {each: (each, each) for each in months(since, until)}))}}


def rows(code: str, *, by: Actor, of: str, **asked) -> Page:
    """One of the `LISTS` of `rates`, to be taken home; at most some hundreds, so one page."""
    return Page(rates(code, by=by, **asked)[of])


def figure(counts: list[int], *, rated: bool = True) -> dict:
    """Plain counts, and `response`, `resolution`, `satisfaction`: each `{n, count, rate}`, rate from 0 to 1.

    A rate of fewer than five, and what goes into it, is None; unless `rated`, so is all that comes out of ratings.
    """
    count = dict(zip(COUNTS, counts, strict=True))
    answers = count["answers"] if rated else None
    return {name: count[name] for name in PLAIN} | {
        "response": _rate(count["responded"], count["due"]),
        "resolution": _rate(count["yes"], answers), "satisfaction": _rate(count["satisfied"], answers),
        **{name: count[name] if answers else None for name in TOLD}}


def _rate(count: int, n: int | None) -> dict:
    told = n is not None and n >= FEWEST
    return {"n": n, "count": count if told else None, "rate": round(count / n, 4) if told else None}


def _check(since: str, until: str, category: str | None) -> None:
    if not 1 <= len(months(since, until)) <= MOST_MONTHS:
        raise invalid(until=f"请选 1 到 {MOST_MONTHS} 个月，结束月份不早于开始月份。")
    topic = current().topics.get(category) if category is not None else None
    if category is not None and (topic is None or topic.parent_code is not None):
        raise invalid(category="没有这个大类。")


def _few(here: Spot, asked: Asked, found: Sums) -> dict[int, list[int]]:
    """Of the places below a community or lower, from the rows themselves; and of a place that low itself."""
    community, areas = here.place.ancestry[COMMUNITY_DEPTH], defaultdict(nothing)
    where = [Ticket.community_id == community, submitted(asked.since, asked.until),
             policy.COLUMNS[here.place.level] == here.place.id]
    if here.is_summed:
        where += [column == value for column, value in ((Ticket.queue, asked.queue), (
            top_of(Ticket.category), asked.category)) if value is not None]
    for area, month, queue, category, *counts in db.session.execute(exact.cells(
            asked.moment, BELOW[DEPTH[here.place.level]], *where, together=here.is_summed)):
        if not here.is_summed:
            _add(found.cells[month, queue, category], counts)
        if here.is_summed or asked.wants(queue, category):
            _add(areas[area], counts)
    return areas


def _by(cells: dict[tuple, list[int]], position: int) -> dict[str, list[int]]:
    found = defaultdict(nothing)
    for cell, counts in cells.items():
        _add(found[cell[position]], counts)
    return found


def _total(many: Iterable[list[int]]) -> list[int]:
    total = nothing()
    for counts in many:
        _add(total, counts)
    return total


def _add(total: list[int], counts: Iterable[int]) -> None:
    for number, count in enumerate(counts):
        total[number] += count


def _line(counts: dict[Hashable, list[int]], names: dict[Hashable, tuple[str, str]], *, rated: bool) -> list[dict]:
    """A figure for each of the names, in their order."""
    return [{"key": key, "name": name} | figure(counts.get(one) or nothing(), rated=rated)
            for one, (key, name) in names.items()]


def _topics(cells: Iterable[tuple]) -> dict[str, tuple[str, str]]:
    """The top categories that occur, in the order of the catalogue, those without one last."""
    there = {cell[CATEGORY] for cell in cells} - {MIXED}
    topics = {code: (code, topic.name) for code, topic in shelf().topics.items() if code in there}
    unknown = {code: (code, code or words.NO_CATEGORY) for code in sorted(there - set(topics), reverse=True)}
    return topics | unknown
