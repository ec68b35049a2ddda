"""Delivery over a real socket: at least once, in order for each ticket, and nobody waits for a system in trouble."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core import metrics
from service.core.database import atomic
from service.exchange import actions, systems, wire
from service.exchange.actions import delivering
from service.exchange.models import OutgoingEvent
from service.feedback import actions as feedback

SECRET_PARTS = ("secret", "MTEx", "1111", "2222")


@pytest.fixture
def impatient(monkeypatch):
    """The wire waits a third of a second at most."""
    monkeypatch.setattr(wire, "READ_SECONDS", 0.3)


def _alarms(what):
    return metrics.ALARMS.labels(what)._value.get()


def _one(rows):
    (row,) = rows()
    return row


def test_what_arrived_is_settled_and_its_words_are_forgotten(hotline, forward, rows):
    forward()

    assert actions.deliver_all() == {"delivered": 1, "waiting": 0, "dead": 0}
    row = _one(rows)
    assert (row.state, row.body, row.next_try_at, row.tries) == ("delivered", None, None, 1)
    assert row.delivered_at is not None


def test_nothing_is_told_of_what_was_taken_back_by_a_rollback(hotline, life, people, rows):
    number = life.submit()

    with pytest.raises(ZeroDivisionError), atomic():
        feedback.forward(number, by=people.zhang, reason="x", external_system="12345")
        raise ZeroDivisionError

    assert rows() == []


def test_events_of_one_ticket_arrive_in_their_order_though_the_first_fails(
        hotline, forward, people, receiver, waits_are_over):
    number = forward()
    feedback.take_back(number, by=people.zhou, reason="我们自己办")
    receiver.answers[:] = [503, 204]
    actions.deliver_all()
    first = list(receiver.events())
    waits_are_over()
    actions.deliver_all()

    assert first == ["ticket.forwarded"]
    assert receiver.events() == ["ticket.forwarded", "ticket.forwarded", "ticket.taken_back"]


def test_a_later_event_waits_while_another_worker_has_the_earlier_one(hotline, forward, people, receiver, rows):
    number = forward()
    feedback.take_back(number, by=people.zhou, reason="我们自己办")
    delivering.errands.lease(OutgoingEvent, 1)

    actions.deliver_all()

    assert (receiver.came, [row.state for row in rows()]) == ([], ["waiting", "waiting"])


def test_an_event_given_up_does_not_hold_back_the_next(hotline, forward, people, receiver):
    number = forward()
    feedback.take_back(number, by=people.zhou, reason="我们自己办")
    receiver.answers[:] = [410, 204]

    assert actions.deliver_all() == {"delivered": 1, "waiting": 0, "dead": 1}
    assert receiver.events() == ["ticket.forwarded", "ticket.taken_back"]


def test_a_worker_killed_after_sending_sends_the_same_again(
        hotline, forward, receiver, rows, waits_are_over, monkeypatch):
    forward()
    with monkeypatch.context() as killed:
        killed.setattr(delivering.errands, "settle", lambda *_args, **_kw: (_ for _ in ()).throw(SystemExit))
        with pytest.raises(SystemExit):
            actions.deliver_all()
    assert _one(rows).state == "waiting"
    waits_are_over()
    actions.deliver_all()

    assert len(receiver.came) == 2
    assert len(set(receiver.deliveries())) == len({each.body for each in receiver.came}) == 1
    assert _one(rows).state == "delivered"


def test_a_system_in_trouble_is_tried_again(hotline, forward, receiver, rows, waits_are_over):
    forward()
    for status in (500, 408, 425, 429, 401, 403):
        receiver.answers[:] = [status]
        actions.deliver_all()
        assert (_one(rows).state, _one(rows).last_error, _one(rows).refusals) == ("waiting", f"HTTP {status}", 0)
        waits_are_over()

    assert len(receiver.came) == 6


@pytest.mark.parametrize(("answer", "reason"), [("silence", "ReadTimeout"), (None, "ConnectError")])
def test_a_system_that_says_nothing_is_tried_again(
        hotline, forward, receiver, rows, configure, impatient, answer, reason):
    forward()
    receiver.answers[:] = [answer]
    if answer is None:
        configure(hotline | {"12345": hotline["12345"] | {"url": "http://127.0.0.1:9/hook"}})

    actions.deliver_all()

    assert (_one(rows).state, _one(rows).last_error) == ("waiting", reason)


@pytest.mark.parametrize("location", ["mailto:x", "http://xn--/", "http://256.1.1.1/"])
def test_a_redirect_is_not_even_understood_and_ends_no_run(hotline, forward, receiver, rows, location):
    forward()
    forward()
    receiver.answers[:], receiver.location = [302, 204], location

    assert actions.deliver_all() == {"delivered": 1, "waiting": 1, "dead": 0}
    assert rows()[0].last_error == "HTTP 302"


def test_an_answer_without_end_is_not_read(hotline, forward, receiver, rows):
    forward()
    receiver.answers[:] = ["endless"]

    actions.deliver_all()

    assert _one(rows).state == "delivered"


@pytest.mark.parametrize("status", [307, 404])
def test_a_refusal_is_final_the_third_time_and_raises_an_alarm(
        hotline, forward, receiver, rows, waits_are_over, status):
    forward()
    receiver.answers[:] = [status]
    before = _alarms("webhook_refused")
    states = []
    for _ in range(4):
        actions.deliver_all()
        states.append(_one(rows).state)
        waits_are_over()

    assert states == ["waiting", "waiting", "dead", "dead"]
    assert (len(receiver.came), _alarms("webhook_refused") - before) == (3, 1)
    assert _one(rows).last_error == f"HTTP {status}"


def test_a_refusal_after_long_trouble_is_the_first_one(hotline, forward, receiver, rows, waits_are_over):
    forward()
    receiver.answers[:] = [503] * 9 + [404]
    for _ in range(10):
        actions.deliver_all()
        waits_are_over()

    assert (_one(rows).state, _one(rows).tries, _one(rows).refusals) == ("waiting", 10, 1)


def test_trouble_is_given_up_after_a_week_of_tries(hotline, forward, receiver, rows, waits_are_over):
    forward()
    receiver.answers[:] = [503]
    before = _alarms("webhook_given_up")
    for _ in range(7):
        actions.deliver_all()
        waits_are_over(ago=timedelta(days=7))
    before_last = _one(rows).state
    actions.deliver_all()

    assert (before_last, _one(rows).state, _alarms("webhook_given_up") - before) == ("waiting", "dead", 1)


def test_before_a_week_is_over_nothing_is_given_up(hotline, forward, receiver, rows, waits_are_over):
    forward()
    receiver.answers[:] = [503]
    for _ in range(12):
        waits_are_over(ago=timedelta(days=6, hours=23))
        actions.deliver_all()

    assert _one(rows).state == "waiting"


def test_an_event_its_workers_die_of_is_given_up(hotline, forward, receiver, rows, waits_are_over):
    forward()
    with atomic() as session:
        session.execute(sa.update(OutgoingEvent).values(tries=8))
    waits_are_over(ago=timedelta(days=8))

    actions.deliver_all()

    assert (_one(rows).state, receiver.came) == ("dead", [])


def test_a_system_in_trouble_is_asked_once_a_run_and_holds_up_nobody(
        hotline, forward, receiver, rows, configure, impatient):
    configure(hotline | {"city": hotline["city"] | {"url": receiver.url, "events": ["ticket.forwarded"]},
                         "12345": hotline["12345"] | {"url": "http://127.0.0.1:9/hook"}})
    for _ in range(3):
        forward()
    forward(system="city")

    assert actions.deliver_all() == {"delivered": 1, "waiting": 1, "dead": 0}
    assert sorted((row.system, row.state, row.tries) for row in rows()) == [
        ("12345", "waiting", 0), ("12345", "waiting", 0), ("12345", "waiting", 1), ("city", "delivered", 1)]


def test_an_address_taken_out_of_the_settings_keeps_the_event_waiting(hotline, forward, rows, configure):
    forward()
    configure({})

    actions.deliver_all()

    assert (_one(rows).state, _one(rows).last_error) == ("waiting", "no address is configured")


def test_what_the_other_side_answers_and_what_is_secret_is_kept_nowhere(
        hotline, forward, receiver, rows, configure, caplog, capsys):
    forward()
    receiver.answers[:] = [400]

    with caplog.at_level("DEBUG"):
        actions.deliver_all()

    written = caplog.text + capsys.readouterr().out + str(_one(rows).last_error) + repr(systems.known())
    assert [part for part in SECRET_PARTS if part in written] == []
    assert receiver.came


@pytest.mark.only_postgresql
def test_two_workers_at_once_send_everything_once(hotline, forward, receiver, rows, run_together):
    for _ in range(6):
        forward()

    run_together([actions.deliver_all] * 3)

    assert len(receiver.came) == len(set(receiver.deliveries())) == 6
    assert {row.state for row in rows()} == {"delivered"}
