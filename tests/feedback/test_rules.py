"""Routing rules are saved in versions, refused when chance would decide, and steer the very next ticket."""

import os
import subprocess
import sys
from datetime import UTC, datetime, time

import orjson
import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.errors import Invalid, NotFound, Stale
from service.feedback import actions, catalogue
from service.feedback.actions import rules as acts
from service.feedback.models import RoutingRule, Ticket
from service.feedback.queries import rules
from service.feedback.routing import Queue, Urgency
from tests.house.sources import ROOT

TODAY = datetime(2026, 11, 22, tzinfo=UTC)
SWING = "院子里的秋千坏了，孩子们没法玩"
SWINGS = {"name": "秋千", "keywords": ["秋千"], "category": "facilities", "priority": 5,
          "queue": Queue.PUBLIC, "fallback": Queue.COMMUNITY, "service_level": "ordinary"}
ELSEWHERE = """
import sys
from service import create_app
from service.feedback.actions.rules import save_rule
from service.organization.queries.people import actor_of_account
from tests.feedback.test_rules import SWINGS
with create_app().app_context():
    save_rule(by=actor_of_account(int(sys.argv[1])), **SWINGS)
"""
EVERYTHING = 31
"""The number of the seed's rule without conditions."""


@pytest.fixture
def admin(town):
    return town.actor("admin-zheng")


def _submit(town, text=SWING, **matter):
    return actions.submit(by=town.actor("resident-li"), text=text, place_code=town.place("building_1").code,
                          **matter)


def _version():
    return db.session.scalar(sa.select(catalogue.version()))


def _audited():
    rows = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "rule_change")
                              .order_by(AuditEntry.sequence))
    return [(row.actor_id, row.subject, orjson.loads(row.details)) for row in rows]


def test_a_saved_rule_steers_the_next_ticket_which_says_so(town, admin):
    assert _submit(town).queue is Queue.COMMUNITY

    rule = acts.save_rule(by=admin, **SWINGS)
    ticket = _submit(town)

    assert (ticket.queue, ticket.fallback) == (Queue.PUBLIC, Queue.COMMUNITY)
    assert (ticket.route["rule"], ticket.route["rule_id"], ticket.route["rule_version"]) == (
        "秋千", rule.rule_id, 1)
    assert ticket.route["matched"] == {"category": "facilities", "keywords": ["秋千"]}


def test_a_rule_saved_by_another_process_steers_the_next_ticket_here(town, admin, database):
    _submit(town)
    database.written_elsewhere()

    subprocess.run([sys.executable, "-c", ELSEWHERE, str(admin.account_id)], cwd=ROOT, check=True,
                   env=os.environ | {"DATABASE_URL": database.url, "DATA_DIR": str(database.folder)})

    assert _submit(town).route["rule"] == "秋千"


def test_a_retired_rule_no_longer_decides(town, admin):
    rule = acts.save_rule(by=admin, **SWINGS)
    acts.retire_rule(rule.rule_id, by=admin)

    assert _submit(town).queue is Queue.COMMUNITY


def test_a_change_is_a_new_version_and_the_old_one_stays_as_it_was(town, admin):
    rule = acts.save_rule(by=admin, **SWINGS)
    before = _submit(town)

    acts.change_rule(rule.rule_id, by=admin, **SWINGS | {"name": "秋千和滑梯", "keywords": ["秋千", "滑梯"]})

    assert [(row.version, row.name, row.keywords, row.retired_at is None) for row in db.session.scalars(
        sa.select(RoutingRule).where(RoutingRule.rule_id == rule.rule_id).order_by(RoutingRule.version))] == [
        (1, "秋千", ["秋千"], False), (2, "秋千和滑梯", ["秋千", "滑梯"], True)]
    assert _submit(town).route["rule_version"] == 2
    assert db.session.get(Ticket, before.id).route["rule_version"] == 1


def test_every_version_can_be_read_even_when_the_rule_is_retired(town, admin):
    rule = acts.save_rule(by=admin, **SWINGS, place_code=town.place("compound").code)
    acts.change_rule(rule.rule_id, by=admin, **SWINGS)
    acts.retire_rule(rule.rule_id, by=admin)

    found = rules.rule(rule.rule_id, town.actor("worker-zhang"))

    assert [(one["version"], one["place_name"], one["retired_at"] is None) for one in found["versions"]] == [
        (2, None, False), (1, "东街花园", False)]
    assert found["saved_by"] == "郑科长"


def test_a_tie_is_refused_and_names_the_other_rule(town, admin):
    first = acts.save_rule(by=admin, **SWINGS)

    with pytest.raises(Invalid) as refused:
        acts.save_rule(by=admin, **SWINGS | {"name": "滑梯", "keywords": ["滑梯"]})

    assert refused.value.code == "rule_tie"
    assert refused.value.extra["rules"] == [{"rule_id": first.rule_id, "name": "秋千"}]
    assert "“秋千”" in refused.value.detail


