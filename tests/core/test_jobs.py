"""Timers: what is known of them, when each last ran, who has his turn, and that a silent one is noticed."""

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from service.core import clock, jobs, periodic
from service.core.commands import every
from service.core.database import atomic
from service.core.periodic import Timer, TimerRun

DEPLOY = Path(__file__).parents[2] / "docs" / "deploy.md"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]+) \| every ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


@dataclass
class Sent:
    delivered: int
    dead: int


def _begun(at):
    with atomic() as session:
        session.add(TimerRun(name="tidying", first_at=at, started_at=at))


def test_running_by_hand_is_kept_as_the_last_run(town, command, tidying):
    assert command("jobs", "run", "tidying") == "tidying: 1\n"
    assert command("jobs", "run", "tidying") == "tidying: 2\n"

    run = periodic.last_runs()["tidying"]
    assert run.outcome == "2" and run.ended_at >= run.done_at >= run.started_at


@pytest.mark.parametrize("outcome, line", [
    ({"told": 2, "dropped": 0}, "told: 2, dropped: 0"), (Sent(3, 1), "delivered: 3, dead: 1"), ([5, 7], "2"), (4, "4"),
    ({}, "0"), (None, "")])
def test_what_came_out_is_told_in_plain_figures(outcome, line):
    assert periodic.in_words(outcome) == line


def test_the_list_tells_how_often_and_when_last(town, command, tidying):
    command("jobs", "run", "tidying")

    lines = {line.split()[0]: line for line in command("jobs", "timers").splitlines()}

    assert re.fullmatch(r"tidying +1 min +\d{4}-\d\d-\d\d \d\d:\d\d +1", lines["tidying"])
    assert "never" in lines["clockwork"] and lines.keys() == periodic.known().keys()


@pytest.mark.parametrize("words", [("run",), ("run", "nothing"), ("run", "clockwork", "--all")])
def test_a_run_names_one_timer_or_all(app, words):
    said = app.test_cli_runner().invoke(args=["jobs", *words])

    assert said.exit_code == 2 and "clockwork" in said.output


def test_one_timer_that_fails_does_not_keep_the_others_and_its_accident_is_named(town, app, tidying):
    app.extensions["timers"]["broken"] = Timer("broken", 1, lambda: 1 / 0)
    try:
        said = app.test_cli_runner().invoke(args=["jobs", "run", "--all"])
    finally:
        del app.extensions["timers"]["broken"]

    assert said.exit_code == 1 and "broken: ZeroDivisionError" in said.output and len(tidying) == 1
    run = periodic.last_runs()["broken"]
    assert (run.outcome, run.done_at) == ("ZeroDivisionError", None) and run.ended_at


def test_what_ticks_twice_in_a_minute_is_done_once(town, tidying):
    timer = periodic.known()["tidying"]
    with time_machine.travel(clock.now(), tick=False) as time:
        periodic.run_in_turn(timer)
        periodic.run_in_turn(timer)
        once = len(tidying)
        time.shift(timedelta(minutes=1))
        periodic.run_in_turn(timer)

    assert (once, len(tidying)) == (1, 2)


@pytest.mark.parametrize("minutes, taken", [(1, 0), (3, 1)])
def test_a_run_nobody_ended_is_waited_for_two_minutes(town, tidying, minutes, taken):
    _begun(clock.now() - timedelta(minutes=minutes))  # by a worker that died in the middle of it

    periodic.run_in_turn(periodic.known()["tidying"])

    assert len(tidying) == taken


def test_a_clock_put_back_does_not_stop_a_timer(town, tidying):
    _begun(clock.now() + timedelta(days=9))

    periodic.run_in_turn(periodic.known()["tidying"])

    assert len(tidying) == 1


def test_a_run_that_takes_long_is_not_begun_again_in_the_same_worker(town):
    begun = []

    def work():
        begun.append(1)
        with time_machine.travel(clock.now() + timedelta(hours=1)):
            periodic.run_in_turn(timer)
    timer = Timer("long", 1, work)

    periodic.run_in_turn(timer)

    assert begun == [1]


@pytest.mark.only_postgresql
def test_of_two_workers_at_once_one_has_the_turn(town, run_together):
    """Many timers, so that both ask before either has written."""
    timers = [Timer(f"timer {number}", 60, lambda: None) for number in range(30)]

    one, other = run_together([lambda: [periodic._begin(timer) for timer in timers]] * 2)

    assert [mine != yours for mine, yours in zip(one, other, strict=True)] == [True] * 30


@pytest.mark.only_postgresql
def test_what_several_may_do_together_they_do(town, run_together):
    timer = Timer("delivering", 1, lambda: None, alone=False)

    assert run_together([lambda: periodic._begin(timer)] * 2) == [True, True]


def test_a_timer_that_has_not_been_done_is_noticed(town, client, command, tidying):
    with time_machine.travel(clock.now() - timedelta(hours=2), tick=False):
        command("jobs", "run", "tidying")
        for name in periodic.known():
            if name != "tidying":
                command("jobs", "run", name)
    early = set(periodic.late())

    figures = client.get("/metrics").get_data(as_text=True)

    assert "tidying" in early and "wishes" not in early  # a minute's timer is late after two hours, an hour's is not
    assert f"mashang_timers_late {len(early)}" in figures
    assert re.search(r"mashang_timers_latest_seconds 7[12]\d\d", figures)
    assert "LATE" in next(line for line in command("jobs", "timers").splitlines() if line.startswith("tidying"))


def test_a_timer_that_always_fails_is_noticed_too(town, tidying):
    broken = Timer("tidying", 1, lambda: 1 / 0)
    with time_machine.travel(clock.now() - timedelta(hours=1), tick=False), pytest.raises(ZeroDivisionError):
        periodic.run(broken)
    with pytest.raises(ZeroDivisionError):
        periodic.run(broken)

    assert periodic.late()["tidying"] >= 3500


def test_nothing_is_late_before_anything_has_begun(town):
    assert periodic.late() == {}


def test_a_waking_keeps_no_answer_nobody_asks_for(app):
    """A result kept for each waking would fill the queue's file for ever."""
    queue = app.extensions["jobs"]
    with app.app_context():
        jobs.wake("delivery")
    jobs._stopping.set()  # no lingering in a test
    try:
        queue.execute(queue.dequeue())
    finally:
        jobs._stopping.clear()

    assert queue.result_count() == 0


def test_every_timer_is_told_of_in_the_guide(town):
    told = {name: often.strip() for name, _what, often, _dry in ROW.findall(DEPLOY.read_text("utf-8"))}

    assert told == {name: every(timer.minutes) for name, timer in periodic.known().items()}


def test_the_guide_says_which_dry_run_is_a_rehearsal(town):
    told = {name: dry.strip() for name, _what, _often, dry in ROW.findall(DEPLOY.read_text("utf-8"))}

    assert {name for name, dry in told.items() if dry == "rehearsal"} == {
        name for name, timer in periodic.known().items() if timer.would is None}
