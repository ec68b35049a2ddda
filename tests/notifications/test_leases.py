"""Whoever takes messages holds them for a while only: what a dead worker took goes out all the same."""

from datetime import timedelta

import pytest

from service.core import clock
from service.core import retries
from service.notifications import actions
from service.notifications.actions.delivering import lease
from service.notifications.models import DeliveryState
from service.wechat.errors import Misuse
from tests.notifications.platforms import InterruptedPlatform


def test_what_a_worker_took_and_did_not_finish_comes_back_after_the_lease(town, wechat, write, message,
                                                                          let_time_pass):
    message_id = write()
    before = clock.now()
    lease(10)

    during_the_lease = actions.deliver_all()
    leased_for = message(message_id).next_try_at - before
    let_time_pass()
    after_the_lease = actions.deliver_all()

    assert (during_the_lease.leased, after_the_lease.delivered) == (0, 1)
    assert timedelta(seconds=60) <= leased_for <= timedelta(seconds=65)
    assert message(message_id).tries == 2


def test_a_message_no_worker_ever_comes_back_from_is_dead(town, wechat, write, message, let_time_pass):
    message_id = write()
    for _ in range(8):
        lease(10)
        let_time_pass()

    actions.deliver_all()

    assert len(wechat.sent) == 0 and message(message_id).state is DeliveryState.DEAD


def test_a_worker_that_comes_too_late_does_not_decide(town, app, monkeypatch, write, message, let_time_pass):
    def another_worker_takes_it():
        let_time_pass()
        lease(10)
        raise Misuse(47003)
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(another_worker_takes_it))
    message_id = write()

    actions.deliver_due()

    assert (message(message_id).state, message(message_id).tries) == (DeliveryState.WAITING, 2)


def test_a_worker_that_is_stopped_keeps_what_it_has_sent(town, app, monkeypatch, write, message):
    calls = iter([lambda: None])
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(lambda: next(calls, _stop)()))
    first, second = write(subject="CS-1"), write(subject="CS-2")

    with pytest.raises(KeyboardInterrupt):
        actions.deliver_due()

    assert message(first).state is DeliveryState.DELIVERED
    assert (message(second).state, message(second).tries) == (DeliveryState.WAITING, 1)


def _stop():
    raise KeyboardInterrupt


def test_what_would_begin_late_in_the_lease_is_handed_back(town, wechat, write, message, monkeypatch):
    monkeypatch.setattr(retries, "LAST_START", timedelta(0))
    message_id = write()

    counts = actions.deliver_all()

    assert (counts.leased, counts.waiting, len(wechat.sent)) == (1, 1, 0)
    assert message(message_id).tries == 0 and message(message_id).next_try_at <= clock.now()
