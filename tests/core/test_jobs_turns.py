"""When a timer has its turn, and a waking its thread: on the hour, in the night, late where nobody took it."""

import threading
import time
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import time_machine

from service.core import clock, jobs, periodic
from service.core.clock import LOCAL
from service.core.periodic import Timer, last_turn


def _at(day, hour, minute=0, second=0):
    return datetime(2026, 11, day, hour, minute, second, tzinfo=LOCAL)


def _asked(timer, *moments):
    """At which of these moments it was done, when a worker asks at each whether it has its turn."""
    done = []
    for moment in moments:
        with time_machine.travel(moment, tick=False):
            periodic.run_in_turn(replace(timer, work=lambda: done.append(clock.now())))
    return done


def _timer(minutes):
    return Timer("counting", minutes, lambda: None)


@pytest.mark.parametrize("minutes, now, turn", [
    (1440, _at(5, 1, 59), _at(4, 2)), (1440, _at(5, 2), _at(5, 2)), (1440, _at(5, 23), _at(5, 2)),
    (60, _at(5, 0, 30), _at(5, 0)), (60, _at(5, 13, 59, 59), _at(5, 13)), (10, _at(5, 13, 59), _at(5, 13, 50)),
    (120, _at(5, 3, 10), _at(5, 2)), (1, _at(5, 3, 10, 40), _at(5, 3, 10))])
def test_turns_are_whole_intervals_by_the_clock_on_the_wall(minutes, now, turn):
    assert last_turn(minutes, now) == turn


def test_a_daily_timer_is_done_once_in_the_night(town):
    moments = [_at(4, 2), _at(4, 2, 1), _at(4, 12), _at(5, 1, 59), _at(5, 2), _at(5, 2, 1)]

    assert _asked(_timer(1440), *moments) == [_at(4, 2), _at(5, 2)]


def test_a_night_nobody_was_there_is_made_up_for_once(town):
    """A machine that is switched off every night would never forget a person otherwise."""
    moments = [_at(4, 9), _at(4, 17), _at(8, 9), _at(8, 9, 1), _at(8, 17), _at(9, 9)]

    assert _asked(_timer(1440), *moments) == [_at(4, 9), _at(8, 9), _at(9, 9)]


def test_an_hour_that_was_missed_is_made_up_for_and_the_next_is_on_time(town):
    moments = [_at(4, 9), _at(4, 11, 20), _at(4, 11, 21), _at(4, 12)]

    assert _asked(_timer(60), *moments) == [_at(4, 9), _at(4, 11, 20), _at(4, 12)]


def test_a_worker_that_died_in_the_night_is_followed_by_another_at_once(town):
    daily = _timer(1440)
    with time_machine.travel(_at(4, 2), tick=False):
        periodic._begin(daily)

    assert _asked(daily, _at(4, 2, 1), _at(4, 2, 3), _at(4, 2, 4)) == [_at(4, 2, 3)]


def test_a_night_that_failed_is_tried_again_each_hour_until_it_is_done(town):
    daily, begun = _timer(1440), []

    def fail_before_five():
        begun.append(clock.now())
        if clock.now() < _at(4, 5):
            raise OSError
    for hour, minute in ((2, 0), (2, 30), (3, 0), (3, 1), (4, 0), (5, 0), (6, 0), (7, 0)):
        with time_machine.travel(_at(4, hour, minute), tick=False), suppress(OSError):
            periodic.run_in_turn(replace(daily, work=fail_before_five))

    assert begun == [_at(4, 2), _at(4, 3), _at(4, 4), _at(4, 5)]


def test_asking_in_vain_writes_nothing(town, statements):
    hourly = _timer(60)
    _asked(hourly, _at(4, 9))

    with statements() as sent:
        _asked(hourly, _at(4, 9, 1))

    assert [statement.split()[0] for statement in sent] == ["SELECT"]


def test_a_timer_that_begins_each_time_and_never_ends_well_is_late(town, app):
    app.extensions["timers"]["broken"] = broken = Timer("broken", 1440, lambda: 1 / 0)
    try:
        for day in range(4, 9):
            with time_machine.travel(_at(day, 2), tick=False), pytest.raises(ZeroDivisionError):
                periodic.run_in_turn(broken)
        with time_machine.travel(_at(8, 3), tick=False):
            late = periodic.late()
    finally:
        del app.extensions["timers"]["broken"]

    assert late["broken"] == timedelta(days=4, hours=1).total_seconds()


def test_a_worker_whose_clock_is_a_little_behind_takes_no_turn_that_is_taken(town):
    assert _asked(_timer(1), _at(4, 9, 0, 20), _at(4, 9, 0, 18)) == [_at(4, 9, 0, 20)]


def test_only_one_thread_lingers_however_many_wakings_come(town, app, monkeypatch):
    """The others are for the timers; the one that lingers looks again after the last of them."""
    monkeypatch.setattr(jobs, "LINGER", 0.3)
    looked = []
    waking = jobs.Waking(app, "looking", lambda: looked.append(threading.get_ident()))
    lingering = threading.Thread(target=waking.run)
    lingering.start()
    while not waking._lingering.locked():
        time.sleep(0.001)

    began = time.monotonic()
    for _ in range(20):
        waking.run()
    taken = time.monotonic() - began
    lingering.join()

    assert taken < 0.3 and len(looked) == 1 + 20 + 1
    assert looked[-1] == lingering.ident
