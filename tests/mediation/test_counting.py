"""Others hear how many, and never so few that they would know which."""

from datetime import date

import pytest

from service.core.errors import Forbidden, Invalid
from service.mediation import actions
from service.mediation.catalogue import DisputeType, Outcome
from service.mediation.queries import counts

MARCH = {"first": date(2026, 3, 1), "last": date(2026, 3, 1)}


def _shown(disputes, by="lin", place="500115001201", **months):
    actions.tell_counts()
    return counts.shown(disputes.person(by), place=place, **(MARCH | months))


def _numbers(shown):
    return {(item["type"], item["outcome"]): item["count"] for item in shown["items"] if not item["withheld"]}


def _settle(disputes, count, kind=DisputeType.NEIGHBOUR, by="hu", place="courtyard_1", **said):
    for _ in range(count):
        number = disputes.open(by=by, place=place, type=kind, **said)
        actions.end(number, by=disputes.person(by), outcome=Outcome.WITHDRAWN)


def test_five_that_ended_alike_are_shown_and_four_are_not_and_what_is_open_never_is(disputes):
    _settle(disputes, 5)
    _settle(disputes, 4, DisputeType.LAND)
    for _ in range(6):
        disputes.open()

    shown = _shown(disputes)

    assert (_numbers(shown), shown["total"]) == ({("neighbour", "withdrawn"): 5}, 5)


def test_one_more_changes_nothing_until_there_are_five_more(disputes):
    told = []
    for _ in range(11):
        _settle(disputes, 1)
        told.append(_shown(disputes)["total"])

    assert told == [None] * 4 + [5] * 5 + [10] * 2


def test_every_cell_is_named_so_that_none_gives_itself_away_by_being_there(disputes):
    before = _shown(disputes)
    _settle(disputes, 1)

    assert before == _shown(disputes)
    assert len(before["items"]) == len(DisputeType) * (len(Outcome) + 1)


def test_who_looks_after_the_place_hears_the_numbers_and_nobody_else(disputes):
    for by in ("lin", "wu", "zheng", "feng"):
        assert _shown(disputes, by=by)["place_code"] == "500115001201"
    for by in ("hu", "li", "zhang", "wang", "he"):
        with pytest.raises(Forbidden):
            _shown(disputes, by=by)


def test_nothing_smaller_than_a_community_is_counted(disputes):
    with pytest.raises(Invalid):
        _shown(disputes, place="500115001201-01")


def test_months_in_the_wrong_order_are_refused(disputes):
    with pytest.raises(Invalid):
        _shown(disputes, first=date(2026, 4, 1))


def test_a_town_less_its_villages_and_two_months_less_one_leave_nobody_alone(disputes):
    _settle(disputes, 5)
    _settle(disputes, 1, opened_on=date(2026, 2, 28))
    _settle(disputes, 1, by="zhang", place="compound")
    two_months = {"first": date(2026, 2, 1)}
    asked = [("lin", "500115001201", {}), ("lin", "500115001201", two_months), ("wu", "500115001", {}),
             ("wu", "500115001", two_months), ("zheng", "500115", two_months)]

    assert {_shown(disputes, by, place, **months)["total"] for by, place, months in asked} == {5}


def test_what_is_few_in_a_village_is_told_with_its_town_and_what_is_few_in_a_month_with_its_year(disputes, days_pass):
    _settle(disputes, 3)
    _settle(disputes, 3, by="zhang", place="compound")
    _settle(disputes, 3, DisputeType.LAND)
    _settle(disputes, 3, DisputeType.LAND, opened_on=date(2026, 2, 28))
    year = {"first": date(2026, 1, 1), "last": date(2026, 12, 1)}
    days_pass(31)
    of_town = [_numbers(_shown(disputes, by, place)) for by, place in (("lin", "500115001201"), ("wu", "500115001"))]
    days_pass(60)
    most_of_it = {"first": date(2026, 2, 1), "last": date(2026, 12, 1)}
    of_year = [_numbers(_shown(disputes, "zheng", "500115", **months)) for months in ({}, most_of_it, year)]

    assert of_town == [{}, {("neighbour", "withdrawn"): 6}]
    assert of_year[:2] == [{("neighbour", "withdrawn"): 6}] * 2
    assert of_year[2] == {("neighbour", "withdrawn"): 6, ("land", "withdrawn"): 6}
