"""Several workers share the work: each message goes out once, for one tick, and none waits for another's."""

import threading

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.notifications import actions
from service.notifications.actions import settling
from service.notifications.actions.settling import Change
from service.notifications.models import DeliveryState, Message, Subscription

pytestmark = pytest.mark.only_postgresql


def _deliver_in_small_rounds():
    while actions.deliver_due(limit=3).leased:
        pass


def _states():
    return set(db.session.scalars(sa.select(Message.state)))


def test_each_message_is_sent_once(town, wechat, write, run_together):
    for number in range(60):
        write(("resident-li", "resident-chen")[number % 2], key=f"race:{number}", subject=f"CS-{number % 30}")

    results = run_together([_deliver_in_small_rounds] * 4)
    actions.deliver_all()

    pages = [sent.page for sent in wechat.sent]
    assert results == [None] * 4
    assert len(pages) == 60 and len(set(pages)) == 60


def test_the_order_within_a_ticket_holds_with_several_workers(town, wechat, write, run_together):
    for number in range(40):
        write(key=f"race:{number}", title=str(number), subject=f"CS-{number % 4}")

    run_together([_deliver_in_small_rounds] * 3)
    actions.deliver_all()

    for subject in range(4):
        titles = [int(sent.data["thing1"]) for sent in wechat.sent
                  if sent.data["character_string3"] == f"CS-{subject}"]
        assert titles == sorted(titles) and len(titles) == 10


def test_of_two_workers_one_takes_the_last_tick(town, wechat, ticked, write, run_together):
    for _ in range(5):
        ticked(1)
        before = len(wechat.sent)
        for subject in ("CS-1", "CS-2"):
            write(subject=subject)

        counts = run_together([lambda: actions.deliver_due(limit=1)] * 2)

        assert sorted((one.delivered, one.inbox_only) for one in counts) == [(0, 1), (1, 0)]
        assert (len(wechat.sent) - before, ticked()) == (1, 0)


def test_two_workers_make_one_push_of_what_goes_out_together(town, wechat, app, write, run_together):
    app.config["DIGEST_SECONDS"] = 300
    for number in range(40):
        write(key=f"race:{number}", subject=f"CS-{number % 8}")

    counts = run_together([lambda: actions.deliver_due(limit=4)] * 3)

    assert len(wechat.sent) == 1
    assert sum(one.delivered for one in counts) >= 20
    assert sum(one.dead + one.waiting + one.inbox_only for one in counts) == 0


def _delivered_while_held(message_id):
    """Two to be run together: one holds the message locked until the other has delivered what it can."""
    is_held, is_delivered = threading.Event(), threading.Event()

    def hold():
        with atomic() as session:
            session.execute(sa.select(Message.id).where(Message.id == message_id).with_for_update())
            is_held.set()
            return is_delivered.wait(5)

    def deliver():
        is_held.wait(5)
        counts = actions.deliver_due()
        is_delivered.set()
        return counts.delivered
    return hold, deliver


def test_a_digest_overtakes_nothing_another_worker_has_taken(town, wechat, app, write, run_together):
    app.config["DIGEST_SECONDS"] = 300
    write(subject="CS-1")
    held = write(subject="CS-2")
    behind = write(subject="CS-2")

    assert run_together(_delivered_while_held(held)) == [True, 1]
    assert db.session.get(Message, behind, populate_existing=True).state is DeliveryState.WAITING


def test_a_worker_does_not_wait_for_what_another_is_taking(town, wechat, write, run_together):
    held = write(subject="CS-1")
    write(subject="CS-2")

    assert run_together(_delivered_while_held(held)) == [True, 1]


def test_workers_that_give_back_and_withdraw_ticks_do_not_stop_each_other(town, run_together):
    people = sorted(town.account(name).id for name in ("resident-li", "resident-chen"))

    def keep(given_back, withdrawn):
        for _ in range(40):
            settling.keep([], [Change(given_back, "task", given_back=1), Change(withdrawn, "task", withdrawn=True)])

    assert run_together([lambda: keep(*people), lambda: keep(*reversed(people))] * 2) == [None] * 4


WAITING_FOR_A_LOCK = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


def test_who_leaves_and_a_worker_that_keeps_what_it_sent_do_not_stop_each_other(town, wechat, write, run_together):
    first, second = write(subject="CS-1"), write(subject="CS-2")
    account_id, is_held = town.account("resident-li").id, threading.Event()

    def touch(session, message_id):
        session.execute(sa.update(Message).where(Message.id == message_id).values(tries=1)
                        .execution_options(synchronize_session=False))

    def keep():
        with atomic() as session:
            touch(session, first)
            is_held.set()
            assert any(session.scalar(WAITING_FOR_A_LOCK) for _ in range(20_000))
            touch(session, second)

    def forget():
        is_held.wait(5)
        with atomic() as session:
            for way in ("indexscan", "bitmapscan"):  # as in a table so small that it is read as it lies
                session.execute(sa.text(f"SET LOCAL enable_{way} = off"))
            actions.forget(account_id)
    with atomic() as session:
        touch(session, first)  # now it lies behind the second one on disk

    assert run_together([keep, forget]) == [None, None]


def test_workers_and_ticks_at_the_same_time_lose_neither(town, wechat, ticked, write, run_together):
    ticked(30)
    for number in range(30):
        write(subject=f"CS-{number}")
    key = town.account("resident-li").id

    def tick():
        for _ in range(20):
            with atomic() as session:
                session.execute(sa.update(Subscription).where(
                    Subscription.account_id == key, Subscription.template == "progress")
                    .values(remaining=Subscription.remaining + 1))

    run_together([_deliver_in_small_rounds, tick, _deliver_in_small_rounds])

    assert (_states(), len(wechat.sent), ticked()) == ({DeliveryState.DELIVERED}, 30, 20)
