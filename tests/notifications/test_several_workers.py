"""Several workers share the work: each message goes out once, and none waits for another's."""

import threading

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic
from service.notifications import actions
from service.notifications.actions.delivering import _due
from service.notifications.models import DeliveryState, Message


def _deliver_in_small_rounds():
    while actions.deliver_due(limit=3).leased:
        pass


@pytest.mark.only_postgresql
def test_each_message_is_sent_once(town, wechat, write, run_together):
    for number in range(60):
        write(("resident-li", "resident-chen")[number % 2], key=f"race:{number}", subject=f"CS-{number % 30}")

    results = run_together([_deliver_in_small_rounds] * 4)
    actions.deliver_all()

    pages = [sent.page for sent in wechat.sent]
    assert results == [None] * 4
    assert len(pages) == 60 and len(set(pages)) == 60


@pytest.mark.only_postgresql
def test_the_order_within_a_ticket_holds_with_several_workers(town, wechat, write, run_together):
    for number in range(40):
        write(key=f"race:{number}", title=str(number), subject=f"CS-{number % 4}")

    run_together([_deliver_in_small_rounds] * 3)
    actions.deliver_all()

    for subject in range(4):
        titles = [int(sent.data["thing1"]) for sent in wechat.sent
                  if sent.data["character_string3"] == f"CS-{subject}"]
        assert titles == sorted(titles) and len(titles) == 10


@pytest.mark.only_postgresql
def test_a_worker_does_not_wait_for_what_another_is_taking(town, wechat, write, run_together):
    held = write(subject="CS-1")
    write(subject="CS-2")
    is_held, is_delivered = threading.Event(), threading.Event()

    def hold():
        with atomic() as session:
            session.execute(sa.select(Message.id).where(Message.id == held).with_for_update())
            is_held.set()
            return is_delivered.wait(5)

    def deliver():
        is_held.wait(5)
        counts = actions.deliver_due()
        is_delivered.set()
        return counts.delivered

    assert run_together([hold, deliver]) == [True, 1]


@pytest.mark.only_postgresql
def test_finding_what_is_due_uses_the_index_of_waiting_messages(town, write):
    write()
    with atomic() as session:
        session.execute(sa.insert(Message), [
            {"account_id": town.account("resident-li").id, "kind": "k", "title": "t", "body": "b",
             "dedupe_key": f"old:{number}", "created_at": clock.now(), "state": DeliveryState.DELIVERED,
             "tries": 1} for number in range(3000)])
        session.execute(sa.text("ANALYZE messages"))
        question = _due(clock.now(), 200).compile(session.connection(),
                                                  compile_kwargs={"literal_binds": True})
        plan = "\n".join(session.scalars(sa.text(f"EXPLAIN {question}".replace(":", "\\:"))))

    assert "ix_messages_waiting" in plan and "Seq Scan" not in plan, plan
