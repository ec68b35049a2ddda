"""Limits are counted from when they began, and one broken ticket stands in nobody else's way."""

from datetime import timedelta

import sqlalchemy as sa

from service.core.database import atomic
from service.feedback import actions
from service.feedback.actions import clockwork
from service.feedback.models import Ticket
from service.feedback.queries.catalogue import current
from service.feedback.routing import Queue, Urgency
from service.feedback.timers import Event


def test_a_ticket_nothing_can_be_done_with_stands_in_nobody_elses_way(life, wait):
    broken, sound = life.submit(queue=Queue.PARTY_MEMBER), life.submit(queue=Queue.PARTY_MEMBER)
    with atomic() as session:
        session.execute(sa.update(Ticket).where(Ticket.number == broken)
                        .values(claim_by=Ticket.created_at, queued_at=life.ticket(broken).created_at + timedelta(1)))
    wait(hours=25)

    done = clockwork.run()

    assert done[Event.CLAIM_OVERDUE] == 1
    assert life.ticket(sound).queue is Queue.COMMUNITY


def test_a_reopened_ticket_is_warned_by_its_new_limit(life, people, time_passes):
    number = life.answer(life.submit(queue=Queue.COMMUNITY, urgency=Urgency.URGENT))  # to be answered within 24 h
    time_passes(hours=20)
    life.rate(number, solved="no")

    with life.letters() as early:
        time_passes(hours=11)
    with life.letters() as half:
        time_passes(hours=1)

    assert [letter for letter in early if "warned" in letter[1]] == []
    assert ("zhang", "answer_warned_50") in half


def test_a_stopped_clock_uses_nothing_of_the_limit(life, people, time_passes):
    number = life.hold(life.submit(queue=Queue.COMMUNITY, urgency=Urgency.URGENT))
    actions.ask(number, by=people.zhang, text="在几楼？")
    time_passes(hours=10)
    actions.reply(number, by=people.li, text="三楼")

    with life.letters() as early:
        time_passes(hours=11)
    with life.letters() as half:
        time_passes(hours=1)

    assert [letter for letter in early if "warned" in letter[1]] == []
    assert ("zhang", "answer_warned_50") in half


def test_another_category_is_looked_up_in_the_catalogue_as_it_is_now(life, people, stuck_lift):
    assert current().version == 1
    with atomic() as session:
        session.execute(sa.text("INSERT INTO categories (code, name, needs_enforcement, words, position) "
                                "VALUES ('facilities.swing', '秋千', false, '[]', 900)"))
        session.execute(sa.text("UPDATE catalogue SET version = 2"))

    actions.recategorize(stuck_lift, by=people.zhang, category="facilities.swing")

    assert life.ticket(stuck_lift).category == "facilities.swing"
