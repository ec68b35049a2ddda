"""A live rule that breaks later is told to a person every hour, and never switches itself off."""

from dataclasses import replace

import pytest
import sqlalchemy as sa
from prometheus_client import REGISTRY

from service.core.database import atomic
from service.feedback import actions, drafting
from service.feedback.actions import rules as acts
from service.feedback.queries import rules
from service.organization.models import Place
from tests.feedback.test_rules import SWING, SWINGS


def _alarms():
    return REGISTRY.get_sample_value("mashang_alarms_total", {"what": "routing_rule_broken"}) or 0


def test_a_rule_that_has_become_unlawful_is_reported_and_goes_on_deciding(town):
    admin = town.actor("admin-zheng")
    rule, alarms = acts.save_rule(by=admin, **SWINGS), _alarms()
    assert rules.watch_over_rules() == []
    with atomic() as session:
        session.execute(sa.text("UPDATE categories SET needs_enforcement = true WHERE code = 'facilities'"))
        session.execute(sa.text("UPDATE catalogue SET version = version + 1"))

    ticket = actions.submit(by=town.actor("resident-li"), text=SWING, category="facilities",
                            place_code=town.place("building_1").code)

    assert rule.rule_id in rules.watch_over_rules()
    assert _alarms() > alarms
    assert any("执法" in fault for fault in rules.rule(rule.rule_id, admin)["broken"])
    assert ticket.route["rule"] == "秋千"


@pytest.mark.parametrize(("gone", "said"), [
    ({"places": {}}, ["地点“/7/”"]), ({"categories": {}}, ["分类“facilities”"]),
    ({"levels": frozenset()}, ["时限等级“ordinary”"]), ({}, []),
])
def test_a_stored_rule_says_what_has_vanished_from_under_it(gone, said):
    place = Place(id=7, code="here", path="/7/")
    known = drafting.Known({"here": place}, {"facilities": False}, frozenset({"ordinary"}))
    row = drafting.draft(SWINGS | {"place_code": "here"}, known, rule_id=1)[0]
    left = replace(known, **gone)

    faults = drafting.faults(row, place.path if left.places else None, left)

    assert [fault.split("不存在")[0] for fault in faults] == said


def test_rules_are_watched_every_hour(app):
    assert app.extensions["periodic"]["routing_rules"] is rules.watch_over_rules
