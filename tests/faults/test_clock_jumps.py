"""A week passes at once, for one worker or for several at the same moment: every timer catches up, each once."""

import time
from collections import Counter

import pytest

from service.feedback import actions
from service.feedback.routing import Queue
from service.feedback.workflow import State
from tests.faults.ground import until
from tests.feedback.conftest import Life, People

A_WEEK = "7.1"
CAUGHT_UP = {
    "community": ("submit escalate escalate", {"escalated": 2, "escalated_told": 2}),
    "party_member": ("submit fall_through escalate", {"moved": 1, "escalated": 1, "escalated_told": 1}),
    "public": ("submit fall_through escalate", {"moved": 1, "escalated": 1, "escalated_told": 1}),
    "answered": ("submit claim contact answer auto_confirm", {"auto_confirmed": 1}),
    "claimed": ("submit claim escalate release", {"moved": 1, "escalated": 1, "escalated_told": 1}),
    "asking": ("submit claim ask resume", {"resumed": 2}),
    "suspended": ("submit claim suspend consent resume", {"resumed": 2}),
}
BY_TIMERS = ["moved", "escalated", "escalated_told", "auto_confirmed", "resumed", "claim_warned_50", "claim_warned_80",
             "answer_warned_50", "answer_warned_80"]
SEVERAL = pytest.mark.parametrize("each", [
    pytest.param(2, id="quick"), pytest.param(100, id="full", marks=pytest.mark.faults)])


def _suspended(life, until_day):
    number = life.hold(life.submit(queue=Queue.COMMUNITY))
    actions.request_suspension(number, by=life.handler(number), reason="等配件", review_on=until_day)
    actions.decide(number, by=life.handler(number, "wu"), granted=True)
    return number


def _lives(ground, each):
    """Tickets in every state in which time has something to say: {what it is: numbers}."""
    with ground.town() as town:
        life = Life(People(town))
        lives = {queue.value: [life.submit(queue=queue) for _ in range(each)] for queue in Queue}
        lives["answered"] = [life.answer(life.submit(queue=Queue.COMMUNITY)) for _ in range(each)]
        lives |= {state.value: [life.bring_to(state)] for state in (State.CLAIMED, State.ASKING)}
        return lives | {"suspended": [_suspended(life, life.today(3))]}


def _told(ground):
    """{number: (its steps, how many letters of each kind timers wrote)}."""
    steps = dict(ground.rows("SELECT t.number, string_agg(e.verb, ' ' ORDER BY e.id) FROM timeline_entries e"
                             " JOIN tickets t ON t.id = e.ticket_id GROUP BY 1"))
    letters = {number: Counter() for number in steps}
    for number, kind in ground.rows("SELECT subject, kind FROM messages WHERE kind = ANY(%(kinds)s)", kinds=BY_TIMERS):
        letters[number][kind] += 1
    return {number: (steps[number], dict(letters[number])) for number in steps}


def _as_it_should_be(lives):
    return {number: CAUGHT_UP[name] for name, numbers in lives.items() for number in numbers}


def _nothing_is_due(ground):
    return not ground.rows(f"SELECT 1 FROM tickets WHERE wake_at <= now() + interval '{A_WEEK} days' LIMIT 1")


@SEVERAL
def test_after_a_week_each_timer_catches_up_once_and_a_second_pass_adds_nothing(ground, each):
    lives = _lives(ground, each)
    told = []

    for _ in range(2):
        assert ground.start("tests.faults.later", A_WEEK, "once").wait(60) == 0
        told.append(_told(ground))

    assert told[0] == _as_it_should_be(lives)
    assert told[1] == told[0]


@SEVERAL
def test_two_schedulers_and_two_passes_at_one_moment_let_every_timer_act_once(ground, each):
    lives, soon = _lives(ground, each), str(time.time() + 4)

    passes = [ground.start("tests.faults.later", A_WEEK, "once", soon) for _ in range(2)]
    workers = [ground.start("tests.faults.later", A_WEEK, "work") for _ in range(2)]
    assert [one.wait(60) for one in passes] == [0, 0]
    until(lambda: _nothing_is_due(ground), "caught up")

    assert _told(ground) == _as_it_should_be(lives)
    assert [worker.poll() for worker in workers] == [None, None]
