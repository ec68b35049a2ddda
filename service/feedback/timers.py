"""When a ticket must be looked at next, and why: pure decisions on its own columns; safe to ask late or twice."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from service.feedback import deadlines
from service.feedback.deadlines import Clock
from service.feedback.workflow import State

RATE_WITHIN = timedelta(days=7)
OBJECT_WITHIN = timedelta(days=7)
DECIDE_OBJECTION_WITHIN = timedelta(days=5)  # of working days
REPLY_WITHIN = timedelta(days=7)
DECIDE_WITHIN = timedelta(hours=24)
WARN_AT = (50, 80)
OVERDUE = 100


class Event(StrEnum):
    """What time brings about."""

    WARN_CLAIM = "warn_claim"
    CLAIM_OVERDUE = "claim_overdue"
    WARN_ANSWER = "warn_answer"
    ANSWER_OVERDUE = "answer_overdue"
    CLAIM_EXPIRED = "claim_expired"
    DECISION_OVERDUE = "decision_overdue"
    REPLY_OVERDUE = "reply_overdue"
    REVIEW_DUE = "review_due"
    RATING_OVERDUE = "rating_overdue"
    WARN_OBJECTION = "warn_objection"
    OBJECTION_OVERDUE = "objection_overdue"


def _limit(clock: Clock, began: datetime, due: datetime, warned: int, warn: Event, overdue: Event):
    """The next warning on a limit, or the limit itself; nothing once it is marked as overdue."""
    if warned >= OVERDUE:
        return
    step = next((percent for percent in WARN_AT if percent > warned), None)
    if step:
        yield deadlines.part_of(began, due, step / 100, clock), warn
    yield due, overdue


def schedule(ticket) -> list[tuple[datetime, Event]]:
    """Every event ahead of a ticket as it stands, earliest first. Needs only the ticket's own columns."""
    events: list[tuple[datetime, Event]] = []
    state = ticket.state
    if state in (State.REVIEWING, State.QUEUED):
        events += _limit(ticket.clock, ticket.queued_at, ticket.claim_by, ticket.claim_warned,
                         Event.WARN_CLAIM, Event.CLAIM_OVERDUE)
    if state in (State.REVIEWING, State.QUEUED, State.CLAIMED, State.FORWARDED):
        events += _limit(ticket.clock, ticket.answer_since, ticket.answer_by, ticket.answer_warned,
                         Event.WARN_ANSWER, Event.ANSWER_OVERDUE)
        if ticket.decide_by:
            events.append((ticket.decide_by, Event.DECISION_OVERDUE))
    if state is State.CLAIMED and ticket.claim_expires_at:
        events.append((ticket.claim_expires_at, Event.CLAIM_EXPIRED))
    if state is State.ASKING:
        events.append((ticket.clock_stopped_at + REPLY_WITHIN, Event.REPLY_OVERDUE))
    if state is State.SUSPENDED:
        events.append((ticket.review_on, Event.REVIEW_DUE))
    if state is State.ANSWERED:
        events.append((ticket.answered_at + RATE_WITHIN, Event.RATING_OVERDUE))
    if state is State.CLOSED and ticket.objection_by:
        events += _limit(Clock.WORKING, ticket.objected_at, ticket.objection_by, ticket.objection_warned,
                         Event.WARN_OBJECTION, Event.OBJECTION_OVERDUE)
    return sorted(events)


def wake_at(ticket) -> datetime | None:
    """The moment of the next event, None when time has no more say (closed, or everything is marked)."""
    events = schedule(ticket)
    return events[0][0] if events else None


def limit_at(ticket) -> datetime | None:
    """The limit that runs now: to be taken on while it waits, else to be answered; None while none runs."""
    if ticket.state in (State.ANSWERED, State.CLOSED) or ticket.clock_stopped_at:
        return None
    waits = ticket.state in (State.REVIEWING, State.QUEUED)
    return min(ticket.claim_by, ticket.answer_by) if waits else ticket.answer_by


def due(ticket, now: datetime) -> Event | None:
    """The event to act on now, the earliest first; None when nothing is due."""
    events = schedule(ticket)
    return events[0][1] if events and events[0][0] <= now else None


def percent_used(clock: Clock, now: datetime, began: datetime, limit: datetime) -> int:
    """How much of a limit is used: 0, 50, 80 or 100 (overdue); after a long stop only the highest counts."""
    if now >= limit:
        return OVERDUE
    passed = [step for step in WARN_AT if deadlines.part_of(began, limit, step / 100, clock) <= now]
    return max(passed, default=0)
