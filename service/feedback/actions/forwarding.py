"""forward, feed back, take back: a matter handed to an outside system stays ours until it has a result."""

from __future__ import annotations

from service.core import clock
from service.core.database import atomic, db
from service.feedback import notices
from service.feedback.actions.closing import close
from service.feedback.actions.pausing import drop_request
from service.feedback.actions.queueing import end_claim, enqueue
from service.feedback.events import ticket_forwarded, ticket_taken_back
from service.feedback.models import Forwarding, SyncState, Ticket
from service.feedback.queries import opening
from service.feedback.queries.forwarding import code_of, last_of, name_of
from service.feedback.workflow import Outcome, Verb
from service.organization.actors import Actor


def forward(number: str, *, by: Actor, reason: str, external_system: str, external_id: str | None = None,
            seen: int | None = None) -> Ticket:
    """Hand a matter to an outside system, keeping its number there; our limit goes on running."""
    with atomic():
        ticket = opening.for_verb(number, Verb.FORWARD, by=by, seen=seen)
        external_system = code_of(external_system)
        end_claim(ticket, "forwarded")
        drop_request(ticket)
        ticket.holder_id = ticket.claim_expires_at = ticket.decide_by = None
        ticket.surroundings.holder_name = None
        forwarding = Forwarding(ticket_id=ticket.id, by_id=by.account_id, external_system=external_system,
                                external_id=external_id, sync_state=SyncState.SENT, at=clock.now())
        db.session.add(forwarding)
        ticket.has_heard(forwarding.at)
        ticket.advance(Verb.FORWARD, by=by, role=opening.desk_role(by, ticket), text=reason,
                       external_system=external_system, external_id=external_id)
        notices.forwarded(ticket, name_of(external_system), external_id)
        ticket_forwarded.send(ticket, forwarding=forwarding, reason=reason)
    return ticket


def feed_back(number: str, *, by: Actor, text: str, seen: int | None = None) -> Ticket:
    """The outside system has a result: closed, by somebody else than who forwarded it."""
    with atomic():
        ticket = opening.for_verb(number, Verb.FEED_BACK, by=by, seen=seen)
        forwarding = last_of(ticket)
        forwarding.sync_state, forwarding.ended_at = SyncState.DONE, clock.now()
        close(ticket, Verb.FEED_BACK, Outcome.FORWARDED_DONE, by=by, role=opening.desk_role(by, ticket), text=text)
        notices.ended_otherwise(ticket, "forwarded_done", "有关部门已办理", text)
    return ticket


def take_back(number: str, *, by: Actor, reason: str, seen: int | None = None) -> Ticket:
    """The outside system does not take it: it waits in our queue again."""
    with atomic():
        ticket = opening.for_verb(number, Verb.TAKE_BACK, by=by, seen=seen)
        forwarding = last_of(ticket)
        forwarding.sync_state, forwarding.ended_at = SyncState.TAKEN_BACK, clock.now()
        enqueue(ticket, ticket.queue, clock.now())
        ticket.advance(Verb.TAKE_BACK, by=by, role=opening.desk_role(by, ticket), text=reason)
        notices.moved(ticket, reason)
        ticket_taken_back.send(ticket, forwarding=forwarding, reason=reason)
    return ticket
