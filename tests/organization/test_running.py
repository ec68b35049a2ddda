"""The state of the service: each line says whether it is well, and what to do where it is not."""

import re

import pytest
import sqlalchemy as sa

from service.core import clock, condition, metrics, periodic
from service.core.database import atomic
from service.core.errors import Forbidden
from service.core.periodic import TimerRun
from service.notifications import actions
from service.notifications.models import DeliveryState, Message
from service.organization.alarms import ALARMS
from service.organization.queries.running import state_of_the_service
from tests.house.sources import ROOT


@pytest.fixture
def zheng(town):
    return town.actor("admin-zheng")


@pytest.fixture
def dead(town):
    """Two dead letters of one kind and one of another."""
    with atomic() as session:
        for number, kind in enumerate(("answered", "answered", "moved")):
            session.add(Message(account_id=town.account("resident-li").id, kind=kind, title="路灯", body="已修好",
                                subject="1", place_id=town.place("community").id, dedupe_key=f"test:{number}",
                                created_at=clock.now(), state=DeliveryState.DEAD, tries=9, next_try_at=clock.now()))


def _lines(by, part):
    return {line["name"]: line for line in state_of_the_service(by)["lines"] if line["part"] == part}


@pytest.mark.parametrize("name", ["auditor-feng", "supervisor-wu", "worker-zhang", "resident-li"])
def test_only_the_district_looks_after_the_service(town, name):
    with pytest.raises(Forbidden):
        state_of_the_service(town.actor(name))


def test_a_service_that_is_well_says_so(zheng):
    said = state_of_the_service(zheng)

    assert {line["part"] for line in said["lines"]} >= {"health", "timers", "storage", "messages", "webhooks"}
    assert [line for line in said["lines"] if not line["is_well"] and line["part"] != "alarms"] == []
    assert _lines(zheng, "health").keys() == {"database", "migrations", "photos"}


def test_every_timer_says_when_it_is_due(zheng):
    lines = _lines(zheng, "timers")

    assert lines.keys() == periodic.known().keys()
    assert all(line["due_at"] > clock.iso(clock.now()) for line in lines.values())


def test_a_timer_that_failed_says_so(zheng, app):
    with atomic() as session:
        moment = clock.now()
        session.execute(sa.insert(TimerRun).values(name="clockwork", first_at=moment, started_at=moment,
                                                   ended_at=moment, outcome="ValueError"))

    line = _lines(zheng, "timers")["clockwork"]
    assert not line["is_well"] and "ValueError" in line["says"] and not state_of_the_service(zheng)["well"]


def test_dead_letters_are_counted_by_kind_and_sent_again_together(zheng, dead):
    assert {name: line["figure"] for name, line in _lines(zheng, "messages").items()} == {
        "waiting": 0, "dead:answered": 2, "dead:moved": 1}

    assert actions.resend_of_kind("answered", by=zheng) == 2

    assert {name: line["figure"] for name, line in _lines(zheng, "messages").items()} == {
        "waiting": 2, "dead:moved": 1}


def test_a_worker_sends_again_what_is_about_his_own_place(town, dead):
    assert actions.resend_of_kind("answered", by=town.actor("worker-far")) == 0
    assert actions.resend_of_kind("answered", by=town.actor("worker-zhang")) == 2
    with pytest.raises(Forbidden):
        actions.resend_of_kind("answered", by=town.actor("resident-li"))


def test_an_alarm_stands_there_with_what_to_do(zheng):
    metrics.alarm("routing_rule_broken")

    line = _lines(zheng, "alarms")["routing_rule_broken"]
    assert line["figure"] >= 1 and line["says"] == ALARMS["routing_rule_broken"] and not line["is_well"]


def test_an_alarm_nobody_has_words_for_is_told_all_the_same(monkeypatch):
    monkeypatch.setattr(metrics, "alarms", lambda: {"unheard_of": 1.0, "quiet": 0.0})

    line, = condition.of_alarms(ALARMS)()
    assert (line.name, line.says) == ("unheard_of", condition.ASK)


def test_every_alarm_says_what_to_do():
    guide = (ROOT / "docs/deploy.md").read_text("utf-8")
    named = re.findall(r"`(\w+)`", guide.split("each kind is something a person must look at", 1)[1].split(")", 1)[0])

    assert len(named) > 12 and set(named) == ALARMS.keys()


@pytest.mark.only_postgresql
def test_what_two_send_again_at_once_is_sent_once(zheng, dead, run_together):
    results = run_together([lambda: actions.resend_of_kind("answered", by=zheng)] * 2)

    assert sorted(results) in ([0, 2], [1, 1])
