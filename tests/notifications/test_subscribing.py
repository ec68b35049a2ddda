"""How often somebody may be sent a template: what he ticks, refuses and switches off in WeChat keeps it true."""

from itertools import count

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY

from service.core.database import atomic, db
from service.notifications.actions import subscribing
from service.notifications.models import Subscription
from service.wechat import actions as wechat_actions

POPUP, CHANGE, SENT = (f"subscribe_msg_{what}_event" for what in ("popup", "change", "sent"))
LI = "demo:resident-li"


@pytest.fixture
def nobody_ticked(town):
    """Nobody in the town has ticked anything yet."""
    with atomic() as session:
        session.execute(sa.delete(Subscription))


@pytest.fixture
def tell(app, nobody_ticked):
    """`tell(event, "accept")`: resident-li answers the template of progress, or others of these names."""
    app.config["WECHAT_TEMPLATES"] = {"progress": {"id": "t-progress"}, "answer": {"id": "t-answer", "long_term": True}}
    moments = count(1790000000)

    def said(event, status, template_id="t-progress", by=LI, **more):
        wechat_actions.tell({"Event": event, "FromUserName": by, "CreateTime": next(moments), "List": {
            "TemplateId": template_id, "SubscribeStatusString": status} | more})
    return said


@pytest.fixture
def may_be_sent(town):
    """`may_be_sent()`: {template: (remaining, long_term)} of resident-li."""
    def rows(name="resident-li"):
        found = db.session.execute(sa.select(Subscription.template, Subscription.remaining, Subscription.long_term)
                                   .where(Subscription.account_id == town.account(name).id))
        return {row.template: (row.remaining, row.long_term) for row in found}
    return rows


def _ignored(unknown):
    return REGISTRY.get_sample_value("mashang_subscriptions_ignored_total", {"unknown": unknown}) or 0


def test_every_tick_in_the_window_is_one_message_more(tell, may_be_sent):
    for _ in range(3):
        tell(POPUP, "accept")

    assert may_be_sent() == {"progress": (3, False)}


def test_a_tick_of_a_long_term_template_holds_until_further_notice(tell, may_be_sent):
    for _ in range(2):
        tell(POPUP, "accept", "t-answer")

    assert may_be_sent() == {"answer": (0, True)}


def test_a_refusal_in_the_window_leaves_earlier_ticks(tell, may_be_sent):
    tell(POPUP, "accept")
    tell(POPUP, "reject")

    assert may_be_sent() == {"progress": (1, False)}


def test_a_refusal_of_a_long_term_template_ends_it(tell, may_be_sent):
    tell(POPUP, "accept", "t-answer")
    tell(POPUP, "reject", "t-answer")

    assert may_be_sent() == {"answer": (0, False)}


@pytest.mark.parametrize(("template_id", "left"), [("t-progress", {"progress": (0, False)}),
                                                   ("t-answer", {"answer": (0, False)})])
def test_switched_off_in_the_settings_nothing_is_left(tell, may_be_sent, template_id, left):
    for _ in range(2):
        tell(POPUP, "accept", template_id)
    tell(CHANGE, "reject", template_id)

    assert may_be_sent() == left


def test_switched_on_in_the_settings_is_consent_but_no_tick(tell, may_be_sent):
    tell(CHANGE, "accept")
    tell(CHANGE, "accept", "t-answer")

    assert may_be_sent() == {"answer": (0, True)}


def test_a_message_that_was_not_wanted_uses_up_what_is_left(tell, may_be_sent):
    tell(POPUP, "accept")
    tell(SENT, None, ErrorCode="43101", ErrorStatus="user refused", MsgID="1")

    assert may_be_sent() == {"progress": (0, False)}


@pytest.mark.parametrize(("code", "status"), [("0", "success"), ("1", "system failed")])
def test_any_other_end_of_a_message_leaves_what_is_left(tell, may_be_sent, code, status):
    tell(POPUP, "accept")
    tell(SENT, None, ErrorCode=code, ErrorStatus=status, MsgID="1")

    assert may_be_sent() == {"progress": (1, False)}


def test_nobody_may_be_sent_more_than_a_thousand(tell, may_be_sent):
    tell(POPUP, "accept")
    with atomic() as session:
        session.execute(sa.update(Subscription).values(remaining=subscribing.MOST_TICKS - 1))
    for _ in range(3):
        tell(POPUP, "accept")

    assert may_be_sent() == {"progress": (1000, False)}


def test_what_one_person_ticks_is_nobody_elses(tell, may_be_sent):
    tell(POPUP, "accept")
    tell(POPUP, "accept", by="demo:member-wang")
    tell(CHANGE, "reject", by="demo:member-wang")

    assert (may_be_sent(), may_be_sent("member-wang")) == ({"progress": (1, False)}, {"progress": (0, False)})


@pytest.mark.parametrize(("said", "unknown"), [({"by": "o-nobody"}, "person"), ({"template_id": "t-other"}, "template"),
                                               ({"template_id": "progress"}, "template")])
@pytest.mark.parametrize(("event", "status"), [(POPUP, "accept"), (CHANGE, "reject"), (SENT, None)])
def test_an_unknown_person_or_template_is_counted_and_let_go(tell, may_be_sent, said, unknown, event, status):
    tell(POPUP, "accept")
    before = _ignored(unknown)

    tell(event, status, **said, ErrorCode="43101")

    assert (_ignored(unknown) - before, may_be_sent()) == (1, {"progress": (1, False)})
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Subscription)) == 1


def test_somebody_of_another_app_is_nobody_here(tell, app):
    app.config["WECHAT_APP_ID"] = "wx-other"
    tell(POPUP, "accept")

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Subscription)) == 0


@pytest.mark.only_postgresql
def test_ticks_that_come_at_once_are_all_counted(tell, town, app, may_be_sent, run_together):
    run_together([lambda number=number: wechat_actions.tell(
        {"Event": POPUP, "FromUserName": LI, "CreateTime": number,
         "List": {"TemplateId": "t-progress", "SubscribeStatusString": "accept"}}) for number in range(20)])

    assert may_be_sent() == {"progress": (20, False)}


@pytest.mark.only_postgresql
def test_windows_with_templates_in_another_order_do_not_wait_for_each_other(tell, app, may_be_sent, run_together):
    ticks = [{"TemplateId": name, "SubscribeStatusString": "accept"} for name in ("t-progress", "task", "activity")]
    failures = [result for result in run_together([
        lambda number=number: wechat_actions.tell({"Event": POPUP, "FromUserName": LI, "CreateTime": number,
                                                   "List": ticks[::1 if number % 2 else -1]})
        for number in range(12)]) if result is not True]

    assert (failures, may_be_sent()) == ([], dict.fromkeys(("progress", "task", "activity"), (12, False)))
