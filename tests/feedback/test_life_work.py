"""Between claim and rating: contact before answer, and questions with the clock stopped."""

from datetime import UTC, datetime, timedelta

import pytest

from service.core.errors import Forbidden, NotFound, WrongMoment
from service.feedback import actions
from service.feedback.queries.permitting import ContactFirst
from service.feedback.routing import Queue, Urgency
from service.feedback.workflow import State
from tests.feedback.conftest import WEDNESDAY_NOON as NOON


def test_an_answer_needs_a_contact_first_even_one_that_failed(life, people, broken_lamp):
    life.hold(broken_lamp)
    with pytest.raises(ContactFirst):
        actions.answer(broken_lamp, by=people.wang, text="修好了")

    actions.contact(broken_lamp, by=people.wang, method="phone", reached=False)

    assert actions.answer(broken_lamp, by=people.wang, text="修好了").state is State.ANSWERED


def test_who_is_anonymous_to_the_handler_need_not_be_called(life, people):
    number = life.hold(life.submit(anonymous=True))

    assert actions.answer(number, by=people.wang, text="修好了").state is State.ANSWERED


@pytest.mark.parametrize("name", ["zhang", "zhao", "li", "wu"])
def test_only_the_holder_contacts_asks_and_answers(life, people, broken_lamp, name, wait):
    wait(hours=4)
    life.hold(broken_lamp)
    by = getattr(people, name)

    for act in (lambda: actions.contact(broken_lamp, by=by, method="phone", reached=True),
                lambda: actions.ask(broken_lamp, by=by, text="？"),
                lambda: actions.answer(broken_lamp, by=by, text="好了")):
        with pytest.raises((Forbidden, NotFound, ContactFirst)):  # the wrong moment is told before who may
            act()

    assert life.verbs(broken_lamp) == ["submit", "claim"]


def test_after_the_contact_nobody_but_the_holder_answers(life, people, broken_lamp):
    life.hold(broken_lamp)
    actions.contact(broken_lamp, by=people.wang, method="phone", reached=True)

    for name in ("zhang", "zhao", "li", "wu"):
        with pytest.raises((Forbidden, NotFound)):
            actions.answer(broken_lamp, by=getattr(people, name), text="好了")

    assert life.verbs(broken_lamp) == ["submit", "claim", "contact"]


def test_an_answer_does_not_close(life, broken_lamp):
    ticket = life.ticket(life.answer(broken_lamp))

    assert (ticket.state, ticket.closed_at, ticket.outcome) == (State.ANSWERED, None, None)


def test_the_natural_clock_stands_still_while_the_resident_is_asked(life, people, broken_lamp, wait):
    life.hold(broken_lamp)
    wait(hours=5)
    actions.ask(broken_lamp, by=people.wang, text="哪一盏？")
    assert life.ticket(broken_lamp).clock_stopped_at == NOON + timedelta(hours=5)
    wait(days=3, hours=2)

    actions.reply(broken_lamp, by=people.li, text="左边")

    ticket, stop = life.ticket(broken_lamp), timedelta(days=3, hours=2)
    assert (ticket.answer_by, ticket.clock_stopped_at) == (NOON + timedelta(days=7) + stop, None)
    assert ticket.claim_expires_at == NOON + timedelta(hours=72) + stop


def test_on_the_working_clock_a_weekend_of_waiting_costs_nothing(life, people, wait):
    number = life.hold(life.submit(queue=Queue.COMMUNITY, urgency=Urgency.COMPLEX))
    assert life.ticket(number).answer_by == datetime(2026, 3, 25, 4, tzinfo=UTC)
    wait(days=2)  # Friday noon
    actions.ask(number, by=people.zhang, text="有图纸吗？")
    wait(days=3)  # Monday noon: one working day

    actions.reply(number, by=people.li, text="有")

    assert life.ticket(number).answer_by == datetime(2026, 3, 26, 4, tzinfo=UTC)


def test_a_limit_that_was_over_stays_over(life, people, wait):
    number = life.hold(life.submit(queue=Queue.COMMUNITY))
    limit = life.ticket(number).answer_by
    wait(days=6)
    actions.contact(number, by=people.zhang, method="phone", reached=True)
    wait(days=2)
    actions.ask(number, by=people.zhang, text="还在漏吗？")
    wait(days=1)

    actions.reply(number, by=people.li, text="在")

    assert life.ticket(number).answer_by == limit


def test_without_a_reply_the_work_goes_on_after_a_week(life, people, broken_lamp, time_passes):
    life.hold(broken_lamp)
    actions.ask(broken_lamp, by=people.wang, text="哪一盏？")
    time_passes(days=6, hours=23, minutes=59)
    assert life.ticket(broken_lamp).state is State.ASKING

    time_passes(minutes=1)

    assert life.ticket(broken_lamp).state is State.CLAIMED
    assert life.ticket(broken_lamp).answer_by == NOON + timedelta(days=14)


def test_only_the_resident_replies(life, people, broken_lamp):
    actions.ask(life.hold(broken_lamp), by=people.wang, text="哪一盏？")

    with pytest.raises(Forbidden):
        actions.reply(broken_lamp, by=people.zhang, text="左边")


def test_a_wrong_moment_names_the_state_and_what_is_permitted(life, people, broken_lamp):
    with pytest.raises(WrongMoment) as refused:
        actions.contact(broken_lamp, by=people.zhang, method="phone", reached=True)

    assert refused.value.extra["state"] is State.QUEUED and "dispatch" in refused.value.extra["permitted"]
