"""A refusal is not the end: whose matter it was objects once, and a second person one level up decides."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from service.accounts.actions.erasing import erase
from service.core import metrics
from service.core.database import db
from service.core.errors import Forbidden, NotFound, WrongMoment
from service.feedback import actions
from service.feedback.models import Objection
from service.feedback.queries import lists, showing
from service.feedback.queries.permitting import AlreadyObjected, TooLateToObject
from service.feedback.routing import Queue, ReviewLevel
from service.feedback.workflow import Outcome, State
from service.notifications.models import Message
from service.organization.models import Role
from service.statistics.queries.tickets import rates
from service.town import cast
from tests.feedback.conftest import WEDNESDAY_NOON as NOON

TEXT = "这条路就在小区里，不是市里的"


@pytest.fixture
def refused(life):
    """The number of a matter of 李阿姨's that 张蓉 rejected."""
    return life.reject(life.submit(queue=Queue.COMMUNITY))


@pytest.fixture
def alarms(monkeypatch):
    """The alarms raised, by name."""
    raised = []
    monkeypatch.setattr(metrics, "alarm", raised.append)
    return raised


def _object(number, by):
    actions.object_to(number, by=by, text=TEXT)
    return number


def _objection(number):
    return db.session.scalar(sa.select(Objection).join(Objection.__table__.metadata.tables["tickets"])
                             .where(sa.text("tickets.number = :number")).params(number=number)
                             .execution_options(populate_existing=True))


def test_an_objection_waits_for_the_town_until_five_working_days_are_over(life, people, refused):
    _object(refused, people.li)

    ticket, shown = life.ticket(refused), showing.seen_by(refused, people.li)
    assert (ticket.state, ticket.outcome, ticket.closed_at) == (State.CLOSED, Outcome.REJECTED, NOON)
    assert ticket.objection_by == datetime(2026, 3, 11, 4, tzinfo=UTC)  # Wednesday, a weekend between
    assert (shown["objection"]["text"], shown["objection"]["level"], shown["objection"]["verdict"]) == (
        TEXT, "town", None)
    assert "object" not in shown["permitted"] and life.verbs(refused)[-1] == "object"


def test_opened_again_it_waits_with_fresh_limits_and_everybody_hears_it_once(life, people, refused, wait):
    wait(days=3)
    _object(refused, people.li)

    with life.letters() as heard:
        actions.decide_objection(refused, by=people.wu, decision="reopen", reason="图纸上是小区的路")

    ticket, steps = life.ticket(refused), life.steps(refused)
    assert (ticket.state, ticket.outcome, ticket.closed_at, ticket.objection_by) == (State.QUEUED, None, None, None)
    assert ticket.claim_by == NOON + timedelta(days=4) and ticket.answer_by == NOON + timedelta(days=10)
    assert sorted(heard) == [("li", "objection_reopened"), ("zhang", "objection_decided")]
    assert [(step.verb, step.text, step.role) for step in steps[-2:]] == [
        ("object", TEXT, "reporter"), ("decide_objection", "图纸上是小区的路", "supervisor")]


def test_upheld_it_stays_closed_with_reasons(life, people, refused):
    _object(refused, people.li)

    actions.decide_objection(refused, by=people.wu, decision="uphold", reason="产权证上是市政道路")

    ticket, shown = life.ticket(refused), showing.seen_by(refused, people.li)
    assert (ticket.state, ticket.outcome, ticket.wake_at) == (State.CLOSED, Outcome.REJECTED, None)
    assert (shown["objection"]["verdict"], shown["objection"]["reason"]) == ("uphold", "产权证上是市政道路")
    with pytest.raises(WrongMoment):
        actions.decide_objection(refused, by=people.wu, decision="reopen", reason="x")


def test_one_objects_once(people, refused):
    _object(refused, people.li)
    actions.decide_objection(refused, by=people.wu, decision="uphold", reason="x")

    with pytest.raises(AlreadyObjected):
        _object(refused, people.li)


def test_one_objects_within_seven_days(people, refused, wait):
    wait(days=7)

    with pytest.raises(TooLateToObject):
        _object(refused, people.li)


@pytest.mark.parametrize("name", ["zhang", "wu", "chen", "feng"])
def test_nobody_objects_for_the_reporter(people, refused, name):
    with pytest.raises((Forbidden, NotFound)):
        _object(refused, getattr(people, name))


def test_for_somebody_without_an_account_who_spoke_for_him_objects(life, people):
    number = life.reject(life.submit(by="wang", queue=Queue.COMMUNITY, on_behalf_of={"name": "陈大爷"}))

    _object(number, people.wang)

    assert _objection(number).by_id == people.wang.account_id


def test_whose_matter_was_merged_into_the_refused_one_objects_and_gets_his_own_back(life, people):
    mine, primary = life.submit(queue=Queue.COMMUNITY), life.submit(by="chen", queue=Queue.COMMUNITY)
    actions.merge(mine, by=people.zhou, into=primary)
    with pytest.raises(WrongMoment):
        _object(mine, people.li)
    life.reject(primary)

    _object(mine, people.li)
    actions.decide_objection(mine, by=people.wu, decision="reopen", reason="两件不是一回事")

    ticket = life.ticket(mine)
    assert (ticket.state, ticket.outcome, ticket.merged_into_id) == (State.QUEUED, None, None)
    assert (life.ticket(primary).outcome, life.ticket(primary).joined_count) == (Outcome.REJECTED, 0)


