"""What starts the checks, and what is seen of them from outside."""

from contextvars import Context

import pytest

from service.core import metrics
from service.feedback import actions as feedback
from service.screening import tasks
from service.wechat.errors import Busy, Misconfigured, Misuse


@pytest.fixture
def command(app):
    """`command("screening", "check")`: what the command says."""
    return lambda *words: Context().run(app.test_cli_runner().invoke, args=words).output.strip()


def _alarms() -> float:
    return metrics.ALARMS.labels("content_check_misuse")._value.get()


def test_a_submit_wakes_a_worker(matters, app):
    before = app.extensions["jobs"].pending_count()
    matters.shown()

    names = [task.name for task in app.extensions["jobs"].pending()[before:]]
    assert "wake_content_checks" in names


def test_a_rehearsal_says_how_many_and_asks_nobody(matters, platform, command):
    number = matters.shown()

    assert command("screening", "check", "--dry-run") == "checks: 1"
    assert command("jobs", "run", "content_checks", "--dry-run").endswith("1")
    assert (platform.asked, matters.publicity(number)) == ([], "checking")


def test_the_command_does_what_the_timer_does(matters, command):
    number = matters.shown()

    assert command("screening", "check") == "checks: 1"
    assert matters.publicity(number) == "held"


def test_the_figures_tell_what_waits_for_the_platform_and_for_a_person(matters, look):
    matters.held()
    matters.shown()

    assert [value for _, value in tasks.figures().values()] == [1, 1]


def test_what_nobody_has_to_look_at_any_more_is_not_counted(matters):
    number, _ = matters.held()
    feedback.unpublish(number, by=matters.people.li)

    assert [value for _, value in tasks.figures().values()] == [0, 0]


@pytest.mark.parametrize(("error", "rings"), [(Misuse(47003), 1), (Misconfigured(40125), 1), (Busy(-1), 0)])
def test_a_mistake_of_ours_rings_an_alarm(matters, look, platform, error, rings):
    before = _alarms()
    platform.fail_next(error)
    matters.shown()
    look()

    assert _alarms() == before + rings
