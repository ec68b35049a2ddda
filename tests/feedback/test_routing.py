"""From a matter to its queue: the most specific rule decides, the law comes first, and chance never does."""

import json
from dataclasses import replace
from datetime import time, timedelta
from itertools import permutations

import pytest

from service.feedback.routing import NoRule, Queue, Urgency, choose, matching
from tests.feedback.samples import ANYTHING, HOUR, LAMP, MONDAY

COMMUNITY, PARTY_MEMBER, PUBLIC = Queue


def _local(day, hour, minute=0, second=0):
    return MONDAY + timedelta(days=day - 2, hours=hour, minutes=minute, seconds=second)


def _matches(matter=LAMP, **conditions):
    return bool(matching([replace(ANYTHING, **conditions)], matter))


# --- what a single condition means -------------------------------------------------------------------------

@pytest.mark.parametrize(("place", "expected"), [
    ("/", True), ("/1/", True), ("/1/4/", True), ("/1/4/9/", True), ("/1/4", True),
    ("/1/4/9/2/", False), ("/1/42/", False), ("/1/5/", False), ("/4/", False), ("/1/4/90/", False),
])
def test_a_place_takes_in_all_that_lies_below_it(place, expected):
    assert _matches(place_path=place) is expected


def test_a_place_written_without_its_last_slash_does_not_take_in_its_namesakes():
    assert not _matches(replace(LAMP, place_path="/1/42/"), place_path="/1/4")


@pytest.mark.parametrize(("category", "expected"), [
    (None, True), ("facilities", True), ("facilities.lamp", True),
    ("facilities.lamp.garden", False), ("facilities.l", False), ("facil", False), ("help", False),
])
def test_a_category_takes_in_its_children(category, expected):
    assert _matches(category=category) is expected


def test_a_matter_without_a_category_meets_no_rule_that_asks_for_one():
    assert not _matches(replace(LAMP, category=None), category="facilities")


@pytest.mark.parametrize("keyword", ["路灯", "ＡＢＣ", "abc", "Abc", "ｗｉ-ｆｉ", "①", "tel", " 路灯 "])
def test_a_keyword_is_found_whatever_its_case_and_width(keyword):
    assert _matches(replace(LAMP, text="路灯旁的aBC和Wi－Fi，1号，℡"), keywords=(keyword,))


def test_one_keyword_of_several_is_enough():
    assert _matches(keywords=("井盖", "路灯"))


def test_no_keyword_in_the_text_is_no_match():
    assert not _matches(keywords=("井盖", "灯路"))


def test_a_keyword_of_one_character_is_found_at_the_end_of_a_text():
    assert _matches(keywords=("亮",))


def test_a_blank_keyword_matches_nothing():
    assert not _matches(keywords=(" ",))


@pytest.mark.parametrize("wanted", Urgency)
@pytest.mark.parametrize("given_urgency", Urgency)
def test_urgency_must_be_the_same(wanted, given_urgency):
    assert _matches(replace(LAMP, urgency=given_urgency), urgency=wanted) is (wanted == given_urgency)


def test_the_source_must_be_the_same():
    assert [_matches(source=source) for source in ("mini_program", "hotline")] == [True, False]


@pytest.mark.parametrize("weekday", range(7))
def test_a_weekday_is_that_of_changshou_and_not_of_utc(weekday):
    first_second, last_second = _local(2 + weekday, 0), _local(2 + weekday, 23, 59, 59)

    moments = (first_second - timedelta(seconds=1), first_second, last_second, last_second + HOUR)

    assert [_matches(replace(LAMP, at=at), weekdays=frozenset({weekday})) for at in moments] == [
        False, True, True, False]


@pytest.mark.parametrize(("time_from", "time_to", "hours"), [
    (time(9), time(17), range(9, 17)),
    (time(22), time(6), [*range(6), 22, 23]),
    (time(22), None, [22, 23]),
    (None, time(6), range(6)),
    (time(22), time(0), [22, 23]),
    (time(8), time(8), []),
])
def test_hours_begin_with_their_first_minute_and_end_before_their_last(time_from, time_to, hours):
    met = [hour for hour in range(24)
           if _matches(replace(LAMP, at=_local(4, hour)), time_from=time_from, time_to=time_to)]

    assert met == list(hours)


def test_a_night_belongs_to_the_day_on_which_it_begins():
    sunday_night = {"weekdays": frozenset({6}), "time_from": time(22), "time_to": time(6)}
    met = [at for at in (MONDAY + n * HOUR for n in range(7 * 24))
           if _matches(replace(LAMP, at=at), **sunday_night)]

    assert met == [_local(2, hour) for hour in range(6)] + [_local(8, 22), _local(8, 23)]


