"""What time does by itself: late, twice, at once or after a week's stop, each event acts once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import sqlalchemy as sa
import structlog
from sqlalchemy import exc

from service.core import clock, jobs, metrics
from service.core.database import atomic, db
from service.feedback import notices, timers
from service.feedback.actions import objecting
from service.feedback.actions.claiming import put_back, raise_to_supervisor
from service.feedback.actions.closing import confirm_by_itself
from service.feedback.actions.pausing import go_on
from service.feedback.actions.sorting import fall_through
from service.feedback.models import Ticket
from service.feedback.queries import opening, people
from service.feedback.timers import Event
from service.feedback.workflow import State

BATCH = 500
TOGETHER = 50
log = structlog.get_logger("clockwork")


def _warn_claim(ticket: Ticket) -> None:
    ticket.claim_warned = percent = timers.percent_used(ticket.clock, clock.now(), ticket.queued_at, ticket.claim_by)
    if percent < timers.OVERDUE:
        notices.warned(ticket, people.workers_of(ticket), "claim", percent, ticket.claim_by)
    else:
        ticket.claim_warned = max(timers.WARN_AT)  # too late to warn: the limit itself comes next


def _warn_answer(ticket: Ticket) -> None:
    ticket.answer_warned = percent = timers.percent_used(ticket.clock, clock.now(), ticket.answer_since,
                                                         ticket.answer_by)
    if percent < timers.OVERDUE:
        told = [ticket.holder_id] if ticket.holder_id else people.workers_of(ticket)
        notices.warned(ticket, told, "answer", percent, ticket.answer_by)
    else:
        ticket.answer_warned = max(timers.WARN_AT)


def _answer_overdue(ticket: Ticket) -> None:
    ticket.answer_warned = timers.OVERDUE
    raise_to_supervisor(ticket, by=None, reason=f"{notices.when(ticket.answer_by)}的办理时限已过。")


def _decision_overdue(ticket: Ticket) -> None:
    ticket.decide_by = None
    raise_to_supervisor(ticket, by=None, reason="镇街 24 小时内没有决定。")


def _claim_expired(ticket: Ticket) -> None:
    put_back(ticket, by=None, role="system", reason="接单到期，没有办结。", because="expired")


HANDLERS: dict[Event, Callable[[Ticket], None]] = {
    Event.WARN_CLAIM: _warn_claim, Event.CLAIM_OVERDUE: fall_through, Event.WARN_ANSWER: _warn_answer,
    Event.ANSWER_OVERDUE: _answer_overdue, Event.CLAIM_EXPIRED: _claim_expired,
    Event.DECISION_OVERDUE: _decision_overdue, Event.RATING_OVERDUE: confirm_by_itself,
    Event.REPLY_OVERDUE: lambda ticket: go_on(ticket, by=None, why="居民一周没有补充，继续办理"),
    Event.WARN_OBJECTION: objecting.warn, Event.OBJECTION_OVERDUE: objecting.overdue,
    Event.REVIEW_DUE: lambda ticket: go_on(ticket, by=None, why="到了复查日期，继续办理"),
}


def due_tickets(limit: int = BATCH) -> list[int]:
    """Ids of tickets time has something to say to, the longest due first; by index."""
    return list(db.session.scalars(due_statement(limit)))


def due_statement(limit: int) -> sa.Select:
    """The ids of what is due, the longest due first."""
    return sa.select(Ticket.id).where(Ticket.wake_at <= clock.now()).order_by(Ticket.wake_at, Ticket.id).limit(limit)


def would_do(limit: int = BATCH) -> list[tuple[str, Event]]:
    """(number, event) of what `run` would do next, without doing it."""
    rows = db.session.scalars(sa.select(Ticket).where(Ticket.wake_at <= clock.now())
                              .order_by(Ticket.wake_at, Ticket.id).limit(limit))
    moment = clock.now()
    return [(ticket.number, event) for ticket in rows if (event := timers.due(ticket, moment))]


def act(ticket_id: int) -> Event | None:
    """Do the earliest due event of one ticket in one transaction; None when there is none, or another worker has it."""
    with atomic():
        ticket = opening.is_due(ticket_id)
        return _act_on(ticket) if ticket else None


def _act_on(ticket: Ticket) -> Event | None:
    """Do the earliest due event of a locked ticket."""
    event = timers.due(ticket, clock.now())
    if event is not None:
        HANDLERS[event](ticket)
    ticket.wake_at = timers.wake_at(ticket)
    return event


def _act_together(ids: list[int], failed: set[int]) -> list[Event]:
    """Act on some tickets in one transaction, which is what makes a pass fast; where one breaks it, on each alone."""
    try:
        with atomic():
            return [event for ticket in _locked_due(ids) if (event := _act_on(ticket))]
    except Exception as error:
        log.warning("timers_one_by_one", tickets=len(ids), kind=type(error).__name__)
    return [event for ticket_id in ids if (event := _act_or_alarm(ticket_id, failed))]


def _locked_due(ids: list[int]) -> Sequence[Ticket]:
    """Those of the tickets that are due still and that nobody else has in hand, locked, the longest due first."""
    return db.session.scalars(
        sa.select(Ticket).where(Ticket.id.in_(ids), Ticket.wake_at <= clock.now()).order_by(Ticket.wake_at, Ticket.id)
        .with_for_update(skip_locked=True).execution_options(populate_existing=True)).all()


def _act_or_alarm(ticket_id: int, failed: set[int]) -> Event | None:
    try:
        return act(ticket_id)
    except exc.OperationalError:
        raise  # the database is away: nothing else will work either, and the next minute tries again
    except Exception as error:
        failed.add(ticket_id)
        metrics.alarm("timer_failed")
        log.exception("timer_failed", ticket_id=ticket_id, kind=type(error).__name__)
        return None


def run(batches: int = 200) -> Counter:
    """Do everything that is due; returns how often each event acted. Ends when nothing is left or does not move.

    A ticket that cannot be acted on raises an alarm and stands in nobody else's way.
    """
    done: Counter = Counter()
    failed: set[int] = set()
    for _ in range(batches):
        ids = [ticket_id for ticket_id in due_tickets(BATCH + len(failed)) if ticket_id not in failed]
        acted = 0
        for start in range(0, len(ids), TOGETHER):
            if jobs.is_stopping():
                return done
            events = _act_together(ids[start:start + TOGETHER], failed)
            done.update(events)
            acted += len(events)
        if not acted:
            break
    return done


def release_of_unentitled(account_id: int) -> int:
    """Put back what a person holds but may no longer handle, for instance after a grant was revoked."""
    numbers = db.session.scalars(sa.select(Ticket.number).where(
        Ticket.holder_id == account_id,
        Ticket.state.in_([State.CLAIMED, State.ASKING, State.SUSPENDED])).order_by(Ticket.id)).all()
    count = 0
    with atomic():
        for number in numbers:
            ticket = opening.locked(number)
            if ticket.holder_id != account_id or people.could_hold(account_id, ticket):
                continue
            if ticket.state is not State.CLAIMED:
                go_on(ticket, by=None, why="承办人变更，继续办理")
            put_back(ticket, by=None, role="system", reason="原承办人已不再承办。", because="no_longer_entitled")
            count += 1
    return count
