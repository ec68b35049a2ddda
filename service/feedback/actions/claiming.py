"""claim, dispatch, release: into one person's hands and out of them."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.core import audit, clock
from service.core.clock import local
from service.core.database import atomic, execute
from service.core.errors import invalid
from service.feedback import notices, policy, timers
from service.feedback.actions.pausing import drop_request
from service.feedback.actions.queueing import end_claim, enqueue
from service.feedback.catalogue import shelf
from service.feedback.models import Claim, Ticket
from service.feedback.queries import opening, people, permitting
from service.feedback.workflow import Verb
from service.organization.actors import Actor

CLAIM = sa.insert(Claim.__table__)


def claim(number: str, *, by: Actor, seen: int | None = None, due_on: date | None = None) -> Ticket:
    """Take a waiting ticket on. The first claim wins.

    Raises AlreadyClaimed naming the winner, HandsFull past the personal limit, and what `opening.for_verb` raises.
    """
    with atomic():
        ticket = opening.for_verb(number, Verb.CLAIM, by=by, seen=seen, locking_me=True)
        _hand_over(ticket, Verb.CLAIM, to=by, by=by, role="holder", due_on=due_on)
        notices.claimed(ticket, by.display_name)
    return ticket


def dispatch(number: str, *, by: Actor, account_id: int, seen: int | None = None) -> Ticket:
    """Give a waiting ticket to a named person who may take it on there; he may give it back. Audited."""
    with atomic():
        ticket = opening.for_verb(number, Verb.DISPATCH, by=by, seen=seen)
        opening.lock_account(account_id)
        person = people.could_hold(account_id, ticket, locked=True)
        if person is None:
            raise invalid(account_id="这个人不在可以承办的人员里。")
        if refused := permitting.hands_full(person, ticket, by):
            raise refused
        _hand_over(ticket, Verb.DISPATCH, to=person, by=by, role=opening.desk_role(by, ticket))
        notices.dispatched(ticket, person.display_name)
        audit.record("dispatch", by=by, subject=ticket.number, account_id=account_id)
    return ticket


def _hand_over(ticket: Ticket, verb: Verb, *, to: Actor, by: Actor, role: str, due_on: date | None = None) -> None:
    moment = clock.now()
    if due_on and not local(moment).date() <= due_on <= local(ticket.answer_by).date():
        raise invalid(due_on=f"请选今天到{notices.when(ticket.answer_by)}之间的日期。")
    try:
        execute(CLAIM, {"ticket_id": ticket.id, "holder_id": to.account_id, "queue": ticket.queue,
                        "claimed_at": moment, "due_on": due_on,
                        "dispatched_by_id": by.account_id if to != by else None})
    except IntegrityError as error:  # the unique index is the truth, should the lock ever have been missed
        raise opening.AlreadyClaimed(holder=ticket.surroundings.holder_name, state=ticket.state,
                                     permitted=[]) from error
    ticket.holder_id, ticket.surroundings.holder_name = to.account_id, to.display_name
    ticket.claim_expires_at = moment + shelf().settings[ticket.queue].claim_lasts
    ticket.decide_by = ticket.contacted_at = None
    ticket.advance(verb, by=by, role=role, **({"due_on": due_on.isoformat()} if due_on else {}),
                   **({"holder": to.display_name} if to != by else {}))


def release(number: str, *, by: Actor, reason: str, seen: int | None = None) -> Ticket:
    """Give a ticket back to its queue, with a reason."""
    with atomic():
        ticket = opening.for_verb(number, Verb.RELEASE, by=by, seen=seen)
        put_back(ticket, by=by, role="holder", reason=reason, because="released")
    return ticket


def put_back(ticket: Ticket, *, by: Actor | None, role: str, reason: str, because: str) -> None:
    """Out of the holder's hands into the queue again; a ticket that goes to and fro reaches a supervisor."""
    end_claim(ticket, because)
    drop_request(ticket)
    enqueue(ticket, ticket.queue, clock.now())
    count_move(ticket)
    if ticket.surroundings:
        ticket.surroundings.holder_name = None
    ticket.advance(Verb.RELEASE, by=by, role=role, text=reason, because=because)
    notices.moved(ticket, reason)
    call_supervisor_if_bounced(ticket)


def count_move(ticket: Ticket) -> None:
    """Count a transfer or a return."""
    ticket.moves += 1


def call_supervisor_if_bounced(ticket: Ticket) -> None:
    """After two transfers or returns, and after each further one, the supervisor who watches over it must decide;
    the town's within 24 h (domain.md section 2)."""
    if ticket.moves >= policy.MOVES_BEFORE_SUPERVISOR:
        raise_to_supervisor(ticket, by=None, reason="已转派或退回两次，请在 24 小时内决定由谁办理。",
                            level=max(ticket.supervised, 1))


def raise_to_supervisor(ticket: Ticket, *, by: Actor | None, reason: str, level: int | None = None) -> None:
    """One level up, or to the named one: the town (1) first, then the district (2); the town has 24 h to decide."""
    ticket.supervised = level or min(ticket.supervised + 1, 2)
    ticket.decide_by = clock.now() + timers.DECIDE_WITHIN if ticket.supervised == 1 else None
    ticket.advance(Verb.ESCALATE, by=by, role="supervisor", text=reason, level=ticket.supervised)
    notices.escalated(ticket, reason)
