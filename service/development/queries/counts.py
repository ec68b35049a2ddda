"""How many stand at which stage: raw for statistics, in whole fives for people."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden, invalid
from service.core.withholding import in_fives
from service.development import policy
from service.development.models import Candidate
from service.development.stages import Stage
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Level, Place
from service.organization.queries.places import place as place_of_code


def within(place: Place | None) -> sa.ColumnElement[bool]:
    """Candidates of branches at a place and below it, by the column an index knows; None is everywhere."""
    if place is None or place.level is Level.DISTRICT:
        return sa.true()
    if place.level is Level.TOWN:
        return Candidate.town_id == place.id
    if DEPTH[place.level] == COMMUNITY_DEPTH:
        return Candidate.community_id == place.id
    return Candidate.place_path.startswith(place.path)


def by_stage(place: Place | None) -> list[sa.Row]:
    """RAW rows `(stage, town_id, community_id, count)` of candidacies that have not ended. Internal: whoever shows
    them applies `core.withholding.in_fives`."""
    grouped = (Candidate.stage, Candidate.town_id, Candidate.community_id)
    return list(db.session.execute(sa.select(*grouped, sa.func.count().label("count")).where(
        within(place), Candidate.ended_on.is_(None)).group_by(*grouped)))


def shown(by: Actor, *, place: str) -> dict:
    """`{place_code, items: [{stage, count, withheld}], total, total_withheld}`, every stage named; in whole
    fives, under five is withheld. Raises NotFound, Forbidden, Invalid for a place below a community."""
    where = place_of_code(place)
    if not policy.may_count(by, where.path):
        raise Forbidden()
    if DEPTH[where.level] > COMMUNITY_DEPTH:
        raise invalid(place="只能统计社区、村或以上的地点，再小就能看出是谁了。")
    counts: Counter = Counter()
    for row in by_stage(where):
        counts[row.stage] += row.count
    cells, total = in_fives(counts, list(Stage))
    return {"place_code": where.code, "total": total, "total_withheld": total is None,
            "items": [{"stage": stage, "count": count, "withheld": count is None} for stage, count in cells.items()]}
