"""Sums of tickets at a place and at others beside it, exact at this moment: kept ones, corrected where something has
just changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from service.core.database import db
from service.organization.models import Place
from service.statistics import steps
from service.statistics.models import PublishedFigure, TicketFigure
from service.statistics.queries.tickets import exact
from service.statistics.queries.tickets.cohorts import Stale, kept_of, stale, submitted, within

COUNTS = (*exact.COUNTS, *steps.COUNTS)
COLUMNS = tuple(getattr(TicketFigure, name) for name in exact.COUNTS)
TOLD = tuple(getattr(PublishedFigure, name) for name in steps.COUNTS)
QUEUE = sa.type_coerce(TicketFigure.queue, sa.String)
NO, NONE = sa.literal("", sa.String), sa.literal_column("0")


def nothing() -> list[int]:
    """No ticket, and no answer."""
    return [0] * len(COUNTS)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which tickets: submitted in these months, at a moment; for other places perhaps of one queue and category."""

    since: str
    until: str
    moment: datetime
    queue: str | None = None
    category: str | None = None

    def wants(self, queue: str, category: str) -> bool:
        """Whether tickets of this queue and top category are asked for."""
        return self.queue in (None, queue) and self.category in (None, category)


@dataclass(slots=True)
class Sums:
    """In the order of COUNTS, of tickets and of what was published of answers: of the place by (month, queue,
    category), of the others in sum."""

    cells: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(nothing))
    of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(nothing))


def sums(place: Place | None, others: Collection[int], asked: Asked) -> Sums:
    """Of this place (the district, a town, a community; None for none), and of these, in two statements, or three
    where something has just changed."""
    found, changed = Sums(), stale(asked.moment, asked.since, asked.until)
    for kind, place_id, *cell in db.session.execute(_kept(place, others, asked, changed)):
        if kind == "minus":
            town = changed.towns[place_id, cell[0]]
            _add(found, place, others, asked, (place_id, town), cell, sign=-1)
        elif kind == "place":
            _into(found.cells[tuple(cell[:3])], cell[3:])
        else:
            _into(found.of[place_id], cell[3:])
    if changed.everything or changed.towns:
        for row in db.session.execute(_now(asked, changed)):
            _add(found, place, others, asked, (row.area, row.town_id), row[1:-1])
    return found


def _add(found: Sums, place, others, asked: Asked, line: tuple[int, int], cell, sign: int = 1) -> None:
    """What a community has (or had) goes to it, to its town and to the district, where these are asked for."""
    month, queue, category, *counts = cell
    if place is not None and (place.id in line or place.parent_id is None):
        _into(found.cells[month, queue, category], counts, sign)
    for place_id in line if asked.wants(queue, category) else ():
        if place_id in others:
            _into(found.of[place_id], counts, sign)


def _into(sum_: list[int], counts, sign: int = 1) -> None:
    for number, count in enumerate(counts):
        sum_[number] += sign * count


def _kept(place: Place | None, others: Collection[int], asked: Asked, changed: Stale) -> sa.CompoundSelect:
    """(kind, place, month, queue, category, *COUNTS): of the place, of others in sum, and what is no longer true; of
    answers what was published, which is always true."""
    parts = _parts(PublishedFigure, PublishedFigure.queue, [*[NONE] * len(COLUMNS), *TOLD], place, others, asked)
    if not changed.everything:
        counts = [*COLUMNS, *[NONE] * len(TOLD)]
        parts += _parts(TicketFigure, QUEUE, counts, place, others, asked)
        if changed.towns:
            parts.append(_rows(TicketFigure, QUEUE, counts, "minus").where(kept_of(TicketFigure, changed.towns)))
    return sa.union_all(*parts)


def _parts(model, queue, counts: list, place: Place | None, others: Collection[int], asked: Asked) -> list[sa.Select]:
    in_time = model.month.between(asked.since, asked.until)
    wanted = [column == value for column, value in ((queue, asked.queue), (model.category, asked.category))
              if value is not None]
    parts = [sa.select(sa.literal("other"), model.place_id, NO, NO, NO, *(
        sa.cast(sa.func.sum(each), sa.BigInteger) for each in counts))
        .where(model.place_id.in_(others), in_time, *wanted).group_by(model.place_id)]
    if place is not None:
        parts.append(_rows(model, queue, counts, "place").where(model.place_id == place.id, in_time))
    return parts


def _rows(model, queue, counts: list, kind: str) -> sa.Select:
    return sa.select(sa.literal(kind), model.place_id, model.month, queue, model.category, *counts)


def _now(asked: Asked, changed: Stale) -> sa.Select:
    where = submitted(asked.since, asked.until) if changed.everything else within(changed.towns)
    return exact.with_towns(exact.cells(asked.moment, exact.Ticket.community_id, where))
