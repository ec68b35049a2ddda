"""Courtyards' year at a glance: what became of each month's day, and how many opinions were raised on it."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.core.errors import invalid
from service.core.http import Page
from service.courtyard.models import ActivityLog, DayState, Opinion, PartyMassDay
from service.organization import place_cursors as cursors
from service.organization.actors import Actor
from service.organization.models import Place
from service.organization.queries import places
from service.party.models import CourtyardGroup
from service.statistics.local_time import first_day, month_at
from service.statistics.queries.tickets.places import seen, shown

MONTHS = 12
MISSING = "missing"


def year(code: str, *, by: Actor, limit: int, cursor: str | None) -> Page:
    """A page of `{group: {code, name}, place, held, not_held, planned, missing, raised, months: [{month, state,
    reason, raised}]}` by place: each courtyard group at a place and below it, its last twelve months, the present one
    last. `state` is planned, held, not_held (with a reason's code) or missing. Raises NotFound, Forbidden, Invalid.
    """
    return at(seen(code, by), limit=limit, cursor=cursor)


def at(place: Place, *, limit: int, cursor: str | None = None) -> Page:
    """The same of a place whose figures he may see. Raises Invalid."""
    found = db.session.execute(_groups(place, limit, cursor)).all()
    present = month_at(clock.now())
    months = [f"{first_day(present, later):%Y-%m}" for later in range(1 - MONTHS, 1)]
    days = {(row.group_id, row.month): row for row in db.session.execute(
        _days([group.id for group, _place in found[:limit]], months))}
    more = found[limit - 1] if len(found) > limit else None
    return Page([_row(group, place, [_month(days, group.id, month) for month in months])
                 for group, place in found[:limit]], more and cursors.written(more[1].code, more[0].id))


def _groups(place: Place, limit: int, cursor: str | None) -> sa.Select:
    """(group, place) of groups that stand, by the code of their place."""
    rows = (sa.select(CourtyardGroup, Place).join(Place, Place.id == CourtyardGroup.place_id)
            .where(places.under(place), CourtyardGroup.ended_on.is_(None))
            .order_by(Place.code, CourtyardGroup.id).limit(limit + 1))
    if cursor is None:
        return rows
    code, number = cursors.read(cursor, 2)
    if not number.isdecimal():
        raise invalid(cursor="这个翻页标记不正确。")
    return rows.where(sa.tuple_(Place.code, CourtyardGroup.id) > sa.tuple_(code, int(number)))


def _days(groups: list[int], months: list[str]) -> sa.Select:
    """(group_id, month, state, reason, raised) of the days there are, by their unique index."""
    told = sa.and_(ActivityLog.day_id == PartyMassDay.id, ActivityLog.submitted_at.is_not(None))
    facts = (PartyMassDay.group_id, PartyMassDay.month, PartyMassDay.state, PartyMassDay.not_held_reason_code)
    return (sa.select(*facts, sa.func.count(Opinion.ticket_id).label("raised"))
            .outerjoin(ActivityLog, told).outerjoin(Opinion, Opinion.log_id == ActivityLog.id)
            .where(PartyMassDay.group_id.in_(groups), PartyMassDay.month.in_(months)).group_by(*facts))


def _month(days: dict, group_id: int, month: str) -> dict:
    day = days.get((group_id, month))
    if day is None:
        return {"month": month, "state": MISSING, "reason": None, "raised": 0}
    return {"month": month, "state": day.state, "reason": day.not_held_reason_code, "raised": day.raised}


def _row(group: CourtyardGroup, place: Place, months: list[dict]) -> dict:
    states = Counter(str(each["state"]) for each in months)
    return {"group": {"code": group.code, "name": group.name}, "place": shown(place),
            **{state: states[state] for state in (*(one.value for one in DayState), MISSING)},
            "raised": sum(each["raised"] for each in months), "months": months}
