"""One tick is one message: who has none left reads it in the inbox, and what WeChat says counts more than we do."""

from service.core.database import atomic, db
from service.notifications import actions
from service.notifications.models import DeliveryState, Subscription
from service.wechat.errors import Busy, Misuse, NotSubscribed
from tests.notifications.platforms import InterruptedPlatform


def test_a_message_takes_one_tick_and_the_next_one_finds_none(ticked, wechat, write, message):
    ticked(1)
    first, second = write(subject="CS-1"), write(subject="CS-2")

    counts = actions.deliver_all()

    assert (counts.delivered, counts.inbox_only, len(wechat.sent), ticked()) == (1, 1, 1, 0)
    assert message(first).state is DeliveryState.DELIVERED
    assert (message(second).state, message(second).last_error) == (DeliveryState.INBOX_ONLY, "not subscribed")


def test_ticks_of_another_template_do_not_help(ticked, write, message):
    ticked(0, template="progress")
    ticked(5, template="answer")
    message_id = write(kind="claimed")

    actions.deliver_all()

    assert message(message_id).state is DeliveryState.INBOX_ONLY and ticked(template="answer") == 5


def test_who_never_ticked_reads_it_in_the_inbox(wechat, write, message):
    message_id = write("worker-zhang")

    actions.deliver_all()

    assert message(message_id).state is DeliveryState.INBOX_ONLY and len(wechat.sent) == 0


def test_a_long_term_subscription_needs_no_ticks(wechat, ticked, write):
    for number in range(3):
        write(subject=f"CS-{number}")

    assert (actions.deliver_all().delivered, ticked()) == (3, 0)


def test_a_second_try_takes_no_second_tick(ticked, wechat, write, let_time_pass):
    ticked(2)
    write()
    wechat.fail_next(Busy(-1))
    actions.deliver_all()
    let_time_pass()

    assert (actions.deliver_all().delivered, ticked()) == (1, 1)


def test_a_second_try_is_made_with_the_last_tick_gone(ticked, wechat, write, let_time_pass):
    ticked(1)
    write()
    wechat.fail_next(Busy(-1))
    actions.deliver_all()
    let_time_pass()

    assert actions.deliver_all().delivered == 1


def test_when_wechat_knows_of_no_tick_we_believe_it(ticked, wechat, write, message):
    ticked(3)
    message_id = write(subject="CS-1")
    wechat.fail_next(NotSubscribed(43101))

    actions.deliver_all()

    assert (message(message_id).state, ticked()) == (DeliveryState.INBOX_ONLY, 0)
    assert "43101" in message(message_id).last_error


def test_a_long_term_subscription_wechat_does_not_know_is_over(wechat, town, write):
    write()
    wechat.fail_next(NotSubscribed(43101))

    actions.deliver_all()

    row = db.session.get(Subscription, (town.account("resident-li").id, "progress"), populate_existing=True)
    assert (row.long_term, row.remaining) == (False, 0)


def test_a_tick_that_comes_while_wechat_says_no_is_kept(ticked, wechat, town, app, monkeypatch, write):
    ticked(3)

    def tick_and_say_no():
        with atomic() as session:
            session.get_one(Subscription, (town.account("resident-li").id, "progress")).remaining += 1
        raise NotSubscribed(43101)
    monkeypatch.setitem(app.extensions, "wechat", InterruptedPlatform(tick_and_say_no))
    write()

    actions.deliver_all()

    assert ticked() == 1


def test_a_dead_letter_that_is_sent_again_takes_the_tick_that_was_given_back(ticked, town, wechat, write):
    ticked(1)
    message_id = write(place="building_1")
    wechat.fail_next(Misuse(47003))
    actions.deliver_all()
    given_back = ticked()

    actions.resend(message_id, by=town.actor("worker-zhang"))
    counts = actions.deliver_all()

    assert (given_back, counts.delivered, ticked()) == (1, 1, 0)
