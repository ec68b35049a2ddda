"""Counts what the rate limits are about: in this process, or in a Redis that all processes share, without ever making
anybody wait for it."""

from __future__ import annotations

import math
import threading
import time

import structlog
from limits import RateLimitItem
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from service.core import clock, metrics

ANSWERS_WITHIN = 0.1   # seconds; the store is on the same network, and a person waits behind each hit
ASKED_AGAIN_AFTER = 5  # seconds; while it is away one call in so many seconds waits for it, at most as long as above
log = structlog.get_logger("limits")


class InMemory:
    """Counts of this process: one dictionary for each length of window, thrown away whole when the window is over.

    No timer and no walk through what is kept: a hit costs the same with ten keys and with a hundred thousand. Windows
    stand by the clock on the wall, so that a day is a local day.
    """

    def __init__(self):
        self._windows: dict[int, tuple[int, dict[str, int]]] = {}
        self._lock = threading.Lock()

    def hit(self, item: RateLimitItem, identity: str, cost: int = 1) -> int:
        """Count it; 0 when it was within the limit, else the seconds until the window is over."""
        length, local = item.get_expiry(), clock.local(clock.now())
        window, passed = divmod(local.timestamp() + local.utcoffset().total_seconds(), length)
        with self._lock:
            number, counts = self._windows.get(length, (None, {}))
            over = counts if number != window else None  # let go of below, not while the others wait
            if number != window:
                self._windows[length] = window, (counts := {})
            counts[identity] = count = counts.get(identity, 0) + cost
        del over
        return 0 if count <= item.amount else math.ceil(length - passed)


class InRedis:
    """Counts in a Redis; the window of a key begins with its first hit. Raises what the client raises."""

    def __init__(self, url: str):
        self._windows = FixedWindowRateLimiter(storage_from_string(
            url, socket_timeout=ANSWERS_WITHIN, socket_connect_timeout=ANSWERS_WITHIN))

    def hit(self, item: RateLimitItem, identity: str, cost: int = 1) -> int:
        """As `InMemory.hit`."""
        if self._windows.hit(item, identity, cost=cost):
            return 0
        return max(1, math.ceil(self._windows.get_window_stats(item, identity).reset_time - time.time()))


class Counts:
    """Counts in the store the setting names; in memory while that one is away, with the alarm `limits_away`."""

    def __init__(self, url: str):
        """Raises ValueError for a store that is none of ours, limits.errors.ConfigurationError without its client."""
        if not url.startswith(("memory:", "redis")):
            raise ValueError("LIMITS_URL is memory:// or redis://…")
        self._here = InMemory()
        self._shared = InRedis(url) if url.startswith("redis") else None
        self._away, self._again_at = False, 0.0
        self._lock = threading.Lock()

    def hit(self, item: RateLimitItem, identity: str, cost: int = 1) -> int:
        """As `InMemory.hit`; raises nothing."""
        if self._shared is not None and self._is_asked():
            try:
                seconds = self._shared.hit(item, identity, cost)
            except Exception as error:
                self._gone(error)
            else:
                self._away = False
                return seconds
        return self._here.hit(item, identity, cost)

    def _is_asked(self) -> bool:
        """Whether the shared store is asked now: while it is away, by one call in some seconds."""
        if not self._away:
            return True
        with self._lock:
            due = time.monotonic() >= self._again_at
            if due:
                self._again_at = time.monotonic() + ASKED_AGAIN_AFTER
        return due

    def _gone(self, error: Exception) -> None:
        with self._lock:
            first, self._away = not self._away, True
            self._again_at = time.monotonic() + ASKED_AGAIN_AFTER
        if first:
            metrics.alarm("limits_away")
            log.error("limits_away", kind=type(error).__name__)
