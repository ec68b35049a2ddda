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
from service.statistics.models import TicketFigure
from service.statistics.queries.tickets import exact
from service.statistics.queries.tickets.cohorts import Stale, kept_of, stale, submitted, within

COLUMNS = tuple(getattr(TicketFigure, name) for name in exact.COUNTS)
QUEUE = sa.type_coerce(TicketFigure.queue, sa.String)


def nothing() -> list[int]:
    """No ticket at all."""
    return [0] * len(exact.COUNTS)


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
    """Counts in the order of `exact.COUNTS`: of the place by (month, queue, category), of the others in sum."""

    cells: dict[tuple[str, str, str], list[int]] = field(default_factory=lambda: defaultdict(nothing))
    of: dict[int, list[int]] = field(default_factory=lambda: defaultdict(nothing))


def sums(place: Place | None, others: Collection[int], asked: Asked) -> Sums:
    """Of this place (the district, a town, a community; None for none), and of these, in two statements, or three
    where something has just changed."""
    found, changed = Sums(), stale(asked.moment, asked.since, asked.until)
    if not changed.everything:
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
    """(kind, place, month, queue, category, counts): of the place, of others in sum, and what is no longer true."""
    no = sa.literal("", sa.String)
    in_time = TicketFigure.month.between(asked.since, asked.until)
    parts = [sa.select(sa.literal("other"), TicketFigure.place_id, no, no, no, *(
        sa.cast(sa.func.sum(each), sa.BigInteger) for each in COLUMNS))
        .where(TicketFigure.place_id.in_(others), in_time, *_wanted(asked)).group_by(TicketFigure.place_id)]
    rows = sa.select(sa.literal("place"), TicketFigure.place_id, TicketFigure.month, QUEUE, TicketFigure.category,
                     *COLUMNS)
    if place is not None:
        parts.append(rows.where(TicketFigure.place_id == place.id, in_time))
    if changed.towns:
        minus = sa.select(sa.literal("minus"), *list(rows.selected_columns)[1:])
        parts.append(minus.where(kept_of(TicketFigure, changed.towns)))
    return sa.union_all(*parts)


def _wanted(asked: Asked) -> list:
    return [column == value for column, value in ((TicketFigure.queue, asked.queue),
                                                  (TicketFigure.category, asked.category)) if value is not None]


def _now(asked: Asked, changed: Stale) -> sa.Select:
    where = submitted(asked.since, asked.until) if changed.everything else within(changed.towns)
    return exact.with_towns(exact.cells(asked.moment, exact.Ticket.community_id, where))
