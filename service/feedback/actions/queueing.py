"""Putting a ticket into a queue, taking it out of somebody's hands, stopping and starting its clock."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.feedback import deadlines
from service.feedback.catalogue import shelf
from service.feedback.models import Claim, Ticket
from service.feedback.queries.catalogue import caught_by
from service.feedback.routing import Queue, Safeguard


def enqueue(ticket: Ticket, queue: Queue, moment: datetime) -> None:
    """Let it wait in a queue from now on: a new limit to be taken on, the ring at its smallest, nobody's hands.

    The limit to answer stays what it was. What a safeguard holds, or has come to hold meanwhile, waits with the
    community.
    """
    caught = caught_by(ticket)
    if caught:
        queue, ticket.fallback, ticket.safeguard = Queue.COMMUNITY, None, caught[0].kind
        ticket.needs_enforcement |= any(one.kind is Safeguard.ENFORCEMENT for one in caught)
    level = shelf().levels[ticket.service_level]
    ticket.queue, ticket.queued_at = queue, moment
    ticket.claim_by = deadlines.add(moment, level.claim_within, ticket.clock)
    ticket.claim_warned = 0
    ticket.holder_id = ticket.claim_expires_at = ticket.contacted_at = None
    widen_ring_from(ticket, moment)


def widen_ring_from(ticket: Ticket, moment: datetime) -> None:
    """Building first, then compound, then community; a step the place does not have is no waiting."""
    step = shelf().settings[Queue.PARTY_MEMBER].ring_every
    ticket.ring_compound_at = moment + step if ticket.building_id else moment
    ticket.ring_community_at = ticket.ring_compound_at + step if ticket.compound_id else moment


def end_claim(ticket: Ticket, because: str) -> None:
    """End the open claim row, if there is one."""
    db.session.execute(sa.update(Claim).where(Claim.ticket_id == ticket.id, Claim.ended_at.is_(None))
                       .values(ended_at=clock.now(), ended_because=because))


def stop_clock(ticket: Ticket) -> None:
    """Waiting for the resident or for a lawful reason does not count against the handler."""
    ticket.clock_stopped_at = clock.now()


def start_clock(ticket: Ticket) -> None:
    """What was left when the clock stopped is left again."""
    moment, stopped = clock.now(), ticket.clock_stopped_at
    if ticket.answer_by > stopped:
        ticket.answer_since += moment - stopped
    ticket.answer_by = deadlines.resume(ticket.answer_by, stopped, moment, ticket.clock)
    if ticket.claim_expires_at:
        ticket.claim_expires_at += moment - stopped
    ticket.clock_stopped_at = ticket.review_on = None
