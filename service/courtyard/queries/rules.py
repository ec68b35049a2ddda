"""The fixed day of a group, and the days it stands for."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import NotFound
from service.courtyard.models import DayRule, DayState, PartyMassDay
from service.party.days import today
from service.party.queries.bodies import group as group_of_code

SHOWN = 12


class UnknownRule(NotFound):
    code = "no_day_rule"
    detail = "这个院落党小组还没有定固定日期。"


def live_rule(group_id: int) -> DayRule | None:
    """The rule a group's days follow now."""
    return db.session.scalar(sa.select(DayRule).where(DayRule.group_id == group_id, DayRule.replaced_at.is_(None))
                             .execution_options(populate_existing=True))


def shown(code: str) -> dict:
    """The rule of the group with this code, with its next days. Raises NotFound, UnknownRule."""
    group = group_of_code(code)
    rule = live_rule(group.id)
    if rule is None:
        raise UnknownRule()
    station = rule.station
    days = db.session.scalars(
        sa.select(PartyMassDay.on).where(PartyMassDay.group_id == group.id, PartyMassDay.state == DayState.PLANNED,
                                         PartyMassDay.on >= today()).order_by(PartyMassDay.on).limit(SHOWN))
    return {"group": {"code": group.code, "name": group.name}, "kind": rule.kind, "day": rule.day, "nth": rule.nth,
            "weekday": rule.weekday, "at": rule.at, "valid_from": rule.valid_from.isoformat(),
            "station": station and {"code": station.code, "name": station.name, "spot": station.spot},
            "announce_before": rule.announce_before, "next_days": [day.isoformat() for day in days],
            "version": rule.id}
