"""Delivery: messages are leased in one transaction, sent outside of any, their outcomes kept in another."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import timedelta

import prometheus_client
import structlog
from flask import current_app

from service.core import jobs, metrics, retries
from service.core.database import db
from service.notifications.actions import settling
from service.notifications.actions.leasing import lease
from service.notifications.actions.sending import STRAINED, Attempt, Outcome, send
from service.notifications.actions.settling import Change, Ending
from service.notifications.models import DeliveryState

PUSHES = prometheus_client.Counter("mashang_pushes_total", "Messages to WeChat, by template and how they ended",
                                   ["template", "outcome"])
ALARMS = {Outcome.MISUSE: "message_misuse", Outcome.MISCONFIGURED: "wechat_misconfigured"}
INBOX = (Outcome.REFUSED, Outcome.NOT_SUBSCRIBED)
log = structlog.get_logger("delivery")


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of messages: `waiting` ones will be tried again, `held` ones go out later, `pushes` were sent."""

    leased: int = 0
    delivered: int = 0
    inbox_only: int = 0
    waiting: int = 0
    held: int = 0
    dead: int = 0
    pushes: int = 0

    def plus(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(*map(sum, zip(astuple(self), astuple(other), strict=True)))


def deliver_all() -> Counts:
    """Deliver until nothing is due, the platform answers nobody, or the worker is told to end."""
    total = Counts()
    while not jobs.is_stopping():
        counts = deliver_due()
        total = total.plus(counts)
        # Messages that all came straight back mean a platform in trouble: it gets its rest until the next minute.
        if counts.leased == counts.waiting:
            break
    return total


def deliver_due(limit: int = 200) -> Counts:
    """Lease up to `limit` messages (and those that go out with them), send them, keep the outcomes; at least once.

    Safe with several workers; raises RuntimeError inside a transaction, because WeChat may take its time.
    """
    if db.session().info.get("atomic"):
        raise RuntimeError("deliver outside of any transaction")
    taken, attempts = lease(limit), []
    try:
        if taken.pushes:
            send(taken.pushes, taken.until, current_app.config["DELIVERY_LANES"], attempts)
    finally:  # a worker that is stopped half-way keeps what it has sent
        states = _keep(attempts)
    counts = Counts(0, states[DeliveryState.DELIVERED], taken.inbox_only + states[DeliveryState.INBOX_ONLY],
                    states[DeliveryState.WAITING], taken.held, taken.dead + states[DeliveryState.DEAD],
                    sum(attempt.outcome is Outcome.DELIVERED for attempt in attempts))
    return counts.plus(Counts(leased=taken.inbox_only + taken.held + taken.dead + sum(states.values())))


def _keep(attempts: Sequence[Attempt]) -> Counter[DeliveryState]:
    """Write what became of the pushes; how many messages are in which state now."""
    ended = [(attempt, _endings(attempt)) for attempt in attempts]
    if ended:
        settling.keep([ending for _, endings in ended for ending in endings],
                      _changes([(attempt, endings[0].new_state) for attempt, endings in ended]))
    for attempt, endings in ended:
        PUSHES.labels(attempt.push.template.name, attempt.outcome).inc()
        _tell(attempt, endings[0])
    return Counter(ending.new_state for _, endings in ended for ending in endings)


def _endings(attempt: Attempt) -> list[Ending]:
    """What is sent together ends together. The tries of a message count accidents with it, and dead workers."""
    rows, outcome = attempt.push.messages, attempt.outcome
    tries = max(row.tries for row in rows) + 1
    said = {"until": attempt.push.until, "reason": attempt.reason}
    if outcome not in (*STRAINED, Outcome.UNSENT):
        said["tries"] = tries
    if outcome is Outcome.DELIVERED:
        return [Ending.of(row, DeliveryState.DELIVERED, delivered_at=attempt.at, **said) for row in rows]
    if outcome in INBOX:
        return [Ending.of(row, DeliveryState.INBOX_ONLY, paid=True, **said) for row in rows]
    if _is_over(attempt, tries):
        return [Ending.of(row, DeliveryState.DEAD, paid=False, **said) for row in rows]
    if outcome is Outcome.UNSENT:
        said["reason"] = rows[0].last_error
    again = attempt.at + _wait(attempt, tries)
    return [Ending.of(row, DeliveryState.WAITING, paid=True, next_try_at=again, **said) for row in rows]


def _is_over(attempt: Attempt, tries: int) -> bool:
    """Our mistake is over at once, an accident after eight, a platform that answers nobody after seven days."""
    return (attempt.outcome is Outcome.MISUSE
            or attempt.outcome is Outcome.ACCIDENT and tries >= retries.MOST_TRIES
            or attempt.outcome is Outcome.BUSY and _lateness(attempt) >= retries.GIVEN_UP_AFTER)


def _lateness(attempt: Attempt) -> timedelta:
    """For how long the oldest message of a push should have been out."""
    return attempt.at - min(row.due_at or row.created_at for row in attempt.push.messages)


def _wait(attempt: Attempt, tries: int) -> timedelta:
    """What was not begun waits for nobody; a busy platform is left alone for as long as it has been late already
    (30 s to 1 h, which doubles it each time); wrong settings for an hour."""
    if attempt.outcome is Outcome.UNSENT:
        return timedelta(0)
    if attempt.outcome is Outcome.ACCIDENT:
        return retries.wait_after(tries)
    seconds = _lateness(attempt).total_seconds() if attempt.outcome is Outcome.BUSY else retries.LONGEST_WAIT_SECONDS
    seconds = min(max(seconds, retries.FIRST_WAIT_SECONDS) * (1 + retries.JITTER * random.random()),
                  retries.LONGEST_WAIT_SECONDS)
    return timedelta(seconds=seconds)


def _changes(ended: Sequence[tuple[Attempt, DeliveryState]]) -> list[Change]:
    """43101 takes the ticks we believed in; a push that is given up gives its tick back, as nobody was sent it."""
    given_back: Counter[tuple[int, str]] = Counter()
    withdrawn: dict[tuple[int, str], int] = {}
    for attempt, state in ended:
        pair = attempt.push.messages[0].account_id, attempt.push.template.name
        if attempt.outcome is Outcome.NOT_SUBSCRIBED:
            withdrawn[pair] = max(attempt.push.left, withdrawn.get(pair, 0))
        elif state is DeliveryState.DEAD:
            given_back[pair] += 1
    return ([Change(*pair, withdrawn=True, left=left) for pair, left in withdrawn.items()]
            + [Change(*pair, given_back=ticks) for pair, ticks in given_back.items() if pair not in withdrawn])


def _tell(attempt: Attempt, ending: Ending) -> None:
    """An alarm for what a person must mend."""
    alarm = ALARMS.get(attempt.outcome)
    if alarm:
        metrics.alarm(alarm)
    if alarm or ending.new_state is DeliveryState.DEAD:
        log.error(alarm or "message_dead", message_id=ending.message_id, kind=attempt.push.messages[0].kind,
                  reason=attempt.reason)