def test_a_rule_holds_from_its_first_moment_until_just_before_its_last():
    valid = {"valid_from": LAMP.at, "valid_to": LAMP.at + HOUR}
    moments = (LAMP.at - timedelta.resolution, LAMP.at, LAMP.at + HOUR - timedelta.resolution, LAMP.at + HOUR)

    assert [_matches(replace(LAMP, at=at), **valid) for at in moments] == [False, True, True, False]


# --- which of several rules wins ---------------------------------------------------------------------------

LADDER = [
    replace(ANYTHING, name="更深的地点", place_path="/1/4/"),
    replace(ANYTHING, name="更深的分类", place_path="/1/", category="facilities.lamp", priority=900),
    replace(ANYTHING, name="有关键词", place_path="/1/", category="facilities", keywords=("路灯",),
            priority=800),
    replace(ANYTHING, name="条件更多", place_path="/1/", category="facilities", urgency=Urgency.ORDINARY,
            source="mini_program", priority=700),
    replace(ANYTHING, name="条件较少", place_path="/1/", category="facilities", weekdays=frozenset(range(7)),
            priority=600),
    replace(ANYTHING, name="优先", place_path="/1/", category="facilities", priority=1),
    replace(ANYTHING, name="次之", place_path="/1/", category="facilities", priority=2),
    replace(ANYTHING, name="没有分类", place_path="/1/", priority=0),
    replace(ANYTHING, name="全区", category="help", priority=0),
    replace(ANYTHING, name="兜底", priority=0),
]


def test_rules_win_from_the_deepest_place_down_to_the_default():
    backwards = [replace(rule, id=100 - number) for number, rule in enumerate(LADDER)][::-1]

    assert [rule.name for rule in matching(backwards, LAMP)] == [
        rule.name for rule in LADDER if rule.name != "全区"]


def test_more_keywords_in_the_text_do_not_make_a_rule_more_specific():
    one_word = replace(ANYTHING, name="一个词", keywords=("路灯",), priority=1)
    three_words = replace(ANYTHING, name="三个词", keywords=("路灯", "门口", "不亮"), priority=2)

    assert choose([three_words, one_word], LAMP).rule_name == "一个词"


@pytest.mark.parametrize("condition", [
    {"urgency": Urgency.ORDINARY}, {"weekdays": frozenset({2})}, {"time_from": time(9)},
    {"time_to": time(18)}, {"source": "mini_program"},
])
def test_each_further_condition_outranks_the_priority_number(condition):
    assert choose([replace(ANYTHING, priority=0), replace(ANYTHING, id=2, **condition)], LAMP).rule_id == 2


def test_a_validity_makes_a_rule_no_more_specific():
    limited = replace(ANYTHING, id=2, valid_from=LAMP.at, valid_to=LAMP.at + HOUR)

    assert choose([limited, ANYTHING], LAMP).rule_id == 1


def test_tied_rules_still_give_one_same_answer_in_whatever_order_they_come():
    tied = [replace(ANYTHING, id=number) for number in (7, 3, 5)]

    assert {choose(order, LAMP).rule_id for order in permutations(tied)} == {3}


def test_choosing_gives_the_first_of_the_matching_rules():
    rules = [replace(rule, id=number) for number, rule in enumerate(LADDER)]

    assert choose(rules, LAMP).rule_id == matching(rules, LAMP)[0].id


def test_no_matching_rule_is_said_aloud():
    with pytest.raises(NoRule):
        choose([replace(ANYTHING, category="help")], LAMP)


# --- the decision says why ---------------------------------------------------------------------------------

def test_a_decision_carries_what_the_rule_says():
    rule = replace(ANYTHING, id=12, version=3, name="小设施", queue=PARTY_MEMBER, fallback=COMMUNITY,
                   service_level="complex", needs_review=True)

    decision = choose([rule], LAMP)

    assert (decision.rule_id, decision.rule_version, decision.rule_name, decision.queue, decision.fallback,
            decision.service_level, decision.needs_review, decision.enforced) == (
        12, 3, "小设施", PARTY_MEMBER, COMMUNITY, "complex", True, False)


def test_a_decision_names_the_conditions_that_matched_in_plain_json():
    rule = replace(ANYTHING, place_path="/1/4/", category="facilities", keywords=("井盖", "路灯", "不亮"),
                   urgency=Urgency.ORDINARY, weekdays=frozenset({2, 1}), time_from=time(9), time_to=None,
                   source="mini_program")

    assert json.loads(json.dumps(choose([rule], LAMP).matched)) == {
        "place": "/1/4/", "category": "facilities", "keywords": ["路灯", "不亮"], "urgency": "ordinary",
        "weekdays": [1, 2], "hours": ["09:00", None], "source": "mini_program",
    }


def test_a_rule_without_conditions_matched_nothing_in_particular():
    assert choose([ANYTHING], LAMP).matched == {}