def _who_may_decide(people, number):
    return [name for name in ("li", "zhang", "zhou", "wu", "zheng", "feng")
            if "decide_objection" in showing.seen_by(number, getattr(people, name))["permitted"]]


def test_against_a_worker_the_town_decides_against_the_town_the_district(life, people, refused):
    _object(refused, people.li)
    ended = life.reopened(life.hold(life.submit(queue=Queue.COMMUNITY)), 2)
    actions.end(ended, by=people.wu, reason="两次都已核实", other_channel="信访")

    _object(ended, people.li)

    assert (_who_may_decide(people, refused), _who_may_decide(people, ended)) == (["wu"], ["zheng"])


def test_against_the_district_another_admin_decides(life, people, alarms):
    number = life.reopened(life.hold(life.submit(queue=Queue.COMMUNITY)), 2)
    actions.end(number, by=people.zheng, reason="两次都已核实", other_channel="信访")
    _object(number, people.li)
    assert _who_may_decide(people, number) == [] and alarms == ["nobody_decides_objection"]

    life.grant("far", Role.DISTRICT_ADMIN, "district")

    assert "decide_objection" in showing.seen_by(number, people.far)["permitted"]
    with pytest.raises(Forbidden) as own:
        actions.decide_objection(number, by=people.zheng, decision="uphold", reason="x")
    assert own.value.code == "second_person_needed"


@pytest.mark.parametrize("hand", [
    lambda life, people, number: actions.escalate(number, by=people.wu, reason="请尽快"),
    lambda life, people, number: actions.dispatch(number, by=people.wu, account_id=people.zhou.account_id)])
def test_who_had_a_hand_in_it_does_not_decide(life, people, hand):
    number = life.submit(queue=Queue.COMMUNITY)
    hand(life, people, number)
    if life.ticket(number).state is State.CLAIMED:
        actions.release(number, by=people.zhou, reason="不归我们")
    life.reject(number)

    _object(number, people.li)

    assert _objection(number).level is ReviewLevel.DISTRICT and _who_may_decide(people, number) == ["zheng"]


def test_who_is_named_in_it_does_not_decide(life, people):
    number = life.reject(life.submit(queue=Queue.COMMUNITY, text="电梯停了，吴主任来看过"))

    _object(number, people.li)

    assert _who_may_decide(people, number) == ["zheng"]


def test_time_warns_then_calls_the_district_with_an_alarm_and_never_decides(life, people, refused, time_passes, alarms):
    _object(refused, people.li)

    with life.letters() as warned:
        time_passes(days=6)
    with life.letters() as overdue:
        time_passes(days=20)

    ticket = life.ticket(refused)
    assert {("wu", "objection_to_decide")} == set(warned) and ("zheng", "objection_to_decide") in overdue
    assert "objection_overdue" in alarms and _who_may_decide(people, refused) == ["zheng"]
    assert (ticket.outcome, ticket.objection_by is None, ticket.wake_at) == (Outcome.REJECTED, False, None)


def test_the_letter_tells_the_right_to_object_and_until_when(life, people, refused):
    body = db.session.scalar(sa.select(Message.body).where(Message.kind == "rejected"))

    assert "不同意的，3月11日 12:00前可以提出异议，由上一级没有经手的人另行决定。" in body


def test_who_may_decide_finds_it_in_his_list_and_nobody_else_does(people, refused):
    _object(refused, people.li)

    found = {name: [item["number"] for item in lists.tickets(getattr(people, name), view="objections").items]
             for name in ("li", "zhang", "zhou", "wu", "zheng", "feng")}

    assert {name for name, numbers in found.items() if numbers == [refused]} == {"wu"}
    assert sum(map(len, found.values())) == 1


def test_objections_are_counted_apart(life, people, refused):
    for decision in ("reopen", "uphold"):
        number = _object(life.reject(life.submit(queue=Queue.COMMUNITY)), people.li)
        actions.decide_objection(number, by=people.wu, decision=decision, reason="x")
    _object(refused, people.li)

    figures = rates.rates(cast.NICKNAMES["community"], by=people.zhang)

    assert figures["objections"] == {"made": 3, "opened_again": 1, "upheld": 1}
    assert figures["whole"]["rejected"] == 2


def test_an_unknown_decision_is_refused(people, refused, client, town):
    _object(refused, people.li)

    answer = client.post(f"/api/v1/tickets/{refused}/objection/decision", json={"decision": "later", "reason": "x"},
                         headers=town.sign_in("supervisor-wu"))

    assert (answer.status_code, list(answer.json["fields"])) == (422, ["decision"])


def test_who_leaves_takes_his_words_along_and_nothing_waits_any_more(life, people, refused):
    decided = _object(life.reject(life.submit(queue=Queue.COMMUNITY)), people.li)
    actions.decide_objection(decided, by=people.wu, decision="uphold", reason="x")
    _object(refused, people.li)

    erase(by=people.li)

    assert (_objection(refused), life.ticket(refused).objection_by, life.ticket(refused).wake_at) == (None, None, None)
    assert TEXT not in _objection(decided).text and all(step.text != TEXT for step in life.steps(decided))
