"""What may not be saved: two rules between which only chance would decide, and rules that cannot work."""

from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.feedback.routing import Queue, RuleSet, Urgency, broken, ties
from tests.feedback.samples import ANYTHING, HOUR, LAMP, MONDAY

COMMUNITY, PARTY_MEMBER, PUBLIC = Queue
WEEK = timedelta(days=7)


def _local(day, hour, minute=0, second=0):
    return MONDAY + timedelta(days=day - 2, hours=hour, minutes=minute, seconds=second)


# --- ties --------------------------------------------------------------------------------------------------

MOMENTS = [MONDAY + n * 12 * HOUR for n in (-3, 0, 1, 4, 9, 20)]
"""Bounds of validity, all on the hour: a week before the first to a week after the last tries all."""
HOURS = [time(0), time(6), time(12), time(22)]
RULES = st.builds(
    lambda **fields: replace(ANYTHING, **fields),
    place_path=st.sampled_from(["/", "/1/", "/1", "/2/"]),
    category=st.sampled_from([None, "help", "facilities"]),
    keywords=st.sampled_from([(), ("路灯",), ("井盖",), (" ",)]),
    urgency=st.sampled_from([None, Urgency.URGENT, Urgency.ORDINARY]),
    weekdays=st.none() | st.frozensets(st.integers(0, 6), max_size=3),
    time_from=st.none() | st.sampled_from(HOURS),
    time_to=st.none() | st.sampled_from(HOURS),
    source=st.sampled_from([None, "mini_program", "hotline"]),
    valid_from=st.none() | st.sampled_from(MOMENTS),
    valid_to=st.none() | st.sampled_from(MOMENTS),
    priority=st.sampled_from([1, 2]),
)
CHANGES = ("place_path", "category", "keywords", "urgency", "weekdays", "time_from", "time_to", "source",
           "valid_from", "valid_to", "priority")


@st.composite
def _likely_ties(draw):
    """Two rules that differ in at most three things: independent ones would hardly ever be of one rank."""
    one, other = draw(RULES), draw(RULES)
    names = draw(st.lists(st.sampled_from(CHANGES), max_size=3))
    return one, replace(one, id=2, **{name: getattr(other, name) for name in names})


def _can_meet(one, two):
    """Try every hour of five weeks with a text that holds all words, and a place and marks that suit both."""
    both = RuleSet([one, two])
    matter = replace(LAMP, text="路灯和井盖", place_path=max(one.place_path, two.place_path, key=len),
                     category=one.category or two.category, source=one.source or two.source or "desk",
                     urgency=one.urgency or two.urgency or Urgency.COMPLEX)
    hours = (MONDAY - 2 * WEEK + n * HOUR for n in range(5 * 7 * 24))
    return any(len(both.matching(replace(matter, at=at))) == 2 for at in hours)


@given(_likely_ties())
def test_rules_tie_exactly_when_one_matter_could_meet_both_in_the_same_rank(pair):
    one, two = pair
    expected = [(one, two)] if one.rank == two.rank and _can_meet(one, two) else []

    assert ties([one, two]) == expected


NIGHT = {"time_from": time(22), "time_to": time(6)}


