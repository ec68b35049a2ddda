"""What a new district starts with sends every kind of matter to the right queue under the right limit."""

from dataclasses import replace

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.feedback import seed
from service.feedback.actions.seeding import seed_catalogue
from service.feedback.models import Category
from service.feedback.routing import Queue, RuleSet, Urgency, broken, ties
from tests.feedback.samples import LAMP

COMMUNITY, PARTY_MEMBER, PUBLIC = Queue


@pytest.fixture(scope="module")
def started():
    return RuleSet(seed.routing_rules())


CODES = {row.code: row.needs_enforcement for row in seed.categories()}
LEVELS = {row.code: row for row in seed.service_levels()}
SMALL = {code for code in CODES if code.split(".")[0] == "help"} | {
    "facilities.lamp", "facilities.grounds", "environment.tidying"}


def _matter(code, text="请来看一下", urgency=Urgency.ORDINARY):
    return replace(LAMP, text=text, category=code, needs_enforcement=CODES.get(code, False), urgency=urgency)


def test_the_first_rules_hold_no_tie():
    assert ties(seed.routing_rules()) == []


def test_the_first_rules_are_sound():
    assert [fault for rule in seed.routing_rules() for fault in broken(rule, (), CODES)] == []


def test_the_first_rules_are_told_apart_by_name():
    names = [rule.name for rule in seed.routing_rules()]

    assert len(set(names)) == len(names)


def test_the_first_rules_promise_only_known_service_levels():
    assert {rule.service_level for rule in seed.routing_rules()} == set(LEVELS) - {"emergency"}  # that of safeguards


@pytest.mark.parametrize("code", [None, *CODES])
def test_only_small_matters_go_to_members_or_the_public(started, code):
    assert (started.choose(_matter(code)).queue != COMMUNITY) is (code in SMALL)


@pytest.mark.parametrize("code", sorted(SMALL))
def test_small_matters_fall_back_to_the_community(started, code):
    assert started.choose(_matter(code)).fallback == COMMUNITY


@pytest.mark.parametrize(("code", "queue", "level"), [
    ("help.carrying", PARTY_MEMBER, "ordinary"), ("facilities.lamp", PARTY_MEMBER, "ordinary"),
    ("help.lost_property", PUBLIC, "ordinary"), ("environment.tidying", PUBLIC, "ordinary"),
    ("utilities.water", COMMUNITY, "utilities"), ("safety.fire_lane", COMMUNITY, "complex"),
    ("safety.fire_hazard", COMMUNITY, "ordinary"), ("facilities.elevator", COMMUNITY, "ordinary"),
    (None, COMMUNITY, "ordinary"),
])
def test_each_kind_of_matter_finds_its_queue_and_its_limit(started, code, queue, level):
    decision = started.choose(_matter(code))

    assert (decision.queue, decision.service_level) == (queue, level)


@pytest.mark.parametrize("code", [code for code, needs_enforcement in CODES.items() if needs_enforcement])
def test_enforcement_goes_to_the_community_by_a_rule_too(started, code):
    decision = started.choose(_matter(code))

    assert (decision.queue, decision.service_level) == (COMMUNITY, "complex")


@pytest.mark.parametrize("code", [None, *sorted(SMALL)])
def test_a_report_on_a_neighbour_is_read_first_and_reaches_no_member(started, code):
    decision = started.choose(_matter(code, "我要举报一个人"))

    assert (decision.queue, decision.needs_review) == (COMMUNITY, True)


@pytest.mark.parametrize("code", [None, *sorted(SMALL)])
def test_what_is_marked_complex_is_no_small_matter(started, code):
    decision = started.choose(_matter(code, urgency=Urgency.COMPLEX))

    assert (decision.queue, decision.service_level) == (COMMUNITY, "complex")


@pytest.mark.parametrize(("code", "queue"), [
    (None, COMMUNITY), ("help", PARTY_MEMBER), ("facilities.lamp", PARTY_MEMBER),
    ("facilities.grounds", PARTY_MEMBER),
])
def test_what_is_marked_urgent_keeps_its_queue_under_a_shorter_limit(started, code, queue):
    decision = started.choose(_matter(code, urgency=Urgency.URGENT))

    assert (decision.queue, decision.service_level) == (queue, "utilities")


def test_extreme_weather_has_the_limit_of_water_and_power(started):
    assert started.choose(_matter(None, "暴雨把院坝淹了")).service_level == "utilities"


def test_the_limits_are_those_of_the_table():
    assert {code: (row.claim_minutes, row.answer_minutes, row.clock) for code, row in LEVELS.items()} == {
        "emergency": (60, 2 * 60, "natural"), "utilities": (2 * 60, 24 * 60, "natural"),
        "ordinary": (24 * 60, 7 * 24 * 60, "natural"), "complex": (24 * 60, 15 * 24 * 60, "working"),
    }


def test_a_new_version_brings_its_new_categories_and_leaves_the_others(town):
    with atomic() as session:
        session.execute(sa.delete(Category).where(Category.code == "traffic.delivery.riders.charging"))
        session.execute(sa.update(Category).where(Category.code == "facilities.lamp").values(name="路灯（自定）"))

    assert (seed_catalogue(), seed_catalogue()) == (True, False)
    names = dict(db.session.execute(sa.select(Category.code, Category.name)).all())
    assert (names["traffic.delivery.riders.charging"] != "", names["facilities.lamp"]) == (True, "路灯（自定）")
