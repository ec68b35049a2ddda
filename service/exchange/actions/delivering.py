"""Delivery: events are leased, sent outside of any transaction, and settled by the status that came back."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa
import structlog

from service.core import clock, errands, jobs, metrics, retries
from service.exchange import systems, wire
from service.exchange.models import EventState, OutgoingEvent
from service.exchange.queries.events import in_front

AT_ONCE = 20
PASSES = 100
TRIES_AT_LEAST = 8  # a worker that stood still for a week gives up on nothing it has hardly tried
MOST_REFUSALS = 3
GONE = 410
NOT_NOW = (408, 425, 429)
NOT_TRUSTED = (401, 403)  # a key or a right is wrong there or here: nothing of ours can go until that is mended
log = structlog.get_logger("exchange")


def deliver_all() -> dict[str, int]:
    """Deliver until nothing is due: `{delivered, waiting, dead}` of this run. At least once each; the earliest event
    of a ticket first, the next one when that has arrived or is given up.

    A system in trouble rests until the next run, so that it holds up nobody else.
    """
    done: Counter = Counter()
    resting: set[str] = set()
    for _ in range(PASSES):
        rows = errands.lease(OutgoingEvent, AT_ONCE, *in_front(resting))
        for row in rows:
            if row.system in resting or jobs.is_stopping() or not errands.may_start(row):
                errands.return_unused(OutgoingEvent, row)
            else:
                done[_attempt(row, resting)] += 1
        if not rows or jobs.is_stopping():
            break
    return {state.value: done[state] for state in (EventState.DELIVERED, EventState.WAITING, EventState.DEAD)}


def _attempt(row: sa.Row, resting: set[str]) -> EventState:
    if row.tries > TRIES_AT_LEAST and _is_old(row):  # its workers died on it, again and again
        return _bury(row, "no worker came back from sending it", alarm="webhook_given_up")
    system = systems.known().get(row.system)
    if system is None or system.url is None:
        return _put_off(row, "no address is configured", resting)
    try:
        status = wire.post(system, row.event, row.delivery, row.body.encode())
    except wire.Unreachable as trouble:
        return _put_off(row, str(trouble), resting)
    if 200 <= status < 300:
        errands.settle(OutgoingEvent, row, state=EventState.DELIVERED, delivered_at=clock.now(), body=None,
                       last_error=None)
        return EventState.DELIVERED
    if status in NOT_TRUSTED:
        metrics.alarm("webhook_not_trusted")
    if status >= 500 or status in (*NOT_NOW, *NOT_TRUSTED):
        return _put_off(row, f"HTTP {status}", resting)
    return _refused(row, status)


def _is_old(row: sa.Row) -> bool:
    return clock.now() >= row.waiting_since + retries.GIVEN_UP_AFTER


def _put_off(row: sa.Row, reason: str, resting: set[str]) -> EventState:
    """The system is in trouble: again later, for a week."""
    resting.add(row.system)
    if row.tries >= TRIES_AT_LEAST and _is_old(row):
        return _bury(row, reason, alarm="webhook_given_up")
    errands.put_off(OutgoingEvent, row, reason, most_tries=row.tries + 1)
    log.warning("webhook_put_off", delivery=row.delivery, system=row.system, tries=row.tries, reason=reason)
    return EventState.WAITING


def _refused(row: sa.Row, status: int) -> EventState:
    """The system does not want this event: a person must look, after the third time or when it says "gone"."""
    if status == GONE or row.refusals + 1 >= MOST_REFUSALS:
        return _bury(row, f"HTTP {status}", alarm="webhook_refused")
    errands.put_off(OutgoingEvent, row, f"HTTP {status}", most_tries=row.tries + 1,
                    noting={"refusals": row.refusals + 1})
    return EventState.WAITING


def _bury(row: sa.Row, reason: str, *, alarm: str) -> EventState:
    errands.settle(OutgoingEvent, row, state=EventState.DEAD, last_error=reason)
    metrics.alarm(alarm)
    log.error(alarm, delivery=row.delivery, system=row.system, tries=row.tries, reason=reason)
    return EventState.DEAD
