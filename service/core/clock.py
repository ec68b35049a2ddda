"""The one clock: every moment in the product is read here, aware and in UTC."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """The present moment, aware, UTC."""
    return datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on the clock on the wall in Changshou (UTC+8)."""
    return moment.astimezone(LOCAL)


def iso(moment: datetime | None) -> str | None:
    """ISO 8601 with offset, as every answer writes it; None stays None."""
    return moment.isoformat() if moment else None
