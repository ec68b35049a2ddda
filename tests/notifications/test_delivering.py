"""Messages leave after the commit, at least once each, and every way it can end is kept."""

from datetime import timedelta

import pytest
from flask import current_app
from prometheus_client import REGISTRY

from service.accounts.models import WechatIdentity
from service.core import clock
from service.core.database import atomic, db
from service.notifications import actions
from service.notifications.models import DeliveryState
from service.wechat.errors import Busy, Misuse, Refused
from tests.notifications.platforms import InterruptedPlatform


def _fail():
    raise LookupError("王小明 138…")


def test_a_message_is_sent_to_the_person_with_its_dedupe_key(town, wechat, write, message):
    message_id = write(key="claimed:7", title="已接单", subject="CS-7")

    counts = actions.deliver_due()

    sent, = wechat.sent
    assert (counts.leased, counts.delivered) == (1, 1)
    assert (sent.openid, sent.template_id) == ("demo:resident-li", "ticket_claimed")
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
    wechat.fail_next(Refused(43101, "rid1"))

    counts = actions.deliver_all()

    assert counts.inbox_only == 1 and len(wechat.sent) == 0
    assert message(message_id).state is DeliveryState.INBOX_ONLY
    assert "43101" in message(message_id).last_error


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


def test_a_busy_platform_is_asked_again_after_a_wait(town, wechat, write, message, let_time_pass):
    message_id = write()
    wechat.fail_next(Busy(-1))
    before = clock.now()

    actions.deliver_all()

    put_off = message(message_id)
    assert (put_off.state, put_off.tries) == (DeliveryState.WAITING, 1) and "-1" in put_off.last_error
    assert timedelta(seconds=30) <= put_off.next_try_at - before <= timedelta(seconds=40)
    assert actions.deliver_all().leased == 0
    let_time_pass()
    assert actions.deliver_all().delivered == 1


def test_after_eight_tries_a_message_is_dead(town, wechat, write, message, let_time_pass):
    message_id = write()
    wechat.fail_next(Busy(-1), times=8)
    states = []

    for _ in range(8):
        actions.deliver_all()
        states.append(message(message_id).state)
        let_time_pass()

    assert states == [DeliveryState.WAITING] * 7 + [DeliveryState.DEAD]
    assert actions.deliver_all().leased == 0


def test_a_mistake_of_ours_is_dead_at_once_and_raises_an_alarm(town, wechat, write, message):
    message_id = write()
    wechat.fail_next(Misuse(47003, reason="thing1"))
    alarms = {"what": "message_misuse"}
    before = REGISTRY.get_sample_value("mashang_alarms_total", alarms) or 0

    actions.deliver_all()

    assert message(message_id).state is DeliveryState.DEAD
    assert "thing1" in message(message_id).last_error
    assert REGISTRY.get_sample_value("mashang_alarms_total", alarms) == before + 1


def test_an_accident_with_one_message_does_not_stop_the_next(town, app, monkeypatch, write, message):
    accidents = iter([_fail])
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


def test_the_platform_is_called_outside_of_any_transaction(town, app, monkeypatch, write):
    open_connections = []
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(
        lambda: open_connections.append(db.session().in_transaction())))
    write()

    actions.deliver_all()

    assert open_connections == [False]
    with pytest.raises(RuntimeError), atomic():
        actions.deliver_due()


def test_a_round_takes_no_more_than_its_limit_and_all_rounds_take_everything(town, wechat, write):
    for number in range(5):
        write(subject=f"CS-{number}")

    assert actions.deliver_due(limit=2).delivered == 2
    assert actions.deliver_all().delivered == 3
