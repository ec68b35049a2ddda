"""A ticket ends by the resident's word, by seven quiet days or by a second person, never by who handled it."""

from datetime import timedelta

import pytest

from service.core.database import db
from service.core.errors import Forbidden, NotFound, WrongMoment
from service.feedback import actions
from service.feedback.actions import clockwork
from service.feedback.models import Rating, Solved
from service.feedback.routing import Queue
from service.feedback.workflow import Outcome, State, Verb
from service.organization.models import Role
from tests.feedback.conftest import WEDNESDAY_NOON as NOON


def _ratings(life, number):
    return db.session.query(Rating).where(Rating.ticket_id == life.ticket(number).id).all()


@pytest.mark.parametrize("solved", [Solved.YES, Solved.PARTLY])
def test_a_solved_or_partly_solved_matter_is_closed_by_the_resident(life, broken_lamp, solved):
    life.rate(life.answer(broken_lamp), solved, satisfaction=2, contacted_in_time=True, comment="还行")

    ticket, rating = life.ticket(broken_lamp), _ratings(life, broken_lamp)[0]
    assert (ticket.state, ticket.outcome, ticket.closed_at) == (State.CLOSED, Outcome.CONFIRMED, NOON)
    assert (rating.solved, rating.satisfaction, rating.contacted_in_time, rating.comment) == (solved, 2, True, "还行")
    assert life.claims(broken_lamp)[0].ended_because == "confirmed"


def test_not_solved_gives_it_back_to_the_same_hands_with_a_new_limit(life, broken_lamp, wait):
    life.answer(broken_lamp)
    wait(days=3)

    life.rate(broken_lamp, Solved.NO)

    ticket, wang = life.ticket(broken_lamp), life.claims(broken_lamp)[0].holder_id
    assert (ticket.state, ticket.holder_id, ticket.reopened) == (State.CLAIMED, wang, 1)
    assert (ticket.answered_at, ticket.answer_by) == (None, NOON + timedelta(days=10))
    assert ticket.claim_expires_at == NOON + timedelta(days=6)


def test_the_second_not_solved_calls_a_supervisor_by_itself(life, broken_lamp):
    life.reopened(broken_lamp, 1)
    assert life.ticket(broken_lamp).supervised == 0

    life.reopened(broken_lamp, 1)

    assert life.ticket(broken_lamp).supervised == 1
    assert life.verbs(broken_lamp)[-2:] == ["reopen", "escalate"]


def test_a_reopened_matter_whose_handler_may_no_longer_hold_it_waits_again(life, people, broken_lamp):
    life.answer(broken_lamp)
    life.revoke("wang", Role.PARTY_MEMBER)
    assert life.ticket(broken_lamp).state is State.ANSWERED

    life.rate(broken_lamp, Solved.NO)

    assert (life.ticket(broken_lamp).state, life.ticket(broken_lamp).holder_id) == (State.QUEUED, None)


@pytest.mark.parametrize("name", ["wang", "zhang", "wu", "zheng", "chen"])
def test_nobody_rates_for_the_reporter(life, people, broken_lamp, name):
    life.answer(broken_lamp)

    with pytest.raises((Forbidden, NotFound)):
        life.rate(broken_lamp, by=name)

    assert _ratings(life, broken_lamp) == []


def test_an_answer_is_rated_once(life, broken_lamp):
    life.rate(life.answer(broken_lamp))

    with pytest.raises(WrongMoment):
        life.rate(broken_lamp)

    assert len(_ratings(life, broken_lamp)) == 1


def test_it_is_confirmed_after_seven_quiet_days_and_not_a_minute_earlier(life, broken_lamp, time_passes):
    life.answer(broken_lamp)
    time_passes(days=6, hours=23, minutes=59)
    assert life.ticket(broken_lamp).state is State.ANSWERED

    time_passes(minutes=1)

    ticket, step = life.ticket(broken_lamp), life.steps(broken_lamp)[-1]
    assert (ticket.state, ticket.outcome) == (State.CLOSED, Outcome.AUTO_CONFIRMED)
    assert (step.verb, step.actor_id, step.role) == (Verb.AUTO_CONFIRM, None, "system")
    assert _ratings(life, broken_lamp) == []


def test_the_seven_days_count_from_the_last_answer(life, broken_lamp, time_passes):
    life.answer(broken_lamp)
    time_passes(days=5)
    life.reopened(life.rate(broken_lamp, Solved.NO), 0)
    life.answer(broken_lamp)

    time_passes(days=6)

    assert life.ticket(broken_lamp).state is State.ANSWERED


def _end(number, by):
    return actions.end(number, by=by, reason="已两次办理，诉求无政策依据", other_channel="区信访办")


def test_a_supervisor_ends_a_matter_after_two_reopenings_naming_another_channel(life, people, broken_lamp):
    life.reopened(broken_lamp, 2)

    _end(broken_lamp, people.wu)

    ticket, step = life.ticket(broken_lamp), life.steps(broken_lamp)[-1]
    assert (ticket.state, ticket.outcome) == (State.CLOSED, Outcome.ENDED)
    assert (step.role, step.data) == ("supervisor", {"other_channel": "区信访办"})


