"""The buttons of the first tap send every kind of matter where such matters belong."""

from datetime import UTC, datetime

import pytest

from service.feedback import seed
from service.feedback.routing import Matter, Queue, RuleSet
from service.volunteering.kinds import KINDS, Kind, Told

COMMUNITY, PARTY_MEMBER, _ = Queue
NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)
CATEGORIES = {row.code: row for row in seed.categories()}
RULES = RuleSet(seed.routing_rules())


def _decision(kind):
    facts = KINDS[kind]
    enforcement = facts.category is not None and CATEGORIES[facts.category].needs_enforcement
    return RULES.choose(Matter(facts.sentence, "/1/4/9/", facts.category, enforcement, facts.urgency, "rider", NOON))


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_category_residents_know_too(kind):
    assert KINDS[kind].category in CATEGORIES or kind is Kind.OTHER


@pytest.mark.parametrize(("kind", "queue", "level"), [
    (Kind.ROAD_DAMAGE, COMMUNITY, "ordinary"), (Kind.FIRE_LANE_BLOCKED, COMMUNITY, "complex"),
    (Kind.MANHOLE_COVER_MISSING, COMMUNITY, "utilities"), (Kind.FALLING_OBJECT, COMMUNITY, "complex"),
    (Kind.STREET_LIGHT_OUT, PARTY_MEMBER, "ordinary"), (Kind.ILLEGAL_DUMPING, COMMUNITY, "ordinary"),
    (Kind.HELP_NEEDED, PARTY_MEMBER, "utilities"), (Kind.OTHER, COMMUNITY, "ordinary"),
    (Kind.NEED_CHARGING, COMMUNITY, "ordinary"), (Kind.NEED_REST, COMMUNITY, "ordinary"),
    (Kind.NEED_RIGHTS, COMMUNITY, "complex"),
])
def test_each_kind_finds_its_queue_and_its_limit(kind, queue, level):
    decision = _decision(kind)

    assert (decision.queue, decision.service_level, decision.needs_review) == (queue, level, False)


def test_the_rights_of_riders_are_a_departments_matter():
    rights = CATEGORIES[KINDS[Kind.NEED_RIGHTS].category]

    assert rights.needs_enforcement and not _decision(Kind.NEED_RIGHTS).enforced


def test_the_needs_of_riders_stand_under_their_own_categories():
    parents = [CATEGORIES[KINDS[kind].category].parent_code
               for kind in (Kind.NEED_CHARGING, Kind.NEED_REST, Kind.NEED_RIGHTS)]

    assert parents == ["traffic.delivery.riders", "traffic.delivery.riders", "services.wages"]


def test_what_concerns_a_person_is_not_told_to_the_team_in_full():
    assert {kind: facts.told for kind, facts in KINDS.items() if facts.told is not Told.WITH_ANSWER} == {
        Kind.HELP_NEEDED: Told.WITHOUT_ANSWER, Kind.OTHER: Told.WITHOUT_ANSWER, Kind.NEED_RIGHTS: Told.NOTHING}
