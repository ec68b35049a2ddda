"""What is tried again and what is given up: a try counts when it says something about this message."""

from datetime import timedelta

import pytest
from prometheus_client import REGISTRY

from service.core import clock
from service.notifications import actions
from service.notifications.models import DeliveryState
from service.wechat.errors import Busy, Misconfigured, Misuse
from tests.notifications.platforms import InterruptedPlatform, UnreachablePlatform


def _alarms(what):
    return REGISTRY.get_sample_value("mashang_alarms_total", {"what": what}) or 0


@pytest.fixture
def down(wechat, app, monkeypatch):
    """A platform that answers nobody."""
    platform = UnreachablePlatform(Busy(-1))
    monkeypatch.setitem(app.extensions, "wechat", platform)
    return platform


def test_a_busy_platform_is_asked_again_after_a_wait(wechat, noon, write, message):
    message_id = write()
    wechat.fail_next(Busy(-1))

    actions.deliver_all()

    put_off = message(message_id)
    assert (put_off.state, put_off.tries) == (DeliveryState.WAITING, 0) and "-1" in put_off.last_error
    assert timedelta(seconds=30) <= put_off.next_try_at - clock.now() <= timedelta(seconds=36)
    assert actions.deliver_all().leased == 0
    noon.shift(37)
    assert actions.deliver_all().delivered == 1


def test_a_platform_that_stays_busy_is_asked_less_and_less_often(down, noon, write, message):
    message_id, waits = write(), []

    for _ in range(12):
        actions.deliver_all()
        waits.append((message(message_id).next_try_at - clock.now()).total_seconds())
        noon.shift(waits[-1])

    assert all(wait <= later for wait, later in zip(waits, waits[1:], strict=False))
    assert waits[0] < 40 and waits[-1] == 3600


def test_a_weekend_without_the_platform_kills_no_message(down, noon, write, message):
    message_id = write()
    for _ in range(60):
        actions.deliver_all()
        noon.shift(3600)
    before = message(message_id).state

    down.error = None
    actions.deliver_all()

    assert (before, message(message_id).state) == (DeliveryState.WAITING, DeliveryState.DELIVERED)


def test_after_seven_days_without_the_platform_a_message_is_given_up_and_its_tick_given_back(
        down, ticked, noon, write, message):
    ticked(1)
    message_id = write()
    actions.deliver_all()
    during = ticked()

    noon.shift(timedelta(days=6, hours=23))
    actions.deliver_all()
    waiting = message(message_id).state
    noon.shift(timedelta(hours=2))
    actions.deliver_all()

    assert (during, waiting) == (0, DeliveryState.WAITING)
    assert (message(message_id).state, ticked()) == (DeliveryState.DEAD, 1)
    assert "-1" in message(message_id).last_error


def test_a_platform_that_answers_nobody_is_left_alone(down, app, write, message):
    app.config["DELIVERY_LANES"] = 1
    ids = [write(subject=f"CS-{number}") for number in range(20)]

    counts = actions.deliver_all()

    assert (counts.leased, counts.waiting, down.asked) == (20, 20, 5)
    assert message(ids[19]).next_try_at <= clock.now() < message(ids[0]).next_try_at


def test_one_busy_answer_now_and_then_stops_nobody(wechat, app, monkeypatch, write):
    answers = iter([Busy(45011), None] * 10)

    def be_busy_every_other_time():
        error = next(answers)
        if error:
            raise error
    app.config["DELIVERY_LANES"] = 1
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(be_busy_every_other_time))
    for number in range(20):
        write(subject=f"CS-{number}")

    assert actions.deliver_due().delivered == 10


def test_after_eight_accidents_a_message_is_dead(wechat, app, monkeypatch, write, message, let_time_pass):
    def fail():
        raise LookupError
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(fail))
    message_id, states = write(), []

    for _ in range(8):
        actions.deliver_all()
        states.append(message(message_id).state)
        let_time_pass()

    assert states == [DeliveryState.WAITING] * 7 + [DeliveryState.DEAD]
    assert actions.deliver_all().leased == 0


def test_a_mistake_of_ours_is_dead_at_once_raises_an_alarm_and_costs_no_tick(wechat, ticked, write, message):
    ticked(1)
    message_id = write()
    wechat.fail_next(Misuse(47003, reason="thing1"))
    before = _alarms("message_misuse")

    actions.deliver_all()

    assert message(message_id).state is DeliveryState.DEAD
    assert "thing1" in message(message_id).last_error
    assert (_alarms("message_misuse"), ticked()) == (before + 1, 1)


def test_a_wrong_secret_kills_nothing_however_long_it_takes_to_mend(down, noon, write, message):
    down.error = Misconfigured(40125)
    message_id, before = write(), _alarms("wechat_misconfigured")

    for _ in range(10):
        actions.deliver_all()
        noon.shift(timedelta(days=1))

    assert (message(message_id).state, message(message_id).tries) == (DeliveryState.WAITING, 0)
    assert _alarms("wechat_misconfigured") == before + 10


def test_after_a_wrong_secret_it_is_tried_again_in_an_hour(down, noon, write, message):
    down.error = Misconfigured(40125)
    message_id = write()

    actions.deliver_all()

    assert message(message_id).next_try_at - clock.now() == timedelta(hours=1)
