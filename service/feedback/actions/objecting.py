"""object, and the decision on it: a refusal is not the end, and who decides had no hand in it."""

from __future__ import annotations

from service.core import clock, metrics
from service.core.database import atomic, db
from service.feedback import deadlines, notices, timers
from service.feedback.actions.joining import leave_primary, lock_together
from service.feedback.actions.queueing import enqueue
from service.feedback.catalogue import shelf
from service.feedback.deadlines import Clock
from service.feedback.models import Objection, Ticket, Verdict
from service.feedback.queries import objections, opening
from service.feedback.routing import ReviewLevel
from service.feedback.workflow import State, Verb
from service.organization.actors import Actor


def object_to(number: str, *, by: Actor, text: str, seen: int | None = None) -> Ticket:
    """Object to a rejection or an ending, once, within seven days; also whose matter was merged into such a ticket.

    Raises AlreadyObjected, TooLateToObject, and what `opening.for_verb` raises.
    """
    with atomic():
        lock_together(number)
        ticket = opening.for_verb(number, Verb.OBJECT, by=by, seen=seen)
        end, moment = objections.end_of(ticket), clock.now()
        objection = Objection(ticket_id=ticket.id, by_id=by.account_id, against_id=end.actor_id, text=text, at=moment,
                              level=objections.level_against(end.role),
                              decide_by=deadlines.add(moment, timers.DECIDE_OBJECTION_WITHIN, Clock.WORKING))
        db.session.add(objection)
        ticket.objected_at, ticket.objection_by, ticket.objection_warned = moment, objection.decide_by, 0
        ticket.advance(Verb.OBJECT, by=by, role=opening.speaker_role(by, ticket), text=text, level=objection.level)
        _find_deciders(ticket, objection)
        notices.objected(ticket, objection)
    return ticket


def _find_deciders(ticket: Ticket, objection: Objection) -> None:
    """Where nobody of the level is free to decide, it goes one up; an alarm when nobody is there either."""
    if objection.level is ReviewLevel.TOWN and not objections.deciders(ticket, ReviewLevel.TOWN):
        objection.level = ReviewLevel.DISTRICT
        db.session.flush()
    if not objections.deciders(ticket, objection.level):
        metrics.alarm("nobody_decides_objection")


def decide_objection(number: str, *, by: Actor, decision: Verdict, reason: str, seen: int | None = None) -> Ticket:
    """Open the matter again, with fresh limits, or uphold how it ended; either way with reasons the reporter reads."""
    with atomic():
        lock_together(number)
        ticket = opening.for_verb(number, Verb.DECIDE_OBJECTION, by=by, seen=seen)
        objection = objections.of(ticket)
        objection.verdict, objection.reason = Verdict(decision), reason
        objection.decided_by_id, objection.decided_at = by.account_id, clock.now()
        ticket.objection_by = None
        reopens = objection.verdict is Verdict.REOPEN
        if reopens:
            _open_again(ticket)
        ticket.advance(Verb.DECIDE_OBJECTION, by=by, role="supervisor", text=reason,
                       to=State.QUEUED if reopens else State.CLOSED, decision=objection.verdict)
        notices.objection_decided(ticket, objection)
    return ticket


def _open_again(ticket: Ticket) -> None:
    """It waits in its queue as if it came today; what was merged stands for itself again."""
    moment = clock.now()
    if ticket.merged_into_id:
        leave_primary(ticket)
    enqueue(ticket, ticket.queue, moment)
    ticket.answer_since, ticket.answer_warned, ticket.answered_at = moment, 0, None
    ticket.answer_by = deadlines.add(moment, shelf().levels[ticket.service_level].answer_within, ticket.clock)


def warn(ticket: Ticket) -> None:
    """Half or most of the time to decide an objection is over (timer)."""
    percent = timers.percent_used(Clock.WORKING, clock.now(), ticket.objected_at, ticket.objection_by)
    ticket.objection_warned = min(percent, max(timers.WARN_AT))
    if percent < timers.OVERDUE:
        notices.objection_waits(ticket, objections.of(ticket), f"已过 {percent}%")


def overdue(ticket: Ticket) -> None:
    """Nobody decided an objection in time: the district's it is, with an alarm; time itself never decides (timer)."""
    ticket.objection_warned = timers.OVERDUE
    objection = objections.of(ticket)
    objection.level = ReviewLevel.DISTRICT
    db.session.flush()
    metrics.alarm("objection_overdue")
    notices.objection_waits(ticket, objection, "已过期，转由区里决定")
