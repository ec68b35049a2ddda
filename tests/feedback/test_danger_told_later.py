"""Danger that is told in a reply or in a rating rings as if it had been told at first."""

from datetime import timedelta

import pytest

from service.core import clock
from service.feedback import actions
from service.feedback.models import Solved
from service.feedback.routing import Queue, Safeguard
from service.feedback.workflow import State

COMMUNITY, DANGER = Queue.COMMUNITY, Safeguard.DANGER


def test_danger_told_in_a_reply_rings_and_has_the_limits_of_an_emergency_from_now_on(life, people, broken_lamp):
    actions.claim(broken_lamp, by=people.wang)
    actions.ask(broken_lamp, by=people.wang, text="还有什么情况？")

    with life.letters() as heard:
        actions.reply(broken_lamp, by=people.li, text="灯座在冒烟，还打火花")

    ticket = life.ticket(broken_lamp)
    assert {name for name, kind in heard if kind == "emergency"} == {"wang", "zhang", "zhou"}
    assert (ticket.safeguard, ticket.service_level, ticket.holder_id) == (DANGER, "emergency", people.wang.account_id)
    assert ticket.answer_by == clock.now() + timedelta(hours=2)


def test_danger_told_in_a_reply_never_waits_for_volunteers_again(life, people, broken_lamp):
    actions.claim(broken_lamp, by=people.wang)
    actions.ask(broken_lamp, by=people.wang, text="还有什么情况？")
    actions.reply(broken_lamp, by=people.li, text="灯座在冒烟")

    actions.release(broken_lamp, by=people.wang, reason="我不懂电")

    assert (life.ticket(broken_lamp).queue, life.ticket(broken_lamp).fallback) == (COMMUNITY, None)


def test_danger_told_in_a_reply_is_not_lost_by_another_category(life, people, broken_lamp):
    actions.claim(broken_lamp, by=people.wang)
    actions.ask(broken_lamp, by=people.wang, text="还有什么情况？")
    actions.reply(broken_lamp, by=people.li, text="灯座在冒烟")
    actions.release(broken_lamp, by=people.wang, reason="我不懂电")

    actions.recategorize(broken_lamp, by=people.zhang, category="help.carrying")

    ticket = life.ticket(broken_lamp)
    assert (ticket.queue, ticket.service_level, ticket.safeguard) == (COMMUNITY, "emergency", DANGER)


def test_an_ordinary_reply_rings_nowhere(life, people, broken_lamp):
    actions.claim(broken_lamp, by=people.wang)
    actions.ask(broken_lamp, by=people.wang, text="几楼？")

    with life.letters() as heard:
        actions.reply(broken_lamp, by=people.li, text="三楼，没有着火")

    assert heard == [("wang", "replied")]


@pytest.mark.parametrize("solved", Solved)
def test_danger_told_in_a_rating_rings(life, solved):
    number = life.answer(life.submit())

    with life.letters() as heard:
        life.rate(number, solved, comment="灯座又冒烟了")

    assert {"zhang", "zhou"} <= {name for name, kind in heard if kind == "emergency"}
    assert life.ticket(number).service_level == ("emergency" if solved is Solved.NO else "ordinary")


def test_danger_told_by_the_reporter_of_a_merged_matter_rings(life, people):
    primary, merged = life.submit(), life.submit(by="chen")
    actions.merge(merged, by=people.zhang, into=primary)
    life.answer(primary)

    with life.letters() as heard:
        life.rate(merged, Solved.NO, by="chen", comment="还在漏电")

    ticket = life.ticket(merged)
    assert {name for name, kind in heard if kind == "emergency"} == {"zhang", "zhou"}
    assert (ticket.state, ticket.queue, ticket.service_level) == (State.QUEUED, COMMUNITY, "emergency")