@pytest.mark.parametrize("times, name", [(1, "wu"), (2, "zhang"), (2, "wang"), (2, "li")])
def test_not_before_two_reopenings_and_by_nobody_else(life, people, broken_lamp, times, name):
    life.reopened(broken_lamp, times)

    with pytest.raises(Forbidden):
        _end(broken_lamp, getattr(people, name))


def test_a_supervisor_who_handled_it_does_not_end_it(life, people, stuck_lift):
    life.grant("zhang", Role.TOWN_SUPERVISOR, "town")
    life.reopened(stuck_lift, 2)
    with pytest.raises(Forbidden):
        _end(stuck_lift, people.zhang)

    actions.release(stuck_lift, by=people.zhang, reason="换人")
    life.hold(stuck_lift, by="zhou")

    with pytest.raises(Forbidden, match="另一位"):
        _end(stuck_lift, people.zhang)
    assert _end(stuck_lift, people.wu).outcome is Outcome.ENDED


CLOSING = {
    "rate": lambda number, by: actions.rate(number, by=by, solved=Solved.YES, satisfaction=5),
    "withdraw": lambda number, by: actions.withdraw(number, by=by),
    "end": _end,
    "reject": lambda number, by: actions.reject(number, by=by, reason_code="court", reason="x", other_channel="y"),
    "feed_back": lambda number, by: actions.feed_back(number, by=by, text="已办"),
}
BEFORE = {
    "held": lambda number, by: None,
    "given back": lambda number, by: actions.release(number, by=by, reason="x"),
    "forwarded by him": lambda number, by: actions.forward(number, by=by, reason="x", external_system="12345"),
}


@pytest.mark.parametrize("before", BEFORE)
@pytest.mark.parametrize("closing", CLOSING)
def test_the_handler_cannot_close_his_own_work_in_any_way(life, people, stuck_lift, closing, before):
    life.grant("zhang", Role.TOWN_SUPERVISOR, "town")
    life.reopened(stuck_lift, 2)
    BEFORE[before](stuck_lift, people.zhang)

    with pytest.raises((Forbidden, WrongMoment)):
        CLOSING[closing](stuck_lift, people.zhang)

    assert life.ticket(stuck_lift).state is not State.CLOSED


def test_the_handler_cannot_close_what_another_forwarded(life, people, stuck_lift):
    life.reopened(stuck_lift, 1)
    actions.forward(stuck_lift, by=people.zhou, reason="归口", external_system="12345")

    with pytest.raises(Forbidden, match="另一位"):
        actions.feed_back(stuck_lift, by=people.zhang, text="已办")


def test_a_forwarded_matter_is_fed_back_by_a_second_person(life, people):
    number = life.bring_to(State.FORWARDED)
    with pytest.raises(Forbidden) as refused:
        actions.feed_back(number, by=people.zhang, text="已办")
    assert refused.value.code == "second_person_needed"

    actions.feed_back(number, by=people.zhou, text="热线回复已办")

    assert (life.ticket(number).outcome, life.steps(number)[-1].text) == (Outcome.FORWARDED_DONE, "热线回复已办")


def test_a_forwarded_matter_keeps_its_number_outside_and_can_be_taken_back(life, people, broken_lamp):
    life.hold(broken_lamp)
    actions.forward(broken_lamp, by=people.zhang, reason="归口", external_system="12345", external_id="CQ-77")
    assert life.steps(broken_lamp)[-1].data == {"external_system": "12345", "external_id": "CQ-77"}
    assert (life.ticket(broken_lamp).state, life.ticket(broken_lamp).holder_id) == (State.FORWARDED, None)

    actions.take_back(broken_lamp, by=people.zhou, reason="对方不收")

    assert (life.ticket(broken_lamp).state, life.ticket(broken_lamp).queue) == (State.QUEUED, Queue.PARTY_MEMBER)


def _ways_to_end(life, people):
    queue = Queue.COMMUNITY
    return {
        Outcome.CONFIRMED: lambda: life.rate(life.answer(life.submit())),
        Outcome.AUTO_CONFIRMED: lambda: life.answer(life.submit()),
        Outcome.REJECTED: lambda: actions.reject(life.submit(), by=people.zhang, reason_code="court", reason="x",
                                                 other_channel="y").number,
        Outcome.MERGED: lambda: actions.merge(life.submit(), by=people.zhang, into=life.submit()).number,
        Outcome.WITHDRAWN: lambda: actions.withdraw(life.submit(), by=people.li).number,
        Outcome.FORWARDED_DONE: lambda: actions.feed_back(life.bring_to(State.FORWARDED), by=people.zhou,
                                                          text="x").number,
        Outcome.ENDED: lambda: _end(life.reopened(life.submit(queue=queue), 2), people.wu).number}


def test_every_outcome_can_be_reached(life, people, wait):
    reached = {outcome: way() for outcome, way in _ways_to_end(life, people).items()}
    wait(days=7)
    clockwork.act(life.ticket(reached[Outcome.AUTO_CONFIRMED]).id)

    assert {outcome: life.ticket(number).outcome for outcome, number in reached.items()} == {
        outcome: outcome for outcome in Outcome}
