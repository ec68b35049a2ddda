"""Time limits run on one of two clocks, so that a promise of "seven working days" is kept to the microsecond.

The working clock runs through whole local days (00:00-24:00, Asia/Shanghai) that are working days by the
yearly holiday notice of the State Council (节假日安排的通知), as the `chinesecalendar` library records it,
and stands still on all others: 24 h are one working day. In a year the library does not know every day runs,
as on the natural clock: the resident may be served too early, never made to wait longer on a guess.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

import chinese_calendar

LOCAL = ZoneInfo("Asia/Shanghai")
ONE_DAY = timedelta(days=1)


class Clock(StrEnum):
    """Which time counts towards a limit: all of it, or only that of Chinese working days."""

    NATURAL = "natural"
    WORKING = "working"


def add(start: datetime, span: timedelta, clock: Clock) -> datetime:
    """Return the earliest moment (UTC) by which `span` of clock time has run since `start`.

    A span that is used up as Friday ends is due at Saturday 00:00, not on Monday; a span of zero is due
    at `start`. Raises ValueError for a naive `start` or a negative span, OverflowError past year 9999.
    """
    start = _utc(start)
    if span < timedelta(0):
        raise ValueError("a span of clock time cannot be negative")
    if Clock(clock) is Clock.NATURAL or not span:
        return start + span
    left = span
    for begin, end in _running(start):
        if left <= end - begin:
            return begin + left
        left -= end - begin
    raise AssertionError("the calendar ended before the limit")  # unreachable: `_running` overflows first


def elapsed(start: datetime, end: datetime, clock: Clock) -> timedelta:
    """Return the clock time that ran from `start` to `end`; zero when `end` is not after `start`.

    Undoes `add`: `elapsed(start, add(start, span)) == span`. The way back, `add(start, elapsed(start,
    end))`, is `end` or, where the clock stands still before `end`, the moment it stopped. Raises
    ValueError for a naive moment.
    """
    start, end = _utc(start), _utc(end)
    if end <= start:
        return timedelta(0)
    if Clock(clock) is Clock.NATURAL:
        return end - start
    ran = timedelta(0)
    for begin, stop in _running(start):
        if begin >= end:
            break
        ran += min(stop, end) - begin
    return ran


def part_of(start: datetime, due: datetime, fraction: float, clock: Clock) -> datetime:
    """Return the earliest moment (UTC) at which `fraction` (0 to 1) of the limit is used up.

    Knows nothing of clock stops: a moment found before a stop is pushed on by `resume`, like the due
    moment itself. Raises ValueError for a naive moment, a fraction outside 0 to 1 or a limit that ends
    before it starts.
    """
    if not 0 <= fraction <= 1:
        raise ValueError("the part of a limit lies between 0 and 1")
    if _utc(due) < _utc(start):
        raise ValueError("a limit cannot end before it starts")
    return add(start, elapsed(start, due, clock) * fraction, clock)


def resume(due: datetime, stopped_at: datetime, resumed_at: datetime, clock: Clock) -> datetime:
    """Return the due moment (UTC) after a stop: what was left at `stopped_at` is left at `resumed_at`.

    Never earlier than before. A limit already over when the clock stopped stays over: a stop mends no
    lateness. Raises ValueError for a naive moment or a stop that ends before it begins.
    """
    due, stopped_at, resumed_at = _utc(due), _utc(stopped_at), _utc(resumed_at)
    if resumed_at < stopped_at:
        raise ValueError("a clock stop cannot end before it begins")
    if due <= stopped_at:
        return due
    return max(due, add(resumed_at, elapsed(stopped_at, due, clock), clock))


def unknown_years(start: datetime, due: datetime, clock: Clock) -> tuple[int, ...]:
    """Return, in order, the local years of a limit whose holidays are unknown: a reason for an alarm.

    Empty on the natural clock, which asks for no holidays. Raises ValueError for a naive moment.
    """
    start, due = _utc(start), _utc(due)
    if Clock(clock) is Clock.NATURAL or due <= start:
        return ()
    last_running = due - timedelta.resolution  # due at New Year's midnight: nothing is of that year
    years = range(start.astimezone(LOCAL).year, last_running.astimezone(LOCAL).year + 1)
    return tuple(year for year in years if _is_working(date(year, 1, 1)) is None)


def _running(start: datetime) -> Iterator[tuple[datetime, datetime]]:
    """Yield the stretches (begin, end) in which the working clock runs from `start` on, day by day."""
    day = start.astimezone(LOCAL).date()
    while True:
        if _is_working(day) is not False:
            yield max(start, _midnight(day)), _midnight(day + ONE_DAY)
        day += ONE_DAY


@lru_cache(maxsize=4096)  # eleven years of days; the library searches its whole table on every question
def _is_working(day: date) -> bool | None:
    """Say whether people work on this day; None when its year's holidays are not known."""
    try:
        return chinese_calendar.is_workday(day)
    except NotImplementedError:
        return None


@lru_cache(maxsize=4096)
def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, LOCAL).astimezone(UTC)


def _utc(moment: datetime) -> datetime:
    if moment.utcoffset() is None:
        raise ValueError("a moment must carry its time zone")
    return moment.astimezone(UTC)
