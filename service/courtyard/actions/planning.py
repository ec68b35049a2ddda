"""The rule that fixes a group's day, and the days it brings about: a year ahead, one a month."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import sqlalchemy as sa

from service.core import audit, clock
from service.core.database import atomic, db, execute, inserting
from service.core.errors import WrongMoment, invalid
from service.core.opening import refuse_in_order
from service.courtyard import calendar
from service.courtyard.models import DayRule, DayState, PartyMassDay, RuleKind
from service.courtyard.models.logs import ActivityLog
from service.courtyard.notices import days as notices
from service.courtyard.policy import days as policy
from service.courtyard.queries.rules import live_rule
from service.organization.actors import Actor
from service.organization.models import Place
from service.party.days import today
from service.party.models import CourtyardGroup, DeliberationStation
from service.party.queries.bodies import given as given_body
from service.party.queries.bodies import group as group_of_code

BATCH = 500
LONGEST_AHEAD = 366  # days


class GroupEnded(WrongMoment):
    code, title = "group_ended", "Group ended"
    detail = "这个院落党小组已经撤销。"


def set_rule(code: str, *, by: Actor | None, kind: RuleKind, day: int | None = None, nth: int | None = None,
             weekday: int | None = None, at: str = "09:00", station: str | None = None,
             valid_from: date | None = None, announce_before: int = 3, seen: int | None = None) -> DayRule:
    """Fix a group's day from `valid_from` (today) on, and plan its days; of those planned before only days still
    ahead follow. Only the operator (`by` None) may date a rule back.

    Raises NotFound, Forbidden, GroupEnded, Stale (`seen` is the id of the rule he saw), Invalid.
    """
    group = group_of_code(code)
    with atomic() as session:
        over, old = _locked(group), live_rule(group.id)
        refuse_in_order(old, seen=seen, wrong=over, may=policy.may_set_rule(by, group.place.path))
        rule = DayRule(group_id=group.id, kind=kind, day=day, nth=nth, weekday=weekday, at=at,
                       station=station_near(station, group.place), announce_before=announce_before,
                       valid_from=_beginning(valid_from, by), planned_through="", set_at=clock.now(),
                       set_by_id=by.account_id if by else None)
        _replace(old)
        session.add(rule)
        session.flush()
        _replan(rule)
        _plan([(rule, group.ended_on, group.place_id, group.place.path)])
        audit.record("set_day_rule", by=by, subject=f"group:{group.code}", rule=rule.id)
    return rule


def _beginning(valid_from: date | None, by: Actor | None) -> date:
    day = valid_from or today()
    if by is not None and not 0 <= (day - today()).days <= LONGEST_AHEAD:
        raise invalid(valid_from="请选从今天起一年内的日期。")
    return day


def station_near(code: str | None, place: Place) -> DeliberationStation | None:
    """The station with this code, in the village the place lies in. Raises Invalid for the field `station`."""
    if code is None:
        return None
    station = given_body(DeliberationStation, code, "station")
    if station.ended_on is not None or station.place.ancestry[:3] != place.ancestry[:3]:
        raise invalid(station="请选本村（社区）在用的议事站。")
    return station


def _locked(group: CourtyardGroup) -> GroupEnded | None:
    """Held until the transaction ends, so that two rules of one group come one after the other; whether it is over."""
    ended_on = execute(sa.select(CourtyardGroup.ended_on).where(CourtyardGroup.id == group.id)
                       .with_for_update(key_share=True)).scalar_one()
    return GroupEnded() if ended_on is not None and ended_on <= today() else None


def _replace(old: DayRule | None) -> None:
    if old:
        execute(sa.update(DayRule).where(DayRule.id == old.id).values(replaced_at=clock.now()))


def _replan(rule: DayRule) -> None:
    """Days still ahead follow the new rule; one that was moved by hand was agreed upon, and stays."""
    for day in _ahead(rule):
        new = calendar.replanned(rule, day.on, today())
        if new and (new, rule.at, rule.station_id) != (day.on, day.at, day.station_id):
            put_on(day, new, rule.at, rule.station, reason="固定日期有调整", tell=day.announced_at is not None)


def _ahead(rule: DayRule) -> list[PartyMassDay]:
    return list(db.session.scalars(
        sa.select(PartyMassDay).where(
            PartyMassDay.group_id == rule.group_id, PartyMassDay.state == DayState.PLANNED,
            PartyMassDay.moved_from.is_(None), PartyMassDay.on > today(), PartyMassDay.on >= rule.valid_from)
        .order_by(PartyMassDay.id).with_for_update(key_share=True).execution_options(populate_existing=True)))


def put_on(day: PartyMassDay, on: date, at: str, station: DeliberationStation | None, *, reason: str,
           tell: bool) -> None:
    """Another date within its month. Who is told now is told again before a day that is still far."""
    was = calendar.in_words(day.on, day.at)
    day.on, day.at, day.station = on, at, station
    day.station_id = station.id if station else None
    day.version += 1
    if tell:
        notices.moved(day, was, reason)
        near = today() >= on - timedelta(days=day.announce_before)
        day.announced_at = clock.now() if near else None
    day.wake_on = calendar.wake_on(day, today())


def plan_all() -> int:
    """Plan every group's days a year ahead, and drop those ahead of groups that have ended; returns how many rules
    had something to plan. Safe to run at once and again: a rule remembers how far it is planned."""
    with atomic():
        _drop_days_of_ended_groups()
    planned = 0
    while count := _plan_batch():
        planned += count
    return planned


def _plan_batch() -> int:
    with atomic():
        rows = execute(
            sa.select(DayRule.__table__, CourtyardGroup.ended_on, CourtyardGroup.place_id, Place.path)
            .join(CourtyardGroup, CourtyardGroup.id == DayRule.group_id)
            .join(Place, Place.id == CourtyardGroup.place_id)
            .where(DayRule.replaced_at.is_(None), DayRule.planned_through < calendar.horizon(today()))
            .order_by(DayRule.planned_through, DayRule.id).limit(BATCH)
            .with_for_update(of=DayRule.__table__, skip_locked=True)).all()
        _plan([(row, row.ended_on, row.place_id, row.path) for row in rows])
    return len(rows)


def _plan(rules: list[tuple]) -> None:
    """Insert the days of `[(rule, the group's end, place id, place path)]`, whatever is there already stays."""
    if not rules:
        return
    rows = [_row(rule, on, place_id, path) for rule, ended_on, place_id, path in rules
            for on in calendar.days_to_plan(rule, today(), ended_on)]
    if rows:
        execute(inserting(PartyMassDay.__table__).on_conflict_do_nothing(index_elements=["group_id", "month"]), rows)
    execute(sa.update(DayRule).where(DayRule.id.in_([rule.id for rule, *_ in rules]))
            .values(planned_through=calendar.horizon(today())))


def _row(rule, on: date, place_id: int, path: str) -> dict:
    ids, passed = [int(part) for part in path.strip("/").split("/")], on < today()
    row = {"group_id": rule.group_id, "month": calendar.month_of(on), "on": on, "at": rule.at,
           "station_id": rule.station_id, "state": DayState.PLANNED, "announce_before": rule.announce_before,
           "announced_at": None, "reminded": 2 if passed else 0,  # dated back: nobody is reminded of bygone days
           "version": 1, "place_id": place_id, "town_id": ids[1], "community_id": ids[2]}
    return row | {"wake_on": calendar.wake_on(SimpleNamespace(**row), today())}


def _drop_days_of_ended_groups() -> None:
    """A group that has ended has no days any more; what was held or drafted stays."""
    ended = (sa.select(PartyMassDay.id).join(CourtyardGroup, CourtyardGroup.id == PartyMassDay.group_id)
             .where(CourtyardGroup.ended_on.is_not(None), PartyMassDay.on > CourtyardGroup.ended_on,
                    PartyMassDay.on > today(), PartyMassDay.state == DayState.PLANNED,
                    ~sa.exists().where(ActivityLog.day_id == PartyMassDay.id)))
    execute(sa.delete(PartyMassDay).where(PartyMassDay.id.in_(ended)))
