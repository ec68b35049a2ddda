"""Telling how disputes ended, without the parties and never of fewer than five."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic
from service.core.withholding import in_steps
from service.mediation.models import Mediation
from service.organization.models import Level, Place


class _Ended(NamedTuple):
    id: int
    line: tuple[int, int, int]
    month: str
    type: str
    outcome: str
    closed_at: datetime


def tell_counts() -> int:
    """Count ended disputes of one type and outcome where five or more have come together: of a community and month at
    once, of a town after 30 days, of the district after 60, of the district's year after 90. Returns how many."""
    with atomic() as session:
        district = session.scalar(sa.select(Place.id).where(Place.level == Level.DISTRICT).with_for_update(
            key_share=True))  # one at a time
        rows = session.execute(sa.select(
            Mediation.id, Mediation.town_id, Mediation.community_id, Mediation.opened_on, Mediation.type,
            Mediation.outcome, Mediation.closed_at).where(
            Mediation.told_period.is_(None), Mediation.outcome.is_not(None)).order_by(Mediation.id))
        steps = _steps([_Ended(row.id, (district, row.town_id, row.community_id), f"{row.opened_on:%Y-%m}", row.type,
                               row.outcome, row.closed_at) for row in rows], clock.now())
        for (place_id, period, *_kind), ended in steps:
            session.execute(sa.update(Mediation).where(Mediation.id.in_([one.id for one in ended])).values(
                told_place_id=place_id, told_period=period))
    return sum(len(ended) for _label, ended in steps)


def _steps(waiting: list[_Ended], moment: datetime) -> list[tuple[tuple, list[_Ended]]]:
    def after(days: int, depth: int, period: slice):
        return lambda one: (one.line[depth], one.month[period], one.type, one.outcome) if (
            one.closed_at <= moment - timedelta(days=days)) else None
    month, year = slice(7), slice(4)
    return in_steps(waiting, (after(0, 2, month), after(30, 1, month), after(60, 0, month), after(90, 0, year)))
