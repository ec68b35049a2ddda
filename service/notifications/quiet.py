"""Quiet hours: when nobody is rung awake for what can wait until the morning."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from service.core import clock

HOURS = re.compile(r"([01]?[0-9]|2[0-3])-([01]?[0-9]|2[0-3])")


def hours_in(said: str) -> tuple[int, int] | None:
    """First quiet and first loud hour in the setting QUIET_HOURS (`22-7`, local); None for "" and for `0-0`.

    Raises ValueError for anything else.
    """
    found = HOURS.fullmatch(said)
    if said and not found:
        raise ValueError(f'QUIET_HOURS: "22-7", or "0-0" for none, not {said!r}')
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    return (first, last) if first != last else None


def quiet_until(moment: datetime, said: str) -> datetime | None:
    """When the quiet hours that hold now are over; None when it is not quiet."""
    hours, here = hours_in(said), clock.local(moment)
    if hours is None:
        return None
    first, last = hours
    is_quiet = first <= here.hour < last if first < last else here.hour >= first or here.hour < last
    if not is_quiet:
        return None
    end = here.replace(hour=last, minute=0, second=0, microsecond=0)
    return (end if end > here else end + timedelta(days=1)).astimezone(moment.tzinfo)
