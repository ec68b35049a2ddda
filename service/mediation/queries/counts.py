"""How many mediations of which type ended how, as far as it is told (docs/adr/0022)."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core.database import db
from service.core.errors import Forbidden, invalid
from service.mediation import policy
from service.mediation.catalogue import DisputeType, Outcome
from service.mediation.models import Mediation
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Place
from service.organization.queries.places import place as place_of_code

OPEN = "open"
CELLS = [(kind.value, outcome) for kind in DisputeType for outcome in (*(one.value for one in Outcome), OPEN)]


def told(place: Place, first: date, last: date) -> sa.Select:
    """(type, outcome, count) of what is told of a place from a community up, opened in these months. A case told
    with others of its town, or of a year, is in it only where all of the town, or of the year, is asked for."""
    where = aliased(Place)
    years = [str(year) for year in range(first.year, last.year + 1)
             if first <= date(year, 1, 1) and date(year, 12, 1) <= last]
    in_time = sa.or_(Mediation.told_period.in_(years), sa.and_(
        sa.func.length(Mediation.told_period) == len("2026-03"),
        Mediation.told_period.between(f"{first:%Y-%m}", f"{last:%Y-%m}")))
    kind = [sa.type_coerce(column, sa.String) for column in (Mediation.type, Mediation.outcome)]
    return (sa.select(*kind, sa.func.count().label("count")).join(where, where.id == Mediation.told_place_id)
            .where(where.path.startswith(place.path), in_time).group_by(*kind))


def shown(by: Actor, *, place: str, first: date, last: date) -> dict:
    """`{place_code, first, last, items: [{type, outcome, count, withheld}], total, total_withheld}` for the months from
    `first` to `last` (first days of months), every cell named; told is what came together in steps (see `told`), and
    the total is of that. What is open is never told.

    Raises NotFound, Forbidden, Invalid for a place below a community or months in the wrong order.
    """
    where = place_of_code(place)
    if not policy.may_count(by, where.path):
        raise Forbidden()
    if DEPTH[where.level] > COMMUNITY_DEPTH:
        raise invalid(place="只能统计社区、村或以上的地点，再小就能看出是哪一家了。")
    if last < first:
        raise invalid(to="结束的月份不能早于开始的月份。")
    items, total = described({(kind, outcome): count for kind, outcome, count in db.session.execute(
        told(where, first, last))})
    return {"place_code": where.code, "first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}", "items": items,
            "total": total, "total_withheld": total is None}


def described(counts: dict[tuple[str, str], int]) -> tuple[list[dict], int | None]:
    """([{type, outcome, count, withheld}] of every cell, their sum), both None where nothing is told."""
    return [{"type": kind, "outcome": outcome, "count": counts.get((kind, outcome)),
             "withheld": (kind, outcome) not in counts} for kind, outcome in CELLS], sum(counts.values()) or None
