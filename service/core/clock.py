"""The one clock: every moment in the product is read here, aware and in UTC."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")
_told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """The present moment, aware, UTC."""
    return _told.get() or datetime.now(UTC)


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
