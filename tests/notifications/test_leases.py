"""Whoever takes messages holds them for a while only: what a dead worker took goes out all the same."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core import clock, jobs, retries
from service.core.database import atomic
from service.notifications import actions
from service.notifications.actions.leasing import lease
from service.notifications.models import DeliveryState, Message
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


def _die_over_it(times, let_time_pass):
    for _ in range(times):
        lease(10)
        let_time_pass()


def test_workers_that_die_again_and_again_lose_no_message(town, wechat, write, message, let_time_pass):
    message_id = write()
    _die_over_it(8, let_time_pass)

    actions.deliver_all()

    assert len(wechat.sent) == 1 and message(message_id).state is DeliveryState.DELIVERED


def test_a_message_no_worker_comes_back_from_for_a_week_is_dead(town, wechat, write, message, let_time_pass):
    message_id = write()
    _die_over_it(8, let_time_pass)
    with atomic() as session:
        session.execute(sa.update(Message).values(created_at=clock.now() - timedelta(days=7)))

    actions.deliver_all()

    assert len(wechat.sent) == 0 and message(message_id).state is DeliveryState.DEAD


def test_a_message_comes_back_from_a_dead_worker_without_another_tick(ticked, write, let_time_pass):
    ticked(2)
    write()
    lease(10)
    let_time_pass()

    counts = actions.deliver_all()

    assert (counts.delivered, ticked()) == (1, 1)


def test_a_worker_that_comes_too_late_does_not_decide(wechat, app, monkeypatch, write, message, let_time_pass):
    def another_worker_takes_it():
        let_time_pass()
        lease(10)
        raise Misuse(47003)
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(another_worker_takes_it))
    message_id = write()

    actions.deliver_due()

    assert (message(message_id).state, message(message_id).tries) == (DeliveryState.WAITING, 2)


def test_a_worker_that_is_interrupted_keeps_what_it_has_sent(wechat, app, monkeypatch, write, message):
    calls = iter([lambda: None])
    app.config["DELIVERY_LANES"] = 1
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(lambda: next(calls, _stop)()))
    first, second = write(subject="CS-1"), write(subject="CS-2")

    with pytest.raises(KeyboardInterrupt):
        actions.deliver_due()

    assert message(first).state is DeliveryState.DELIVERED
    assert (message(second).state, message(second).tries) == (DeliveryState.WAITING, 1)


def _stop():
    raise KeyboardInterrupt


def test_a_worker_that_is_told_to_end_keeps_what_it_has_sent_and_hands_back_the_rest(
        wechat, app, monkeypatch, write, message):
    app.config["DELIVERY_LANES"] = 1
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(
        lambda: monkeypatch.setattr(jobs, "is_stopping", lambda: True)))
    first, second = write(subject="CS-1"), write(subject="CS-2")

    counts = actions.deliver_all()

    assert (counts.leased, counts.delivered, counts.waiting) == (2, 1, 1)
    assert message(first).state is DeliveryState.DELIVERED
    assert (message(second).state, message(second).tries) == (DeliveryState.WAITING, 0)
    assert message(second).next_try_at <= clock.now()


def test_what_would_begin_late_in_the_lease_is_handed_back(town, wechat, write, message, monkeypatch):
    monkeypatch.setattr(retries, "LAST_START", timedelta(0))
    message_id = write()

    counts = actions.deliver_all()

    assert (counts.leased, counts.waiting, len(wechat.sent)) == (1, 1, 0)
    assert message(message_id).tries == 0 and message(message_id).next_try_at <= clock.now()
