"""Holds what a rule's weekdays and hours mean, once, for matching a moment and for comparing two rules."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
DAY = timedelta(days=1)
WEEK = timedelta(days=7)

Span = tuple[timedelta, timedelta]
"""A stretch of the local week, counted from Monday 00:00; the end is exclusive."""


def moment(at: datetime) -> timedelta:
    """Return how far into its local week an aware time lies."""
    local = at.astimezone(LOCAL)
    return timedelta(days=local.weekday()) + _since_midnight(local.time())


def spans(weekdays: frozenset[int] | None, time_from: time | None, time_to: time | None) -> tuple[Span, ...]:
    """Return the stretches of the week in which a rule holds; none when the hours are empty.

    A window past midnight belongs to the day on which it begins: Friday 22:00 to 06:00 ends on Saturday
    morning. An open beginning is midnight, an open end is the next midnight.
    """
    start = _since_midnight(time_from) if time_from is not None else timedelta(0)
    end = _since_midnight(time_to) if time_to is not None else DAY
    if start == end:
        return ()
    length = end - start if start < end else end + DAY - start
    days = range(7) if weekdays is None else sorted(day for day in weekdays if 0 <= day < 7)
    return tuple(piece for day in days for piece in _within_week(day * DAY + start, length))


def overlap(left: Iterable[Span], right: Iterable[Span]) -> list[Span]:
    """Return the stretches of the week that both have."""
    right = tuple(right)
    shared = [(max(one[0], two[0]), min(one[1], two[1])) for one in left for two in right]
    return [(start, end) for start, end in shared if start < end]


def occurs(week: Iterable[Span], valid_from: datetime | None, valid_to: datetime | None) -> bool:
    """Tell whether any of these stretches comes round between two aware times (None: open; end exclusive)."""
    week = tuple(week)
    if valid_from is None or valid_to is None:
        return bool(week)
    if valid_to <= valid_from:
        return False
    start = moment(valid_from)
    end = start + (valid_to - valid_from)
    # Two turns are enough: a validity of a week or more meets every stretch within them.
    return any(begin + turn < end and start < finish + turn
               for begin, finish in week for turn in (timedelta(0), WEEK))


def _since_midnight(clock: time) -> timedelta:
    return timedelta(
        hours=clock.hour, minutes=clock.minute, seconds=clock.second, microseconds=clock.microsecond,
    )


def _within_week(start: timedelta, length: timedelta) -> list[Span]:
    end = start + length
    return [(start, end)] if end <= WEEK else [(start, WEEK), (timedelta(0), end - WEEK)]
