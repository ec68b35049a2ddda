"""When somebody is reminded: pure days and hours, so that every edge can be tried."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from service.core.clock import local
from service.feedback.deadlines import Clock, elapsed

WAITING_DAYS = 5
"""Working days an application may wait."""
BEFORE_WRITE_BY = (14, 7, 1)
"""Days before the day by which a community shall have written."""
UNACKNOWLEDGED = (14, 28)
"""Days after which a unit is reminded of what it has not acknowledged."""
FIRST_HOUR, LAST_HOUR = 8, 20


def is_waking_hour(moment: datetime) -> bool:
    """Whether a reminder may ring now: 08:00 to 20:00 in Changshou."""
    return FIRST_HOUR <= local(moment).hour < LAST_HOUR


def waiting_since(moment: datetime) -> datetime:
    """The moment so long ago that exactly five working days have run since."""
    wanted, since = timedelta(days=WAITING_DAYS), moment - timedelta(days=WAITING_DAYS)
    while (missing := wanted - elapsed(since, moment, Clock.WORKING)) > timedelta(0):
        since -= missing
    return since


def reminders_due(write_by: date, today: date) -> int:
    """How many of a period's reminders should have gone out by this day; none once the day is over."""
    left = (write_by - today).days
    return sum(left <= days for days in BEFORE_WRITE_BY) if left >= 0 else 0
