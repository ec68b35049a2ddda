"""Sending what was taken: in a few lanes at once, outside of any transaction, and no longer than makes sense."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import structlog

from service import wechat
from service.core import clock, jobs, retries
from service.notifications import templates
from service.notifications.actions.leasing import Push
from service.wechat.errors import Busy, Misconfigured, Misuse, NotSubscribed, Refused, WeChatError

FAILURES_IN_A_ROW = 5
log = structlog.get_logger("delivery")


class Outcome(StrEnum):
    """How a push ended; `unsent`: it was not begun."""

    DELIVERED = "delivered"
    NOT_SUBSCRIBED = "not_subscribed"
    REFUSED = "refused"
    MISUSE = "misuse"
    MISCONFIGURED = "misconfigured"
    BUSY = "busy"
    ACCIDENT = "accident"
    UNSENT = "unsent"


OUTCOMES: tuple[tuple[type[Exception], Outcome], ...] = (
    (NotSubscribed, Outcome.NOT_SUBSCRIBED), (Refused, Outcome.REFUSED), (Misconfigured, Outcome.MISCONFIGURED),
    (Misuse, Outcome.MISUSE), (Busy, Outcome.BUSY))
STRAINED = (Outcome.BUSY, Outcome.MISCONFIGURED)  # the platform is at fault, or our settings: not this message


@dataclass(frozen=True, slots=True)
class Attempt:
    """A push, how it ended and when; `reason` is a word of ours or an error code, never a foreign text."""

    push: Push
    outcome: Outcome
    at: datetime
    reason: str | None = None


class Round:
    """The pushes of one lease, handed out one by one to the lanes; stops when there is no sense in going on."""

    def __init__(self, pushes: Iterable[Push], last_start: datetime) -> None:
        self._pushes: Iterator[Push] = iter(pushes)
        self._last_start = last_start
        self._failures = 0
        self._lock = threading.Lock()

    def next(self) -> Push | None:
        """The push whose turn it is, None after the last one."""
        with self._lock:
            return next(self._pushes, None)

    def goes_on(self) -> bool:
        """Not when the lease is old, the worker is told to end, or the platform answers nobody."""
        return self._failures < FAILURES_IN_A_ROW and clock.now() <= self._last_start and not jobs.is_stopping()

    def ended(self, outcome: Outcome) -> None:
        """Remember whether the platform is well."""
        with self._lock:
            self._failures = self._failures + 1 if outcome in STRAINED else 0


def send(pushes: Iterable[Push], until: datetime, lanes: int, attempts: list[Attempt]) -> None:
    """Send them in so many threads; `attempts` gets one for each, also while an interruption ends this early."""
    platform = wechat.platform()
    work = Round(pushes, until - retries.LEASE + retries.LAST_START)

    def lane() -> None:
        while push := work.next():
            attempt = _attempt(push, platform) if work.goes_on() else Attempt(push, Outcome.UNSENT, clock.now())
            attempts.append(attempt)
            if attempt.outcome is not Outcome.UNSENT:
                work.ended(attempt.outcome)

    with ThreadPoolExecutor(lanes, thread_name_prefix="lane") as pool:
        for running in [pool.submit(lane) for _ in range(lanes)]:
            running.result()


def _attempt(push: Push, platform) -> Attempt:
    """One message must not stop those behind it, whatever happens to it."""
    try:
        platform.send(push.openid, push.template.id, templates.data(push.template, push.messages),
                      templates.page(push.messages))
    except Exception as trouble:
        outcome = next((outcome for kind, outcome in OUTCOMES if isinstance(trouble, kind)), Outcome.ACCIDENT)
        # The text of an accident of ours may hold anything and is not kept.
        reason = str(trouble) if isinstance(trouble, WeChatError) else type(trouble).__name__
        log.info("not_sent", message_id=push.messages[0].id, outcome=outcome, reason=reason)
        return Attempt(push, outcome, clock.now(), reason)
    return Attempt(push, Outcome.DELIVERED, clock.now())
