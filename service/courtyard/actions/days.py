"""What becomes of a planned day: moved within its month, held, not held with a reason, reopened."""

from __future__ import annotations

from datetime import date

from service.core import audit, clock
from service.core.database import atomic
from service.core.errors import Forbidden, WrongMoment, invalid
from service.courtyard import calendar
from service.courtyard.actions.planning import put_on, station_near
from service.courtyard.models import DayState, PartyMassDay, Reason
from service.courtyard.notices import days as notices
from service.courtyard.policy import days as policy
from service.courtyard.queries import days as queries
from service.courtyard.queries.days import locked
from service.organization.actors import Actor
from service.party.days import today

__all__ = ["DayNotCome", "hold", "locked", "move", "not_held", "reopen"]


class DayNotCome(WrongMoment):
    """The day lies ahead: nothing of it can be recorded yet."""

    code, title = "day_not_come", "The day has not come"
    detail = "这一天还没有到，到了当天才能记录。"


class DayOver(WrongMoment):
    code, title = "day_over", "The day is over"
    detail = "这一天已经过了，不能再改期；请补记，或写明没有开展的原因。"


class DayNotHeld(WrongMoment):
    code, title = "day_not_held", "The day was not held"
    detail = "这一天登记为没有开展；如果开展了，请先恢复再记录。"


def _for_verb(day_id: int, *, by: Actor | None, seen: int | None, states: tuple[DayState, ...]) -> PartyMassDay:
    day = queries.for_change(day_id, by=by, seen=seen)
    if day.state not in states:
        raise WrongMoment(state=queries.state_of(day))
    if not policy.may_run(by, day.place.path):
        raise Forbidden()
    return day


def move(day_id: int, *, by: Actor | None, on: date, at: str, reason: str, seen: int | None = None,
         **where: str | None) -> PartyMassDay:
    """Another date, time or `station` (a code, or None for the courtyard itself) within the month; the group hears.

    Raises UnknownDay, Stale, Forbidden, WrongMoment, DayOver, Invalid for another month or a past date.
    """
    with atomic():
        day = _for_verb(day_id, by=by, seen=seen, states=(DayState.PLANNED,))
        if day.on < today():
            raise DayOver(state=queries.OPEN)
        if calendar.month_of(on) != day.month:
            raise invalid(on="只能改到同一个月里的日期。")
        if on < today() or (day.group.ended_on and on > day.group.ended_on):
            raise invalid(on="请选今天或以后的日期。")
        station = station_near(where["station"], day.place) if "station" in where else day.station
        if (on, at, station) != (day.on, day.at, day.station):
            day.moved_from = day.moved_from or day.on
            day.moved_reason = reason
            put_on(day, on, at, station, reason=reason, tell=True)
    return day


def hold(day: PartyMassDay, *, by: Actor | None) -> PartyMassDay:
    """The day took place, its log has been handed in; a day that is held already stays so.

    Called inside the transaction of who hands in the log. Raises DayNotCome, DayNotHeld (reopen it first).
    """
    with atomic():
        day = locked(day.id)
        if day.on > today():
            raise DayNotCome(state=day.state)
        if day.state is DayState.NOT_HELD:
            raise DayNotHeld(state=day.state)
        if day.state is DayState.PLANNED:
            _end(day, DayState.HELD, by)
    return day


def _end(day: PartyMassDay, state: DayState, by: Actor | None) -> None:
    day.state, day.closed_at, day.closed_by_id = state, clock.now(), by.account_id if by else None
    day.wake_on = None
    day.version += 1


def not_held(day_id: int, *, by: Actor | None, reason_code: Reason, reason: str, seen: int | None = None
             ) -> PartyMassDay:
    """The day did not take place, or will not: from the day before on. Zero is a normal month, a reason is enough.

    Raises UnknownDay, Stale, Forbidden, WrongMoment, DayNotCome.
    """
    with atomic():
        day = _for_verb(day_id, by=by, seen=seen, states=(DayState.PLANNED,))
        if not calendar.may_be_called_off(day.on, today()):
            raise DayNotCome("最早可以在前一天取消；更早请改期。", state=day.state)
        day.not_held_reason_code, day.not_held_reason = reason_code, reason
        _end(day, DayState.NOT_HELD, by)
        if day.on >= today():
            notices.called_off(day)
    return day


def reopen(day_id: int, *, by: Actor | None, reason: str, seen: int | None = None) -> PartyMassDay:
    """A day recorded as not held is to be recorded again, because it did take place, or does. Audited.

    Raises UnknownDay, Stale, Forbidden, WrongMoment.
    """
    with atomic():
        day = _for_verb(day_id, by=by, seen=seen, states=(DayState.NOT_HELD,))
        was = day.not_held_reason_code
        day.state, day.closed_at, day.closed_by_id = DayState.PLANNED, None, None
        day.not_held_reason_code = day.not_held_reason = None
        day.reopened_reason = reason
        day.version += 1
        day.wake_on = calendar.wake_on(day, today())
        if day.on >= today():
            notices.reopened(day)
        audit.record("reopen_day", by=by, subject=f"day:{day.id}", was=was)
    return day