@pytest.mark.parametrize(("one", "two", "expected"), [
    ({}, {}, True),
    ({}, {"priority": 99}, False),
    ({"place_path": "/1/"}, {"place_path": "/2/"}, False),
    ({"place_path": "/1/"}, {"place_path": "/1"}, True),
    ({"place_path": "/1/"}, {"place_path": "/1/4/"}, False),
    ({"category": "help"}, {"category": "safety"}, False),
    ({"category": "help"}, {"category": "help"}, True),
    ({"keywords": ("路灯",)}, {"keywords": ("井盖",)}, True),
    ({"keywords": ("路灯",)}, {}, False),
    ({"keywords": ("路灯",)}, {"keywords": (" ",)}, False),
    ({"keywords": (" ",)}, {"keywords": ("路灯",)}, False),
    ({"urgency": Urgency.URGENT}, {"urgency": Urgency.COMPLEX}, False),
    ({"urgency": Urgency.URGENT}, {"source": "hotline"}, True),
    ({"source": "hotline"}, {"source": "desk"}, False),
    ({"weekdays": frozenset({0, 1})}, {"weekdays": frozenset({1, 2})}, True),
    ({"weekdays": frozenset({0, 1})}, {"weekdays": frozenset({2, 3})}, False),
    ({"weekdays": frozenset({5, 6})}, NIGHT, True),
    ({"weekdays": frozenset({6}), **NIGHT}, {"weekdays": frozenset({0}), "time_to": time(1)}, True),
    ({"weekdays": frozenset({6}), **NIGHT}, {"weekdays": frozenset({0}), "time_from": time(6)}, False),
    (NIGHT, {"time_from": time(5), "time_to": time(7)}, True),
    (NIGHT, {"time_from": time(6), "time_to": time(22)}, False),
    ({"valid_to": LAMP.at}, {"valid_from": LAMP.at}, False),
    ({"valid_to": LAMP.at}, {"valid_to": LAMP.at + HOUR}, True),
    ({"valid_from": LAMP.at - HOUR, "valid_to": LAMP.at},
     {"valid_from": LAMP.at, "valid_to": LAMP.at + HOUR}, False),
    ({"valid_from": _local(2, 0), "valid_to": _local(3, 0), "weekdays": frozenset({0})},
     {"weekdays": frozenset({0, 1})}, True),
    ({"valid_from": _local(3, 0), "valid_to": _local(9, 0), "weekdays": frozenset({0})},
     {"weekdays": frozenset({0, 1})}, False),
    ({"valid_from": _local(3, 0), "valid_to": _local(9, 1), "weekdays": frozenset({0})},
     {"weekdays": frozenset({0, 1})}, True),
])
def test_a_tie_needs_one_rank_and_one_common_matter(one, two, expected):
    first, second = replace(ANYTHING, **one), replace(ANYTHING, id=2, **two)

    assert ties([first, second]) == ([(first, second)] if expected else [])


def test_every_pair_of_tied_rules_is_named():
    rules = [replace(ANYTHING, id=number) for number in (1, 2, 3)]

    assert [(one.id, two.id) for one, two in ties(rules)] == [(1, 2), (1, 3), (2, 3)]


# --- broken rules ------------------------------------------------------------------------------------------

CATEGORIES = {"help": False, "safety": True, "safety.food": False}
FAULTS = [
    ({"place_path": "/9/"}, "地点"), ({"place_path": "/1"}, "地点"), ({"category": "gone"}, "分类"),
    ({"category": "safety", "queue": PARTY_MEMBER, "fallback": COMMUNITY}, "执法"),
    ({"category": "safety", "fallback": PUBLIC}, "执法"),
    ({"category": "safety.food", "queue": PUBLIC, "fallback": COMMUNITY}, "执法"),
    ({"fallback": COMMUNITY}, "备用"), ({"queue": PUBLIC}, "无人接单"), ({"queue": PARTY_MEMBER}, "无人接单"),
    ({"time_from": time(8), "time_to": time(8)}, "时间段"), ({"time_to": time(0)}, "时间段"),
    ({"weekdays": frozenset()}, "任何一天"), ({"weekdays": frozenset({1, 7})}, "星期"),
    ({"valid_from": LAMP.at, "valid_to": LAMP.at - HOUR}, "失效"),
    ({"valid_from": LAMP.at, "valid_to": LAMP.at}, "失效"),
    ({"valid_from": LAMP.at.replace(tzinfo=None), "valid_to": LAMP.at}, "时区"),
    ({"valid_from": LAMP.at, "valid_to": LAMP.at.replace(tzinfo=None)}, "时区"),
    ({"keywords": ("路灯", "　")}, "空白"),
]


@pytest.mark.parametrize(("fields", "word"), FAULTS)
def test_a_broken_rule_gets_one_sentence_that_says_what_is_wrong(fields, word):
    sentences = broken(replace(ANYTHING, **fields), {"/1/"}, CATEGORIES)

    assert len(sentences) == 1 and word in sentences[0] and sentences[0].endswith("。")


@pytest.mark.parametrize("fields", [
    {}, {"place_path": "/1/"}, {"category": "help", "queue": PUBLIC, "fallback": PARTY_MEMBER}, NIGHT,
    {"category": "safety"}, {"valid_from": LAMP.at, "valid_to": LAMP.at + HOUR},
    {"weekdays": frozenset(range(7))}, {"time_from": time(0)},
])
def test_a_sound_rule_has_no_fault(fields):
    assert broken(replace(ANYTHING, **fields), {"/1/"}, CATEGORIES) == []


def test_known_places_may_be_a_question_to_ask():
    in_the_town = replace(ANYTHING, place_path="/1/")

    assert broken(in_the_town, lambda path: path == "/1/", {}) == []
    assert broken(in_the_town, lambda path: path == "/2/", {}) != []


def test_a_place_path_must_end_with_a_slash_whoever_knows_it():
    assert broken(replace(ANYTHING, place_path="/1"), lambda path: True, {}) != []
