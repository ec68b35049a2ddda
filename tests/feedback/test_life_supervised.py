"""What goes to and fro reaches the town's supervisor, then the district's; nobody is asked for the same thing twice."""

from datetime import timedelta

import pytest

from service.core.errors import Forbidden
from service.feedback import actions
from service.feedback.routing import Queue
from service.feedback.workflow import State, Verb


def _release(life, people, number):
    actions.release(life.hold(number), by=people.wang, reason="没时间")


def _transfer(number, by, queue):
    actions.transfer(number, by=by, reason="更合适", queue=queue)


def test_after_two_returns_the_town_must_decide_within_a_day(life, people, broken_lamp):
    _release(life, people, broken_lamp)
    assert life.ticket(broken_lamp).decide_by is None

    with life.letters() as heard:
        _release(life, people, broken_lamp)

    ticket = life.ticket(broken_lamp)
    assert (ticket.supervised, ticket.decide_by) == (1, ticket.created_at + timedelta(hours=24))
    assert ("wu", "escalated") in heard and ("li", "escalated_told") in heard


def test_after_a_transfer_and_a_return_only_the_supervisor_transfers(life, people, broken_lamp):
    _release(life, people, broken_lamp)
    _transfer(broken_lamp, people.zhang, Queue.PUBLIC)

    with pytest.raises(Forbidden):
        _transfer(broken_lamp, people.zhang, Queue.COMMUNITY)
    _transfer(broken_lamp, people.wu, Queue.COMMUNITY)

    ticket, step = life.ticket(broken_lamp), life.steps(broken_lamp)[-1]
    assert (ticket.queue, ticket.decide_by) == (Queue.COMMUNITY, None)
    assert (step.verb, step.role) == (Verb.TRANSFER, "supervisor")


@pytest.mark.parametrize("decide", ["dispatch", "transfer"])
def test_a_decision_in_time_keeps_the_district_out(life, people, broken_lamp, time_passes, decide):
    _release(life, people, broken_lamp)
    _release(life, people, broken_lamp)
    time_passes(hours=22)
    if decide == "dispatch":
        actions.dispatch(broken_lamp, by=people.wu, account_id=people.zhao.account_id)
    else:
        _transfer(broken_lamp, people.wu, Queue.COMMUNITY)
        life.hold(broken_lamp)

    time_passes(hours=3)

    assert life.ticket(broken_lamp).supervised == 1


def test_without_a_decision_in_a_day_the_district_hears_of_it(life, people, stuck_lift, time_passes):
    actions.escalate(stuck_lift, by=people.wu, reason="拖得太久")
    life.hold(stuck_lift)
    actions.escalate(life.submit(queue=Queue.COMMUNITY), by=people.wu, reason="拖得太久")
    other = life.submit(queue=Queue.COMMUNITY, by="chen")
    for _ in range(2):
        life.hold(other)
        actions.release(other, by=people.zhang, reason="没时间")

    with life.letters() as heard:
        time_passes(hours=23, minutes=59)
        assert life.ticket(other).supervised == 1
        time_passes(minutes=1)

    assert life.ticket(other).supervised == 2 and ("zheng", "escalated") in heard


def test_a_matter_under_supervision_that_bounces_still_gets_its_day_to_decide(life, people, broken_lamp):
    actions.escalate(broken_lamp, by=people.wu, reason="居民再三来电")
    life.hold(broken_lamp)
    assert life.ticket(broken_lamp).decide_by is None
    actions.release(broken_lamp, by=people.wang, reason="没时间")

    _release(life, people, broken_lamp)

    ticket = life.ticket(broken_lamp)
    assert (ticket.supervised, ticket.decide_by) == (1, ticket.created_at + timedelta(hours=24))


def test_what_was_answered_in_time_does_not_fall_to_the_district_when_it_is_reopened(life, people, time_passes):
    number = life.hold(life.submit(queue=Queue.COMMUNITY))
    actions.escalate(number, by=people.wu, reason="拖得太久")
    life.answer(number)
    time_passes(hours=30)
    actions.rate(number, by=people.li, solved="no", satisfaction=1)

    time_passes(hours=1)

    assert life.ticket(number).supervised == 1


def test_an_escalation_changes_nothing_but_the_supervision(life, people):
    for state in State:
        if state is State.CLOSED:
            continue
        number = life.bring_to(state)
        actions.escalate(number, by=people.wu, reason="拖得太久")
        ticket, step = life.ticket(number), life.steps(number)[-1]
        assert (ticket.state, ticket.supervised) == (state, 1)
        assert (step.verb, step.role, step.text) == (Verb.ESCALATE, "supervisor", "拖得太久")


def test_workers_and_residents_do_not_escalate(people, broken_lamp):
    for by in (people.zhang, people.li, people.wang):
        with pytest.raises(Forbidden):
            actions.escalate(broken_lamp, by=by, reason="快办")
