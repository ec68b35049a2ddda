"""How many mediations of which type ended how: raw for statistics, withheld below five for people."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import sqlalchemy as sa

from service.core.database import db
from service.core.days import months_after
from service.core.errors import Forbidden, invalid
from service.core.withholding import withheld
from service.mediation import policy
from service.mediation.catalogue import DisputeType, Outcome
from service.mediation.models import Mediation
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Level, Place
from service.organization.queries.places import place as place_of_code

OPEN = "open"
CELLS = [(kind.value, outcome) for kind in DisputeType for outcome in (*(one.value for one in Outcome), OPEN)]


def within(place: Place | None) -> sa.ColumnElement[bool]:
    """Mediations at a place and below it, by the column an index knows; None is everywhere."""
    if place is None or place.level is Level.DISTRICT:
        return sa.true()
    if place.level is Level.TOWN:
        return Mediation.town_id == place.id
    if DEPTH[place.level] == COMMUNITY_DEPTH:
        return Mediation.community_id == place.id
    return Mediation.place_path.startswith(place.path)


def by_type_and_outcome(place: Place | None, first: date, last: date) -> list[sa.Row]:
    """RAW rows `(type, outcome or None, year, month, town_id, community_id, count)` of cases opened from `first` to
    `last`, by the month they were opened in. Internal: whoever shows them applies `core.withholding.withheld`."""
    year, month = (sa.extract(part, Mediation.opened_on).label(part) for part in ("year", "month"))
    grouped = (Mediation.type, Mediation.outcome, year, month, Mediation.town_id, Mediation.community_id)
    return list(db.session.execute(sa.select(*grouped, sa.func.count().label("count")).where(
        within(place), Mediation.opened_on.between(first, last)).group_by(*grouped)))


def shown(by: Actor, *, place: str, first: date, last: date) -> dict:
    """`{place_code, first, last, items: [{type, outcome, count, withheld}], total, total_withheld}` for the months from
    `first` to `last` (first days of months), every cell named; what is under five is withheld.

    Raises NotFound, Forbidden, Invalid for a place below a community or months in the wrong order.
    """
    where = place_of_code(place)
    if not policy.may_count(by, where.path):
        raise Forbidden()
    if DEPTH[where.level] > COMMUNITY_DEPTH:
        raise invalid(place="只能统计社区、村或以上的地点，再小就能看出是哪一家了。")
    if last < first:
        raise invalid(to="结束的月份不能早于开始的月份。")
    counts: Counter = Counter()
    for row in by_type_and_outcome(where, first, months_after(last, 1) - timedelta(days=1)):
        counts[row.type.value, row.outcome.value if row.outcome else OPEN] += row.count
    cells, total = withheld(counts, CELLS)
    return {"place_code": where.code, "first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}",
            "items": [{"type": kind, "outcome": outcome, "count": count, "withheld": count is None}
                      for (kind, outcome), count in cells.items()],
            "total": total, "total_withheld": total is None}
