"""Messages leave after the commit, at least once each, and every way it can end is kept."""

import threading

import pytest
from flask import current_app
from prometheus_client import REGISTRY

from service.accounts.models import WechatIdentity
from service.core import clock
from service.core.database import atomic, db
from service.notifications import actions, outbox
from service.notifications.models import DeliveryState
from service.wechat.errors import Busy, Refused
from tests.notifications.platforms import InterruptedPlatform


def _fail():
    raise LookupError("某某某 138…")


def test_a_message_is_sent_to_the_person_with_its_dedupe_key(town, wechat, write, message):
    message_id = write(key="claimed:7", title="已接单", subject="CS-7")

    counts = actions.deliver_due()

    sent, = wechat.sent
    assert (counts.leased, counts.delivered) == (1, 1)
    assert (sent.openid, sent.template_id) == ("demo:resident-li", "progress")
    assert sent.data["thing1"] == "已接单" and sent.data["character_string3"] == "CS-7"
    assert "message=claimed%3A7" in sent.page
    assert message(message_id).state is DeliveryState.DELIVERED
    assert message(message_id).delivered_at is not None


def test_what_is_delivered_is_not_sent_again(town, wechat, write, let_time_pass):
    write()
    actions.deliver_all()
    let_time_pass()

    assert actions.deliver_all().leased == 0 and len(wechat.sent) == 1


def test_a_refused_message_stays_in_the_inbox_and_is_not_tried_again(town, wechat, write, message):
    message_id = write()
    wechat.fail_next(Refused(40003, "rid1"))

    counts = actions.deliver_all()

    assert counts.inbox_only == 1 and len(wechat.sent) == 0
    assert message(message_id).state is DeliveryState.INBOX_ONLY
    assert "40003" in message(message_id).last_error


@pytest.mark.parametrize("app_id", [None, "another-app"])
def test_a_person_without_an_identity_in_this_app_reads_it_in_the_inbox(town, wechat, write, message, app_id):
    message_id = write("resident-chen")
    with atomic() as session:
        identity = session.merge(town.account("resident-chen").identities[0])
        if app_id is None:
            session.delete(identity)
        else:
            identity.app_id = app_id

    actions.deliver_all()

    assert len(wechat.sent) == 0
    assert message(message_id).state is DeliveryState.INBOX_ONLY


def test_with_several_identities_the_newest_is_written_to(town, wechat, write):
    with atomic() as session:
        session.add(WechatIdentity(account_id=town.account("resident-li").id, created_at=clock.now(),
                                   app_id=current_app.config["WECHAT_APP_ID"], openid="new:phone"))
    write()

    actions.deliver_all()

    assert [sent.openid for sent in wechat.sent] == ["new:phone"]


def test_an_accident_with_one_message_does_not_stop_the_next(wechat, app, monkeypatch, write, message):
    accidents = iter([_fail])
    app.config["DELIVERY_LANES"] = 1
    platform = InterruptedPlatform(lambda: next(accidents, lambda: None)())
    monkeypatch.setitem(app.extensions, "wechat", platform)
    unlucky, lucky = write(subject="CS-1"), write(subject="CS-2")

    actions.deliver_all()

    assert message(lucky).state is DeliveryState.DELIVERED
    assert (message(unlucky).state, message(unlucky).last_error) == (DeliveryState.WAITING, "LookupError")


def test_messages_about_one_ticket_reach_a_person_in_their_order(town, wechat, write):
    for title in ("已接单", "已答复", "已办结"):
        write(title=title)

    actions.deliver_all()

    assert [sent.data["thing1"] for sent in wechat.sent] == ["已接单", "已答复", "已办结"]


def test_a_later_message_does_not_overtake_one_that_was_put_off(town, wechat, write, let_time_pass):
    write(title="已接单")
    wechat.fail_next(Busy(-1))
    actions.deliver_all()
    write(title="已答复")
    write("resident-chen", title="给陈大爷")
    write(title="另一件", subject="CS-2")

    actions.deliver_all()
    while_waiting = {sent.data["thing1"] for sent in wechat.sent}
    let_time_pass()
    actions.deliver_all()

    assert while_waiting == {"给陈大爷", "另一件"}
    assert [sent.data["thing1"] for sent in wechat.sent][2:] == ["已接单", "已答复"]


def test_the_platform_is_called_outside_of_any_transaction(wechat, app, monkeypatch, write):
    connections_in_use = []
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(
        lambda: connections_in_use.append(db.engine.pool.checkedout())))
    write()

    actions.deliver_all()

    assert connections_in_use == [0]
    with pytest.raises(RuntimeError), atomic():
        actions.deliver_due()


def test_a_round_takes_no_more_than_its_limit_and_all_rounds_take_everything(town, wechat, write):
    for number in range(5):
        write(subject=f"CS-{number}")

    assert actions.deliver_due(limit=2).delivered == 2
    assert actions.deliver_all().delivered == 3


def test_the_number_of_statements_does_not_grow_with_the_messages(wechat, town, write, letter, statements):
    def counted(number):
        with atomic():
            outbox.put([letter(subject=f"CS-{number}-{n}") for n in range(number)])
        with statements() as sent:
            assert actions.deliver_due().delivered == number
        return len(sent)

    assert counted(2) == counted(40) <= 9


def test_several_lanes_send_at_the_same_time(wechat, app, monkeypatch, write):
    meeting = threading.Barrier(3, timeout=10)
    app.config["DELIVERY_LANES"] = 3
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(meeting.wait))
    for number in range(3):
        write(subject=f"CS-{number}")

    assert actions.deliver_due().delivered == 3


def test_every_push_is_counted_by_its_template_and_outcome(wechat, write):
    def counted(outcome):
        return REGISTRY.get_sample_value("mashang_pushes_total", {"template": "progress", "outcome": outcome}) or 0
    before = counted("delivered"), counted("refused")
    write()
    write(subject="CS-2")
    wechat.fail_next(Refused(40003))

    actions.deliver_all()

    assert (counted("delivered"), counted("refused")) == (before[0] + 1, before[1] + 1)
