"""The stand-in judges texts and pictures, and tells of pictures as the platform's push would."""

from datetime import timedelta

import pytest
import time_machine

from service.core import clock
from service.core.database import atomic
from service.wechat import events, platform, tasks
from service.wechat.answers import Scene, Suggestion, Verdict
from service.wechat.errors import Busy
from service.wechat.fake import FakeWeChat

LINK = "https://mashang.example/p/1"


@pytest.fixture
def fake():
    return FakeWeChat("wx-app")


@pytest.fixture
def heard():
    """The verdicts announced while the test runs, by trace id."""
    told = {}

    def note(trace_id, verdict):
        told[trace_id] = verdict
    with events.picture_judged.connected_to(note):
        yield told


def _ask(fake, link=LINK):
    return fake.check_picture("demo:li", link, scene=Scene.FORUM)


@pytest.mark.parametrize(
    ("text", "nickname", "suggestion"),
    [
        ("路灯坏了", None, Suggestion.PASS),
        ("这里有测试违规的话", None, Suggestion.RISKY),
        ("路灯坏了", "测试违规", Suggestion.RISKY),
        ("测试复核", "李阿姨", Suggestion.REVIEW),
        ("测试复核和测试违规", None, Suggestion.RISKY),
    ],
)
def test_a_word_decides_what_is_thought_of_a_text(fake, text, nickname, suggestion):
    assert fake.check_text("demo:li", text, scene=Scene.FORUM, nickname=nickname).suggestion is suggestion


def test_every_check_has_a_trace_id_of_its_own(fake):
    assert _ask(fake) != _ask(fake)


def test_a_verdict_takes_a_moment(fake):
    trace_id = _ask(fake)

    assert fake.verdicts() == {}
    with time_machine.travel(clock.now() + timedelta(seconds=6), tick=False):
        assert fake.verdicts() == {trace_id: Verdict(Suggestion.PASS)}


def test_the_stand_in_judges_as_it_is_told(fake):
    fake.judge_next(Suggestion.RISKY)
    first, second = _ask(fake), _ask(fake)

    with time_machine.travel(clock.now() + timedelta(seconds=6), tick=False):
        assert [fake.verdicts()[trace].suggestion for trace in (first, second)] == [Suggestion.RISKY, Suggestion.PASS]


def test_a_verdict_is_announced_once(town, heard):
    platform().judge_next(Suggestion.REVIEW)
    trace_id = _ask(platform())

    with time_machine.travel(clock.now() + timedelta(seconds=6), tick=False):
        assert tasks.tell_verdicts() == 1
        assert heard == {trace_id: Verdict(Suggestion.REVIEW, 20001)}
        assert tasks.tell_verdicts() == 0


def test_a_verdict_nobody_could_take_is_told_again(town, heard):
    trace_id = _ask(platform())

    def stumble(trace_id, verdict):
        raise OSError("the disk is full")
    with time_machine.travel(clock.now() + timedelta(seconds=6), tick=False):
        with events.picture_judged.connected_to(stumble), pytest.raises(OSError, match="disk"):
            tasks.tell_verdicts()
        heard.clear()
        tasks.tell_verdicts()

    assert list(heard) == [trace_id]


def test_a_test_hears_nothing_of_the_one_before(database, town):
    _ask(platform())
    database.fresh()

    with time_machine.travel(clock.now() + timedelta(seconds=6), tick=False):
        assert platform().verdicts() == {}


def test_the_stand_in_tells_its_verdicts_by_itself(app):
    assert app.extensions["periodic"]["wechat_verdicts"] is tasks.tell_verdicts


def test_a_code_is_a_picture_and_minds_the_platforms_limits(fake):
    assert fake.mini_program_code("t=abc", "pages/code/index").startswith(b"\x89PNG")
    with pytest.raises(ValueError, match="scene"):
        fake.mini_program_code("楼栋一", "pages/code/index")


def test_checks_and_codes_can_fail_too(fake):
    fake.fail_next(Busy(-1), times=3)

    for question in (
        lambda: fake.check_text("demo:li", "好", scene=Scene.FORUM),
        lambda: _ask(fake),
        lambda: fake.mini_program_code("t=abc", "pages/code/index"),
    ):
        with pytest.raises(Busy):
            question()


def test_nobody_speaks_to_the_platform_inside_a_transaction(town):
    with atomic(), pytest.raises(RuntimeError, match="outside"):
        platform().send("demo:li", "progress", {}, None)