def test_a_change_into_a_tie_is_refused(town, admin):
    acts.save_rule(by=admin, **SWINGS)
    slides = acts.save_rule(by=admin, **SWINGS | {"name": "滑梯", "priority": 6})

    with pytest.raises(Invalid, match="秋千"):
        acts.change_rule(slides.rule_id, by=admin, **SWINGS | {"name": "滑梯"})

    assert rules.rule(slides.rule_id, admin)["version"] == 1


@pytest.mark.only_postgresql
def test_of_two_rules_saved_at_once_that_tie_one_is_refused(town, run_together):
    admin = town.actor("admin-zheng")

    answers = run_together([lambda name=name: acts.save_rule(by=admin, **SWINGS | {"name": name})
                            for name in ("秋千", "滑梯")])

    assert sorted(type(answer) for answer in answers if isinstance(answer, Exception)) == [Invalid]
    assert next(answer for answer in answers if isinstance(answer, Invalid)).code == "rule_tie"


@pytest.mark.parametrize(("changes", "field"), [
    ({"time_from": time(8), "time_to": time(8)}, "rule"), ({"fallback": Queue.PUBLIC}, "rule"),
    ({"fallback": None}, "rule"), ({"weekdays": []}, "rule"), ({"category": "safety.fire_lane"}, "rule"),
    ({"category": "no.such"}, "category"), ({"service_level": "whenever"}, "service_level"),
    ({"place_code": "no-such-place"}, "place_code"),
])
def test_a_broken_rule_is_refused_by_field_and_leaves_nothing_behind(town, admin, changes, field):
    version = _version()

    with pytest.raises(Invalid) as refused:
        acts.save_rule(by=admin, **SWINGS | changes)

    assert (refused.value.code, list(refused.value.extra["fields"])) == ("rule_broken", [field])
    assert (_version(), len(catalogue.shelf(version).rules), _audited()) == (version, EVERYTHING, [])


@pytest.mark.parametrize("narrowing", [
    {"category": "facilities"}, {"keywords": ["秋千"]}, {"urgency": Urgency.URGENT}, {"source": "app"},
    {"weekdays": [0]}, {"time_from": time(8)}, {"time_to": time(8)}, {"place_code": "500115"},
    {"valid_from": TODAY}, {"valid_to": TODAY},
])
def test_the_last_rule_for_everything_is_neither_narrowed_nor_retired(town, admin, narrowing):
    everything = {"name": "其他", "priority": 100, "queue": Queue.COMMUNITY, "service_level": "ordinary"}
    with pytest.raises(Invalid) as narrowed:
        acts.change_rule(EVERYTHING, by=admin, **everything | narrowing)
    with pytest.raises(Invalid) as retired:
        acts.retire_rule(EVERYTHING, by=admin)

    assert (narrowed.value.code, retired.value.code) == ("last_rule", "last_rule")


def test_a_rule_for_everything_may_go_when_another_stands(town, admin):
    other = acts.save_rule(by=admin, name="其他", priority=101, queue=Queue.COMMUNITY,
                           service_level="complex")
    acts.retire_rule(EVERYTHING, by=admin)

    assert _submit(town, "天气真好").route["rule_id"] == other.rule_id


def test_who_saw_an_older_version_is_refused(town, admin):
    rule = acts.save_rule(by=admin, **SWINGS)
    acts.change_rule(rule.rule_id, by=admin, seen=1, **SWINGS)

    with pytest.raises(Stale):
        acts.change_rule(rule.rule_id, by=admin, seen=1, **SWINGS)
    with pytest.raises(Stale):
        acts.retire_rule(rule.rule_id, by=admin, seen=1)


def test_a_retired_rule_is_not_changed_any_more(town, admin):
    rule = acts.save_rule(by=admin, **SWINGS)
    acts.retire_rule(rule.rule_id, by=admin)

    with pytest.raises(NotFound):
        acts.change_rule(rule.rule_id, by=admin, **SWINGS)
    with pytest.raises(NotFound):
        acts.retire_rule(rule.rule_id, by=admin)


def test_every_change_is_audited_with_before_and_after(town, admin):
    rule = acts.save_rule(by=admin, **SWINGS)
    acts.change_rule(rule.rule_id, by=admin, **SWINGS | {"priority": 7})
    acts.retire_rule(rule.rule_id, by=admin)

    told = [(actor, subject, [said[when] and said[when]["priority"] for when in ("before", "after")])
            for actor, subject, said in _audited()]
    subject = f"routing_rule:{rule.rule_id}"
    assert told == [(admin.account_id, subject, [None, 5]), (admin.account_id, subject, [5, 7]),
                    (admin.account_id, subject, [7, None])]
