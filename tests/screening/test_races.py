"""Races only PostgreSQL can show: whoever comes first, the other one does no harm."""

import threading

import pytest

from service.core.database import atomic
from service.feedback import actions as feedback
from service.screening import actions
from service.screening.models import CheckState
from service.wechat.answers import Suggestion, Verdict
from tests.screening.conftest import visitor_sees

pytestmark = pytest.mark.only_postgresql


def test_two_workers_ask_about_each_text_once(matters, platform, run_together):
    numbers = [matters.shown(f"第 {number} 盏灯不亮") for number in range(20)]

    run_together([actions.check_due] * 3)

    assert sorted(question[1] for question in platform.asked) == sorted(f"第 {number} 盏灯不亮" for number in range(20))
    assert {matters.publicity(number) for number in numbers} == {"held"}


def test_a_decision_and_a_late_verdict_at_once_leave_one_word(matters, look, wait, run_together):
    """The person's word is the last whichever comes first; after a pass there is nothing left to decide."""
    pictured = [matters.pictured()[1][0] for _ in range(6)]
    look()
    wait(hours=25)
    look()
    zhang, checks = matters.people.zhang, {photo: matters.checks(photo_id=photo)[0].id for photo in pictured}

    for photo, check_id in checks.items():
        trace = matters.trace(photo)
        decided, judged = run_together([
            lambda check_id=check_id: actions.decide(check_id, by=zhang, show=False, reason="看不清"),
            lambda trace=trace: actions.judge(trace, Verdict(Suggestion.PASS))])
        state = matters.checks(id=check_id)[0].state

        assert judged is None
        assert state is (CheckState.HIDDEN if decided == check_id else CheckState.PASSED)
        assert visitor_sees(photo) is (state is CheckState.PASSED)


def test_the_trace_and_its_verdict_at_once_find_each_other(matters, look, run_together):
    """Both sides write before either has committed: neither may miss the other."""
    _, pictures = matters.pictured(count=6)
    look()
    checks = [matters.checks(photo_id=photo)[0].id for photo in pictures]
    both = threading.Barrier(2)

    def note(check_id):
        with atomic():
            both.wait(5)
            actions.judging.note_trace(f"trace-{check_id}", check_id)

    def judge(check_id):
        with atomic():
            both.wait(5)
            actions.judge(f"trace-{check_id}", Verdict(Suggestion.PASS))
    for check_id in checks:
        run_together([lambda check_id=check_id: note(check_id), lambda check_id=check_id: judge(check_id)])

    assert [matters.checks(id=check_id)[0].state for check_id in checks] == [CheckState.PASSED] * 6


def test_of_two_decisions_one_counts(matters, run_together):
    zhang, zhou = matters.people.zhang, matters.people.zhou
    for _ in range(4):
        number, check_id = matters.held()
        results = run_together([lambda check_id=check_id: actions.decide(check_id, by=zhang, show=True),
                                lambda check_id=check_id: actions.decide(check_id, by=zhou, show=False, reason="x")])

        assert sorted(type(result).__name__ for result in results) == ["AlreadyDecided", "int"]
        assert matters.publicity(number) == ("shown" if results[0] == check_id else "hidden")


def test_a_decision_and_the_reporter_who_stops_it_do_not_wait_for_each_other(matters, run_together):
    zhang, li = matters.people.zhang, matters.people.li
    for _ in range(6):
        number, check_id = matters.held()
        results = run_together([lambda check_id=check_id: actions.decide(check_id, by=zhang, show=True),
                                lambda number=number: feedback.unpublish(number, by=li)])

        assert {type(result).__name__ for result in results} <= {"int", "Ticket", "NotFound"}
        assert matters.publicity(number) == "none"
