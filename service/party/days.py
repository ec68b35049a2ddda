"""Dates of the party organisation: what happened, happened on a day in Changshou, and not tomorrow."""

from __future__ import annotations

from datetime import date

from service.core import clock
from service.core.errors import invalid

FIRST = date(1921, 7, 1)  # nobody was a member before there was a party


def today() -> date:
    """The date on the wall in Changshou."""
    return clock.local(clock.now()).date()


def not_future(day: date | None, field: str) -> date:
    """The day somebody named in a field, today when he named none. Raises Invalid for a day to come."""
    if day is not None and day > today():
        raise invalid(**{field: "不能填写将来的日期。"})
    return day or today()
