"""Reckoning with days of the calendar: dates and nothing else."""

import calendar
from datetime import date


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month: 31 January + 1 is 28 or 29 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
