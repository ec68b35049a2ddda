"""What the law has given to a department since it came is taken from where members and everybody would take it on."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock, jobs
from service.core.database import atomic, db
from service.feedback import notices
from service.feedback.actions.queueing import enqueue
from service.feedback.models import Ticket
from service.feedback.queries import opening
from service.feedback.queries.catalogue import current, is_for_departments
from service.feedback.routing import Queue
from service.feedback.workflow import State, Verb

BATCH = 200
REASON = "这类事项现在须由执法部门处理，已转给社区。"


def recall_from_volunteers() -> int:
    """Move what waits in the wrong queue to the community's, each in a transaction of its own; returns how many.

    Safe twice, at once, late. What is in somebody's hands stays there until it is answered or given back.
    """
    numbers = db.session.scalars(_misplaced()).all()
    return sum(_recall(number) for number in numbers if not jobs.is_stopping())


def _misplaced() -> sa.Select:
    enforced = [topic.code for topic in current().topics.values() if topic.needs_enforcement]
    return (sa.select(Ticket.number).order_by(Ticket.claim_by, Ticket.id).limit(BATCH)
            .where(Ticket.state == State.QUEUED, Ticket.queue.in_([Queue.PARTY_MEMBER, Queue.PUBLIC]),
                   Ticket.category.in_(enforced)))


def _recall(number: str) -> bool:
    with atomic():
        ticket = opening.locked(number)
        before = ticket.queue
        if ticket.state is not State.QUEUED or before is Queue.COMMUNITY or not is_for_departments(ticket.category):
            return False
        enqueue(ticket, Queue.COMMUNITY, clock.now())
        ticket.advance(Verb.FALL_THROUGH, by=None, role="system", text=REASON, before=before, queue=ticket.queue)
        notices.moved(ticket, REASON)
    return True
