"""The one clock: every moment in the product is read here, aware and in UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
APART = timedelta(minutes=1)  # how far the clocks of two hosts may be apart
SET_BACK = timedelta(days=1)  # how far a clock may have been ahead before somebody set it right
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _told.get() or datetime.now(UTC)


def is_over(until: datetime, *, longest: timedelta) -> bool:
    """Whether what was to last until then, `longest` at most, is over by anybody's clock.

    A minute late, since another host may have said so by a clock that runs behind ours; and at once when it has more
    than a day too long to go: whoever said so had a wrong clock, and a wrong clock lets nothing last for ever.
    """
    moment = now()
    return until <= moment - APART or until > moment + longest + SET_BACK


@contextmanager
def standing_at(moment: datetime) -> Iterator[None]:
    """Let it be this moment (aware) for whoever is inside: only for the demonstration town, which has a past."""
    token = _told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _told.reset(token)


def local(moment: datetime) -> datetime:
    """The same moment on the clock on the wall in Changshou (UTC+8)."""
    return moment.astimezone(LOCAL)


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 with offset, as every answer writes it; None stays None."""
    return moment.isoformat() if moment else None
