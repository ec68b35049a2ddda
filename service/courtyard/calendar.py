"""Which day a rule means, and what is due on a day by itself: dates and nothing else.

Dates are local (Asia/Shanghai, UTC+8 the whole year since 1992), months are written `2026-03`.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

MONTHS_AHEAD = 12
LAST = -1
REMIND_LEAD, REMIND_SECRETARY = timedelta(days=3), timedelta(days=10)
CANCEL_BEFORE = timedelta(days=1)
LETTERS_FROM = 8  # o'clock, local: nobody is woken by a letter
NAMES = "一二三四五六日"


class Due(StrEnum):
    """What time brings about."""

    ANNOUNCE = "announce"
    REMIND_LEAD = "remind_lead"
    REMIND_SECRETARY = "remind_secretary"


def month_of(day: date) -> str:
    """`2026-03` of a day in March 2026."""
    return f"{day.year:04}-{day.month:02}"


def first_of(month: str) -> date:
    """The first day of a month."""
    return date(int(month[:4]), int(month[5:]), 1)


def last_of(month: str) -> date:
    """The last day of a month."""
    first = first_of(month)
    return first.replace(day=monthrange(first.year, first.month)[1])


def later(month: str, months: int) -> str:
    """The month so many months later."""
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 + months, 12)
    return f"{year:04}-{number + 1:02}"


def months_between(first: str, last: str) -> Iterator[str]:
    """The months from one to another, both included; none when the last stands before the first."""
    while first <= last:
        yield first
        first = later(first, 1)


def horizon(today: date) -> str:
    """The last month that is planned by now: a year ahead."""
    return later(month_of(today), MONTHS_AHEAD)


def day_of(rule, month: str) -> date:
    """The day a rule means in a month: the 31st of a short month is its last day, a fifth weekday that is missing
    is the last one."""
    first, last = first_of(month), last_of(month)
    if rule.day is not None:
        return first.replace(day=min(rule.day, last.day))
    if rule.nth == LAST:
        return last - timedelta(days=(last.isoweekday() - rule.weekday) % 7)
    found = first + timedelta(days=(rule.weekday - first.isoweekday()) % 7, weeks=rule.nth - 1)
    return found if found <= last else found - timedelta(weeks=1)


def days_to_plan(rule, today: date, ended_on: date | None = None) -> list[date]:
    """The days a rule still has to be given, a year ahead of today: from the month after `planned_through`, never
    before the rule holds, never after its group has ended."""
    since = later(rule.planned_through, 1) if rule.planned_through else month_of(rule.valid_from)
    days = [day_of(rule, month) for month in months_between(since, horizon(today))]
    return [day for day in days if rule.valid_from <= day and (ended_on is None or day <= ended_on)]


def replanned(rule, day: date, today: date) -> date | None:
    """Where a changed rule puts a day that is planned already, within its month; None when the day stays as it is:
    it is not ahead of us, it comes before the rule holds, or it would."""
    wanted = day_of(rule, month_of(day))
    if min(day, wanted) <= today or min(day, wanted) < rule.valid_from:
        return None
    return wanted


def schedule(day, today: date) -> list[tuple[date, Due]]:
    """Everything ahead of a day as it stands, earliest first; a day that has passed is announced no more."""
    if day.state != "planned":
        return []
    events = []
    if day.announced_at is None and today <= day.on:
        events.append((day.on - timedelta(days=day.announce_before), Due.ANNOUNCE))
    if day.reminded < 1:
        events.append((day.on + REMIND_LEAD, Due.REMIND_LEAD))
    if day.reminded < 2:
        events.append((day.on + REMIND_SECRETARY, Due.REMIND_SECRETARY))
    return events


def wake_on(day, today: date) -> date | None:
    """The local day of the next event, None when time has no more say."""
    return next((when for when, _due in schedule(day, today)), None)


def due(day, today: date) -> list[Due]:
    """What is to be done on or before today."""
    return [due for when, due in schedule(day, today) if when <= today]


def may_be_called_off(day: date, today: date) -> bool:
    """On the day or after it; beforehand from the day before on, as a cancellation."""
    return today >= day - CANCEL_BEFORE


def in_words(day: date, at: str) -> str:
    """`3月5日（星期四）09:00`."""
    return f"{day.month}月{day.day}日（星期{NAMES[day.isoweekday() - 1]}）{at}"


def overdue_from(due_on: date | None) -> date | None:
    """The first day on which something due is overdue."""
    return due_on and due_on + timedelta(days=1)
