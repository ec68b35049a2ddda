"""Waiting time and more time: the holder asks, somebody else decides, the resident is told."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from service.core import clock
from service.core.clock import LOCAL, local
from service.core.database import atomic, db
from service.core.errors import invalid
from service.feedback import notices
from service.feedback.actions.queueing import start_clock, stop_clock
from service.feedback.models import Request, RequestKind, Ticket
from service.feedback.queries import opening
from service.feedback.queries.asked import open_request
from service.feedback.queries.permitting import TooLateToAsk
from service.feedback.workflow import State, Verb
from service.organization.actors import Actor

LONGEST = timedelta(days=90)
NAMES = {RequestKind.SUSPENSION: "挂起", RequestKind.EXTENSION: "延期"}


def end_of(day: date) -> datetime:
    """The last moment of a local day, as an aware moment."""
    return datetime.combine(day + timedelta(days=1), time(), LOCAL)


def request_suspension(number: str, *, by: Actor, reason: str, review_on: date, seen: int | None = None) -> Ticket:
    """Ask for lawful waiting time until a review date; it begins when a supervisor consents."""
    with atomic():
        ticket = opening.for_verb(number, Verb.SUSPEND, by=by, seen=seen)
        _check_day(review_on, "review_on")
        _request(ticket, Verb.SUSPEND, RequestKind.SUSPENSION, by=by, reason=reason, until=end_of(review_on))
    return ticket


def request_extension(number: str, *, by: Actor, reason: str, answer_by: date, seen: int | None = None) -> Ticket:
    """Ask for more time; only before the limit has passed (domain.md section 4). Raises TooLateToAsk."""
    with atomic():
        ticket = opening.for_verb(number, Verb.EXTEND, by=by, seen=seen)
        _check_day(answer_by, "answer_by")
        if end_of(answer_by) <= ticket.answer_by:
            raise invalid(answer_by="应当晚于现在的时限。")
        _request(ticket, Verb.EXTEND, RequestKind.EXTENSION, by=by, reason=reason, until=end_of(answer_by))
    return ticket


def _check_day(day: date, field: str) -> None:
    today = local(clock.now()).date()
    if not today < day <= today + LONGEST:
        raise invalid(**{field: "请选明天起 90 天以内的日期。"})


def _request(ticket: Ticket, verb: Verb, kind: RequestKind, *, by: Actor, reason: str, until: datetime) -> None:
    db.session.add(Request(ticket_id=ticket.id, kind=kind, reason=reason, until=until, asked_by_id=by.account_id,
                           asked_at=clock.now()))
    ticket.advance(verb, by=by, role="holder", text=reason, until=until.isoformat())
    notices.requested(ticket, NAMES[kind], reason)


def decide(number: str, *, by: Actor, granted: bool, note: str | None = None, seen: int | None = None) -> Ticket:
    """A supervisor consents or not. Raises NotFound `no_request` when nothing was asked for, TooLateToAsk when the
    limit passed meanwhile: a delay is told to the resident before it."""
    with atomic():
        ticket = opening.for_verb(number, Verb.CONSENT, by=by, seen=seen)
        request = open_request(ticket)
        if granted and request.kind is RequestKind.EXTENSION and clock.now() >= ticket.answer_by:
            raise TooLateToAsk("时限已过，不能再同意延期；请尽快答复。", state=ticket.state)
        request.decided_by_id, request.decided_at, request.granted = by.account_id, clock.now(), granted
        suspends = granted and request.kind is RequestKind.SUSPENSION
        if suspends:
            stop_clock(ticket)
            ticket.review_on = request.until
        elif granted:
            ticket.answer_by, ticket.answer_warned = max(ticket.answer_by, request.until), 0
        ticket.advance(Verb.CONSENT, by=by, role="supervisor", to=None if suspends else State.CLAIMED, text=note,
                       granted=granted, kind=request.kind)
        notices.decided(ticket, NAMES[request.kind], granted, request.until)
    return ticket


def drop_request(ticket: Ticket) -> None:
    """A request dies with the claim it came from."""
    db.session.execute(sa.delete(Request).where(Request.ticket_id == ticket.id, Request.decided_at.is_(None)))


def resume(number: str, *, by: Actor, seen: int | None = None) -> Ticket:
    """Go on with a suspended ticket before its review date."""
    with atomic():
        ticket = opening.for_verb(number, Verb.RESUME, by=by, seen=seen)
        go_on(ticket, by=by, why="承办人恢复办理")
    return ticket


def go_on(ticket: Ticket, *, by: Actor | None, why: str) -> None:
    """Start the clock again and tell both sides."""
    start_clock(ticket)
    ticket.advance(Verb.RESUME, by=by, role="holder", text=why)
    notices.resumed(ticket, why)
