"""Waiting time and more time: the holder asks before the limit, a second person consents, the clock obeys."""

from datetime import timedelta

import pytest

from service.core.errors import Forbidden, Invalid, NotFound
from service.feedback import actions
from service.feedback.actions.pausing import end_of
from service.feedback.queries.permitting import AlreadyAsked, TooLateToAsk
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.organization.models import Role
from tests.feedback.conftest import WEDNESDAY_NOON as NOON


def _suspend(life, people, number, days=10):
    return actions.request_suspension(number, by=people.wang, reason="等配件", review_on=life.day(days))


def _extend(life, people, number, days=20):
    return actions.request_extension(number, by=people.wang, reason="等配件", answer_by=life.day(days))


def test_a_suspension_begins_with_the_supervisors_consent_and_stops_the_clock(life, people, broken_lamp, wait):
    _suspend(life, people, life.hold(broken_lamp))
    assert life.ticket(broken_lamp).state is State.CLAIMED

    actions.decide(broken_lamp, by=people.wu, granted=True, note="同意")

    ticket = life.ticket(broken_lamp)
    assert (ticket.state, ticket.review_on) == (State.SUSPENDED, end_of(life.day(10)))
    wait(days=4)
    actions.resume(broken_lamp, by=people.wang)
    assert life.ticket(broken_lamp).answer_by == NOON + timedelta(days=11)


def test_a_suspension_ends_by_itself_when_its_review_date_is_over(life, people, broken_lamp, time_passes):
    _suspend(life, people, life.hold(broken_lamp), days=2)
    actions.decide(broken_lamp, by=people.wu, granted=True)
    time_passes(days=2, hours=11, minutes=59)
    assert life.ticket(broken_lamp).state is State.SUSPENDED

    time_passes(minutes=1)

    assert life.ticket(broken_lamp).state is State.CLAIMED


def test_a_refused_request_leaves_everything_as_it_was(life, people, broken_lamp):
    _suspend(life, people, life.hold(broken_lamp))

    actions.decide(broken_lamp, by=people.wu, granted=False, note="配件有现货")

    ticket, request = life.ticket(broken_lamp), life.requests(broken_lamp)[0]
    assert (ticket.state, ticket.clock_stopped_at) == (State.CLAIMED, None)
    assert (request.granted, request.decided_by_id) == (False, people.wu.account_id)


def test_an_extension_moves_the_limit_to_the_end_of_the_named_day(life, people, broken_lamp):
    _extend(life, people, life.hold(broken_lamp))

    actions.decide(broken_lamp, by=people.wu, granted=True)

    ticket = life.ticket(broken_lamp)
    assert (ticket.state, ticket.answer_by) == (State.CLAIMED, end_of(life.day(20)))


def test_nobody_consents_to_his_own_request(life, people):
    life.grant("zhang", Role.TOWN_SUPERVISOR, "town")
    number = life.hold(life.submit(queue=Queue.COMMUNITY))
    actions.request_extension(number, by=people.zhang, reason="等配件", answer_by=life.day(20))

    with pytest.raises(Forbidden):
        actions.decide(number, by=people.zhang, granted=True)
    for by in (people.zhou, people.li):
        with pytest.raises(Forbidden):
            actions.decide(number, by=by, granted=True)


def test_more_time_is_asked_for_before_the_limit_and_not_after(life, people, wait):
    number = life.submit(queue=Queue.COMMUNITY)
    wait(days=6)
    life.hold(number)
    wait(days=1)

    with pytest.raises(TooLateToAsk):
        actions.request_extension(number, by=people.zhang, reason="等配件", answer_by=life.day(20))


def test_more_time_is_granted_before_the_limit_and_not_after(life, people, wait):
    number = life.hold(life.submit(queue=Queue.COMMUNITY))
    actions.request_extension(number, by=people.zhang, reason="等配件", answer_by=life.day(20))
    wait(days=7)

    with pytest.raises(TooLateToAsk):
        actions.decide(number, by=people.wu, granted=True)
    actions.decide(number, by=people.wu, granted=False)

    assert life.ticket(number).answer_by == NOON + timedelta(days=7)


@pytest.mark.parametrize("days", [0, -1, 91])
def test_waiting_has_an_end_within_ninety_days(life, people, broken_lamp, days):
    with pytest.raises(Invalid):
        _suspend(life, people, life.hold(broken_lamp), days)


def test_an_extension_reaches_beyond_the_present_limit(life, people, broken_lamp):
    with pytest.raises(Invalid):
        _extend(life, people, life.hold(broken_lamp), days=5)


def test_one_request_at_a_time(life, people, broken_lamp):
    _suspend(life, people, life.hold(broken_lamp))

    with pytest.raises(AlreadyAsked):
        _extend(life, people, broken_lamp)


def test_a_supervisor_decides_only_what_was_asked_for(life, people, broken_lamp):
    with pytest.raises(NotFound, match="没有等待审批"):
        actions.decide(life.hold(broken_lamp), by=people.wu, granted=True)


@pytest.mark.parametrize("leave", [
    lambda people, number: actions.release(number, by=people.wang, reason="没时间"),
    lambda people, number: actions.transfer(number, by=people.zhang, reason="换人", queue=Queue.COMMUNITY),
    lambda people, number: actions.forward(number, by=people.zhang, reason="归口", external_system="12345"),
    lambda people, number: actions.withdraw(number, by=people.li)], ids=["release", "transfer", "forward", "withdraw"])
def test_a_request_dies_with_the_claim_it_came_from(life, people, broken_lamp, leave):
    _suspend(life, people, life.hold(broken_lamp))

    leave(people, broken_lamp)

    assert life.requests(broken_lamp) == []


def test_an_answer_makes_a_request_for_more_time_pointless(life, people, broken_lamp):
    _extend(life, people, life.hold(broken_lamp))

    life.reopened(broken_lamp, 1)

    with pytest.raises(NotFound):
        actions.decide(broken_lamp, by=people.wu, granted=True)
