"""rate, withdraw, end: how a ticket is closed, never by its handler."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import audit, clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, WrongMoment
from service.feedback import deadlines, notices, policy
from service.feedback.actions.alarming import heeding
from service.feedback.actions.claiming import put_back, raise_to_supervisor
from service.feedback.actions.joining import lock_together, part_again, part_all_of
from service.feedback.actions.pausing import drop_request
from service.feedback.actions.queueing import end_claim
from service.feedback.catalogue import shelf
from service.feedback.events import ticket_closed
from service.feedback.models import Answer, Rating, Solved, Ticket
from service.feedback.queries import opening, people
from service.feedback.workflow import Outcome, State, Verb
from service.organization.actors import Actor


class AlreadyRated(WrongMoment):
    code, title = "already_rated", "Already rated"
    detail = "您已经评价过这次答复了。"


def rate(number: str, *, by: Actor, solved: Solved, satisfaction: int, contacted_in_time: bool | None = None,
         comment: str | None = None, seen: int | None = None) -> Ticket:
    """The resident says three facts of the answer; "not solved" opens the ticket again, twice calls a supervisor.

    The reporter of a merged ticket rates the answer of the ticket it was merged into.
    """
    solved = Solved(solved)
    facts = {"solved": solved, "satisfaction": satisfaction, "contacted_in_time": contacted_in_time,
             "comment": comment}
    with atomic():
        lock_together(number)
        ticket = opening.locked(number)
        if policy.may_rate_merged(by, ticket):
            return _rate_merged(ticket, by=by, seen=seen, **facts)
        ticket = opening.for_verb(number, Verb.RATE, by=by, seen=seen)
        _note(ticket, _last_answer(ticket.id), by=by, **facts)
        with heeding(ticket, comment, ends=solved is not Solved.NO):
            if solved is Solved.NO:
                _reopen(ticket, by=by, comment=comment)
            else:
                close(ticket, Verb.RATE, Outcome.CONFIRMED, by=by, role="reporter")
    return ticket


def _last_answer(ticket_id: int) -> int | None:
    return db.session.scalar(sa.select(Answer.id).where(Answer.ticket_id == ticket_id)
                             .order_by(Answer.id.desc()).limit(1))


def _note(ticket: Ticket, answer_id: int, *, by: Actor, **facts) -> None:
    if db.session.scalar(sa.select(Rating.id).where(Rating.ticket_id == ticket.id, Rating.answer_id == answer_id)):
        raise AlreadyRated(state=ticket.state)
    db.session.add(Rating(ticket_id=ticket.id, answer_id=answer_id, rater_id=by.account_id, at=clock.now(), **facts))


def _rate_merged(ticket: Ticket, *, by: Actor, seen: int | None, **facts) -> Ticket:
    opening.check_version(ticket, seen)
    answer_id = _last_answer(ticket.merged_into_id)
    if answer_id is None:
        raise WrongMoment("还没有答复，请稍后再评价。", state=ticket.state, permitted=[])
    if db.session.scalar(sa.select(Answer.by_id).where(Answer.id == answer_id)) == by.account_id:
        raise Forbidden("不能评价自己办理的事。")
    _note(ticket, answer_id, by=by, **facts)
    is_open_again = facts["solved"] is Solved.NO
    with heeding(ticket, facts["comment"], ends=not is_open_again):
        if is_open_again:
            part_again(ticket, by=None, reason="居民评价为没有解决，恢复单独办理。")
    return ticket


def _reopen(ticket: Ticket, *, by: Actor, comment: str | None) -> None:
    """Back to the same hands with a new limit; to the queue when those hands may no longer hold it."""
    moment, level = clock.now(), shelf().levels[ticket.service_level]
    ticket.reopened += 1
    ticket.answered_at, ticket.answer_warned, ticket.answer_since = None, 0, moment
    ticket.answer_by = deadlines.add(moment, level.answer_within, ticket.clock)
    ticket.claim_expires_at = moment + shelf().settings[ticket.queue].claim_lasts
    ticket.advance(Verb.REOPEN, by=by, role="reporter", text=comment)
    notices.reopened(ticket)
    if people.could_hold(ticket.holder_id, ticket) is None:
        put_back(ticket, by=None, role="system", reason="原承办人已不再承办。", because="no_longer_entitled")
    if ticket.reopened >= policy.REOPENED_BEFORE_END:
        raise_to_supervisor(ticket, by=None, reason="居民两次评价为没有解决。")


def close(ticket: Ticket, verb: Verb, outcome: Outcome, *, by: Actor | None, role: str, text: str | None = None,
          **data) -> None:
    """Close with an outcome, and let later packages know in the same transaction."""
    end_claim(ticket, outcome)
    drop_request(ticket)
    ticket.decide_by = ticket.claim_expires_at = ticket.clock_stopped_at = ticket.review_on = None
    if outcome in policy.SHOWN_NO_LONGER:
        ticket.is_public, ticket.kept_back = False, None
    ticket.advance(verb, by=by, role=role, outcome=outcome, text=text, **data)
    ticket_closed.send(ticket, outcome=outcome)


def withdraw(number: str, *, by: Actor, reason: str | None = None, seen: int | None = None) -> Ticket:
    """The resident takes his matter back."""
    with atomic():
        ticket = opening.for_verb(number, Verb.WITHDRAW, by=by, seen=seen)
        holder_id, ticket.holder_id = ticket.holder_id, None
        ticket.surroundings.holder_name = None
        close(ticket, Verb.WITHDRAW, Outcome.WITHDRAWN, by=by, role="reporter", text=reason)
        part_all_of(ticket)
        notices.withdrawn(ticket, holder_id)
    return ticket


def end(number: str, *, by: Actor, reason: str, other_channel: str, seen: int | None = None) -> Ticket:
    """A supervisor ends a matter after two reviewed handlings, naming where else to turn. Audited."""
    with atomic():
        ticket = opening.for_verb(number, Verb.END, by=by, seen=seen)
        close(ticket, Verb.END, Outcome.ENDED, by=by, role="supervisor", text=reason, other_channel=other_channel)
        audit.record("end", by=by, subject=ticket.number)
        notices.refused(ticket, "ended", "办理终结", f"{reason} 还可以：{other_channel}")
    return ticket


def confirm_by_itself(ticket: Ticket) -> None:
    """Seven days without a rating: closed, and counted apart from real answers (timer)."""
    if ticket.state is not State.ANSWERED:
        raise Forbidden()
    close(ticket, Verb.AUTO_CONFIRM, Outcome.AUTO_CONFIRMED, by=None, role="system")
    notices.ended_otherwise(ticket, "auto_confirmed", "已自动确认",
                            "答复后 7 天没有评价，已自动确认。没有解决可以再次反映。")
