"""Party-mass days as they are shown: in full to who looks after them, in outline to everybody."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.core.errors import NotFound, invalid
from service.core.http import Page
from service.core.opening import check_version
from service.courtyard import calendar
from service.courtyard.models import DayState, PartyMassDay
from service.courtyard.policy import days as policy
from service.courtyard.queries.agenda import agenda
from service.organization import place_cursors
from service.organization.actors import Actor
from service.organization.models import Level, Place
from service.organization.queries.places import place as place_of_code
from service.party.days import today
from service.party.models import CourtyardGroup, DeliberationStation
from service.party.queries.bodies import group as group_of_code
from service.screening.persons import notice

OPEN = "open"
COLUMNS = {Level.TOWN: "town_id", Level.COMMUNITY: "community_id", Level.VILLAGE: "community_id"}


class UnknownDay(NotFound):
    code = "day_unknown"
    detail = "没有这个院落党群日，或您不能查看。"


def state_of(day: object) -> str:
    """Its state as it is shown: a planned day that has passed is `open`, it is still to be recorded."""
    return OPEN if day.state == DayState.PLANNED and day.on < today() else str(day.state)


def in_place(place: Place, rows) -> sa.ColumnElement[bool]:
    """Rows (of days or decisions) inside a place of any level, by the column an index knows."""
    if place.level is Level.DISTRICT:
        return sa.true()
    return getattr(rows, COLUMNS.get(place.level, "place_id")) == place.id


def filtered(rows, *, group: str | None, place: str | None) -> list[sa.ColumnElement[bool]]:
    """Conditions for a group's or a place's rows. Raises NotFound for an unknown code."""
    return ([rows.group_id == group_of_code(group).id] if group else []) + (
        [in_place(place_of_code(place), rows)] if place else [])


def _in_state(state: str | None) -> list[sa.ColumnElement[bool]]:
    if state is None:
        return []
    if state in (OPEN, DayState.PLANNED):
        passed = PartyMassDay.on < today()
        return [PartyMassDay.state == DayState.PLANNED, passed if state == OPEN else sa.not_(passed)]
    return [PartyMassDay.state == state]


def _in_time(month: str | None, year: int | None, state: str | None) -> list[sa.ColumnElement[bool]]:
    """Without a month or a year: from this month on, or all that ended or waits to be recorded."""
    if month:
        return [PartyMassDay.on.between(calendar.first_of(month), calendar.last_of(month))]
    if year:
        return [PartyMassDay.on.between(date(year, 1, 1), date(year, 12, 31))]
    ahead = state in (None, DayState.PLANNED)
    return [PartyMassDay.on >= calendar.first_of(calendar.month_of(today()))] if ahead else []


def _after(cursor: str) -> sa.ColumnElement[bool]:
    on, day_id = place_cursors.read(cursor, 2)
    try:
        last = (date.fromisoformat(on), min(int(day_id), 2**63 - 1))
    except ValueError as error:
        raise invalid(cursor="这个翻页标记不正确。") from error
    return sa.tuple_(PartyMassDay.on, PartyMassDay.id) > sa.tuple_(*last)


def days(by: Actor | None, *, group: str | None = None, place: str | None = None, month: str | None = None,
         year: int | None = None, state: str | None = None, limit: int = 20, cursor: str | None = None) -> Page:
    """A page of days by date; in outline what he may not see in full. Raises NotFound for an unknown code."""
    conditions = [*filtered(PartyMassDay, group=group, place=place), *_in_state(state), *_in_time(month, year, state)]
    if cursor:
        conditions.append(_after(cursor))
    full = policy.visible_to(by)
    page = (sa.select(PartyMassDay.__table__, full.label("full"))
            .where(sa.or_(full, policy.outlined_to(by, today())), *conditions)
            .order_by(PartyMassDay.on, PartyMassDay.id).limit(limit + 1).subquery("page"))
    found = db.session.execute(_surrounded(page).order_by(page.c.on, page.c.id)).all()
    more = found[limit - 1] if len(found) > limit else None
    return Page([summary(row) for row in found[:limit]],
                place_cursors.written(more.on.isoformat(), more.id) if more else None)


def _surrounded(rows: sa.Subquery) -> sa.Select:
    """The days with their group, place and station by name; joined after the limit."""
    return (sa.select(rows, CourtyardGroup.code.label("group_code"), CourtyardGroup.name.label("group_name"),
                      Place.code.label("place_code"), Place.name.label("place_name"), Place.level, Place.path,
                      DeliberationStation.code.label("station_code"), DeliberationStation.name.label("station_name"),
                      DeliberationStation.spot)
            .join(CourtyardGroup, CourtyardGroup.id == rows.c.group_id).join(Place, Place.id == rows.c.place_id)
            .outerjoin(DeliberationStation, DeliberationStation.id == rows.c.station_id))


def summary(row) -> dict:
    """One row of a list; in outline only when and where."""
    station = row.station_code and {"code": row.station_code, "name": notice(row.station_name),
                                    "spot": notice(row.spot)}
    return {
        "id": row.id, "on": row.on.isoformat(), "at": row.at, "state": state_of(row), "station": station,
        "place": {"code": row.place_code, "name": row.place_name, "level": row.level},
        "group": {"code": row.group_code, "name": row.group_name} if row.full else None,
        "reason_code": row.not_held_reason_code if row.full else None,
        "reason": row.not_held_reason if row.full else None,
        "moved_from": row.moved_from.isoformat() if row.full and row.moved_from else None, "version": row.version}


def detail(day_id: int, by: Actor | None) -> dict:
    """One day as he may see it, with its agenda and what he may do. Raises UnknownDay."""
    full = policy.visible_to(by)
    found = (sa.select(PartyMassDay.__table__, full.label("full"))
             .where(PartyMassDay.id == day_id, sa.or_(full, policy.outlined_to(by, today()))).subquery("page"))
    row = db.session.execute(_surrounded(found)).first()
    if row is None:
        raise UnknownDay()
    return summary(row) | {
        "moved_reason": row.moved_reason if row.full else None,
        "reopened_reason": row.reopened_reason if row.full else None,
        "announced_at": iso(row.announced_at) if row.full else None,
        "closed_at": iso(row.closed_at) if row.full else None,
        "agenda": agenda(row, by) if row.full else None,
        "permitted": policy.permitted_on_day(by, row, row.path, today())}


def locked(day_id: int) -> PartyMassDay:
    """The day, locked until the transaction ends, whoever asks. Raises UnknownDay."""
    day = db.session.scalar(sa.select(PartyMassDay).where(PartyMassDay.id == day_id)
                            .with_for_update(key_share=True).execution_options(populate_existing=True))
    if day is None:
        raise UnknownDay()
    return day


def for_change(day_id: int, *, by: Actor | None, seen: int | None) -> PartyMassDay:
    """The day locked for a change of somebody who sees it in full. Raises UnknownDay, Stale."""
    day = locked(day_id)
    if by is not None and not db.session.scalar(
            sa.select(sa.exists().where(PartyMassDay.id == day.id, policy.visible_to(by)))):
        raise UnknownDay()
    check_version(day, seen)
    return day
