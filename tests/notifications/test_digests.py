"""The first message goes out at once; what follows within five minutes goes out as one."""

from urllib.parse import parse_qs, urlsplit

import pytest

from service.core import clock
from service.notifications import actions, queries
from service.notifications.actions.leasing import lease
from service.notifications.models import DeliveryState
from service.wechat.errors import Busy, NotSubscribed


@pytest.fixture
def midday(as_shipped, noon):
    """Noon, with the settings as shipped."""
    return noon


def _said(sent):
    return sent.data["thing1"], sent.data["thing2"]


def _asked_for(sent):
    return {name: value for name, (value,) in parse_qs(urlsplit(sent.page).query).items()}


def test_the_first_goes_at_once_and_the_next_ones_together_after_five_minutes(midday, wechat, write):
    write(title="有人接单了")
    actions.deliver_all()
    for title in ("办理需要更多时间", "有答复了"):
        midday.shift(60)
        write(title=title)
        actions.deliver_all()
    before = len(wechat.sent)
    midday.shift(180)

    actions.deliver_all()

    assert before == 1 and len(wechat.sent) == 2
    assert _said(wechat.sent[1]) == ("2 条新消息", "有答复了；办理需要更多时间")


def test_what_is_due_together_is_one_message_and_one_tick(midday, wechat, ticked, write, message):
    ticked(2)
    ids = [write(subject=subject) for subject in ("CS-1", "CS-2", "CS-1")]

    counts = actions.deliver_all()

    assert (counts.delivered, counts.pushes, len(wechat.sent), ticked()) == (3, 1, 1, 1)
    assert {message(message_id).state for message_id in ids} == {DeliveryState.DELIVERED}


def test_a_digest_leads_to_its_first_message_and_says_how_many_there_are(midday, wechat, write):
    write(key="first", subject="CS-1")
    write(key="second", subject="CS-2")

    actions.deliver_all()

    assert _asked_for(wechat.sent[0]) == {"message": "first", "count": "2"}


def test_a_digest_on_one_ticket_names_it(midday, wechat, write):
    for _ in range(2):
        write(subject="CS-1")

    actions.deliver_all()

    assert _asked_for(wechat.sent[0])["subject"] == "CS-1"
    assert wechat.sent[0].data["character_string3"] == "CS-1"


def test_templates_and_persons_are_kept_apart(midday, wechat, write):
    write(subject="CS-1", kind="claimed")
    write(subject="CS-2", kind="answered")
    write("resident-chen", subject="CS-1", kind="claimed")

    assert actions.deliver_all().pushes == 3


def test_a_held_message_is_not_late(midday, write):
    write(subject="CS-1")
    actions.deliver_all()
    midday.shift(60)
    write(subject="CS-2")
    write(subject="CS-2")
    actions.deliver_all()
    midday.shift(200)

    while_held = queries.status()
    midday.shift(50)
    afterwards = queries.status()

    assert (while_held.waiting, while_held.oldest_waiting_seconds) == (2, 0.0)
    assert afterwards.oldest_waiting_seconds == 10.0


def test_who_has_no_tick_left_waits_for_no_digest(midday, ticked, write, message):
    ticked(1)
    write(subject="CS-1")
    actions.deliver_all()
    late = write(subject="CS-2")

    actions.deliver_all()

    assert message(late).state is DeliveryState.INBOX_ONLY


def test_an_emergency_goes_alone_and_at_once(midday, wechat, ticked, write):
    ticked(4, template="task")
    write(subject="CS-1", kind="dispatched")
    actions.deliver_all()
    write(subject="CS-2", kind="dispatched")
    write(subject="CS-3", kind="emergency", title="紧急诉求", urgent=True)
    write(subject="CS-4", kind="emergency", title="又一件", urgent=True)

    counts = actions.deliver_all()

    assert (counts.pushes, counts.held, ticked(template="task")) == (2, 1, 1)
    assert {sent.data["thing1"] for sent in wechat.sent} == {"已接单", "紧急诉求", "又一件"}


def test_an_emergency_does_not_wait_behind_a_held_message_of_its_ticket(midday, wechat, write):
    write(subject="CS-1")
    actions.deliver_all()
    write(subject="CS-2")
    actions.deliver_all()
    write(subject="CS-2", title="现在紧急了", urgent=True)

    assert actions.deliver_all().delivered == 1 and wechat.sent[-1].data["thing1"] == "现在紧急了"


def test_the_order_within_a_ticket_holds_across_templates(midday, wechat, write):
    for number, kind in enumerate(("claimed", "delayed", "answered", "resumed"), start=1):
        write(kind=kind, title=f"第{number}条")

    actions.deliver_all()
    midday.shift(301)
    actions.deliver_all()

    assert [_said(sent) for sent in wechat.sent] == [
        ("2 条新消息", "第2条；第1条"), ("第3条", "张蓉接了您的诉求。"), ("第4条", "张蓉接了您的诉求。")]


def test_what_goes_out_together_is_tried_again_together(midday, wechat, ticked, write):
    ticked(1)
    write(key="first", subject="CS-1")
    write(key="second", subject="CS-2")
    wechat.fail_next(Busy(-1))
    actions.deliver_all()
    midday.shift(60)

    counts = actions.deliver_all()

    assert (counts.delivered, counts.pushes, ticked()) == (2, 1, 0)
    assert _asked_for(wechat.sent[0]) == {"message": "first", "count": "2"}


def test_what_a_dead_worker_took_together_goes_out_with_what_came_since(midday, wechat, ticked, write):
    ticked(1)
    write(key="first", subject="CS-1")
    write(key="second", subject="CS-2")
    lease(10)
    midday.shift(61)
    write(key="third", subject="CS-3")

    counts = actions.deliver_all()

    assert (counts.delivered, counts.pushes, ticked()) == (3, 1, 0)
    assert _asked_for(wechat.sent[0]) == {"message": "first", "count": "3"}


def test_a_digest_wechat_refuses_leaves_all_of_it_in_the_inbox(midday, wechat, ticked, write):
    ticked(1)
    for number in range(3):
        write(subject=f"CS-{number}")
    wechat.fail_next(NotSubscribed(43101))

    assert (actions.deliver_all().inbox_only, len(wechat.sent)) == (3, 0)


def test_without_digests_everything_goes_out_by_itself(midday, app, wechat, write):
    app.config["DIGEST_SECONDS"] = 0
    for number in range(3):
        write(subject=f"CS-{number % 2}")

    assert actions.deliver_all().pushes == 3


def test_a_clock_that_was_put_back_holds_nothing_for_long(midday, wechat, write):
    write(subject="CS-1")
    actions.deliver_all()
    midday.move_to(clock.now().replace(hour=1))
    write(subject="CS-2")

    assert actions.deliver_all().delivered == 1


def test_a_digest_has_an_end_and_loses_nothing(midday, wechat, write, message, monkeypatch):
    monkeypatch.setattr("service.notifications.actions.leasing.MOST_FOLLOWERS", 6)
    ids = [write(subject=f"CS-{number % 5}") for number in range(10)]

    first = actions.deliver_due(limit=2)
    midday.shift(301)
    rest = actions.deliver_all()

    assert (first.delivered, first.pushes) == (6, 1) and rest.delivered == 4
    assert {message(message_id).state for message_id in ids} == {DeliveryState.DELIVERED}
