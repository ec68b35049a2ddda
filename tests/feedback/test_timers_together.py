"""The timers act on many tickets in one transaction, and nobody suffers by it."""

import pytest
import sqlalchemy as sa

from service.core import jobs
from service.core.database import atomic, db
from service.feedback.actions import clockwork
from service.feedback.models import Ticket
from service.feedback.queries import opening
from service.feedback.routing import Queue
from service.feedback.timers import Event
from service.notifications.models import Message


@pytest.fixture
def due(life, wait):
    """Twelve tickets for the workers, half of whose limit has passed."""
    numbers = [life.submit(queue=Queue.COMMUNITY, by=by) for by in ("li", "chen", "hu") for _ in range(4)]
    wait(hours=13)
    return numbers


def test_due_tickets_are_locked_together(due, statements):
    with statements() as sent:
        clockwork.run()

    assert sum(statement.startswith("SELECT tickets.id, tickets.number") for statement in sent) == 1


def test_in_the_company_of_a_broken_one_each_is_acted_on_once(due, life):
    with atomic() as session:  # a limit that ends before it began: nothing can be said about it
        session.execute(sa.update(Ticket).where(Ticket.number == due[5])
                        .values(claim_by=Ticket.created_at, queued_at=Ticket.answer_by))

    with life.letters() as heard:
        done = clockwork.run()

    assert done == {Event.WARN_CLAIM: 11}
    assert sorted(heard) == sorted([("zhang", "claim_warned_50"), ("zhou", "claim_warned_50")] * 11)
    assert [life.ticket(number).claim_warned for number in due] == [50] * 5 + [0] + [50] * 6


def test_a_worker_that_is_told_to_end_stops_between_two_batches(due, life, monkeypatch):
    monkeypatch.setattr(clockwork, "TOGETHER", 5)
    jobs._stopping.set()
    try:
        stopped = clockwork.run()
    finally:
        jobs._stopping.clear()

    assert (stopped, clockwork.run()) == ({}, {Event.WARN_CLAIM: 12})


@pytest.mark.only_postgresql
def test_a_ticket_somebody_has_in_hand_is_left_and_the_others_are_not(app, due, life, run_together):
    meanwhile = []

    def hold():
        with atomic():
            opening.locked(due[0])
            meanwhile.extend(run_together([clockwork.run]))
    hold()

    assert meanwhile == [{Event.WARN_CLAIM: 11}]
    assert clockwork.run() == {Event.WARN_CLAIM: 1}
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Message).where(
        Message.kind == "claim_warned_50", Message.subject == due[0])) == 2
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ticket).where(Ticket.claim_warned == 50)) == 12
