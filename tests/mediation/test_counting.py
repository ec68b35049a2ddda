"""Others hear how many, and never so few that they would know which."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from service.core.errors import Forbidden, Invalid
from service.core.withholding import FEWEST, withheld
from service.mediation import actions
from service.mediation.catalogue import DisputeType, Outcome
from service.mediation.queries import counts
from tests.mediation.conftest import TODAY

MARCH = {"first": date(2026, 3, 1), "last": date(2026, 3, 1)}
CELLS = tuple("abcde")


def _shown(disputes, by="lin", place="500115001201", **months):
    return counts.shown(disputes.person(by), place=place, **(MARCH | months))


def _numbers(shown):
    return {(item["type"], item["outcome"]): item["count"] for item in shown["items"] if not item["withheld"]}


def test_five_of_a_kind_are_shown_and_four_are_not(disputes):
    for kind, count in ((DisputeType.NEIGHBOUR, 5), (DisputeType.LAND, 4)):
        for _ in range(count):
            disputes.open(type=kind)

    shown = _shown(disputes)

    assert (_numbers(shown), shown["total"]) == ({("neighbour", "open"): 5}, 9)


def test_the_total_goes_too_when_subtracting_would_tell(disputes):
    for kind, count in ((DisputeType.NEIGHBOUR, 5), (DisputeType.LAND, 2)):
        for _ in range(count):
            disputes.open(type=kind)

    shown = _shown(disputes)

    assert (shown["total"], shown["total_withheld"]) == (None, True)


def test_every_cell_is_named_so_that_none_gives_itself_away_by_being_there(disputes):
    before = _shown(disputes)
    disputes.open()

    assert before == _shown(disputes)
    assert len(before["items"]) == len(DisputeType) * (len(Outcome) + 1)


@given(some.dictionaries(some.sampled_from(CELLS), some.integers(0, 9)))
def test_no_withheld_number_can_be_worked_out(said):
    shown, total = withheld(said, CELLS)
    hidden = [cell for cell in CELLS if shown[cell] is None]

    assert all(shown[cell] == said.get(cell, 0) >= FEWEST for cell in set(CELLS) - set(hidden))
    assert all(said.get(cell, 0) < FEWEST for cell in hidden)
    if total is not None and hidden:
        left = total - sum(count for count in shown.values() if count is not None)
        others = (FEWEST - 1) * (len(hidden) - 1)
        assert all(0 <= left - guess <= others for guess in range(FEWEST))


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


def test_cases_count_in_the_month_and_the_place_they_were_opened_in(disputes, town):
    for _ in range(5):
        disputes.open()
    disputes.open(opened_on=date(2026, 2, 28))
    disputes.open(by="zhang", place="compound")

    assert _numbers(_shown(disputes)) == {("neighbour", "open"): 5}
    assert _numbers(_shown(disputes, by="wu", place="500115001")) == {("neighbour", "open"): 6}
    assert _numbers(_shown(disputes, by="zheng", place="500115", first=date(2026, 2, 1))) == {
        ("neighbour", "open"): 7}


def test_statistics_get_the_raw_rows_by_month_and_community(disputes, town):
    number = disputes.open(opened_on=date(2026, 2, 28))
    actions.end(number, by=disputes.person("hu"), outcome=Outcome.WITHDRAWN)
    disputes.open()
    disputes.open(by="zhang", place="building_1")

    rows = counts.by_type_and_outcome(None, date(2026, 2, 1), TODAY)

    village, community, street = (town.place(name).id for name in ("village", "community", "town"))
    assert {(row.outcome, row.year, row.month, row.town_id, row.community_id, row.count) for row in rows} == {
        (Outcome.WITHDRAWN, 2026, 2, street, village, 1), (None, 2026, 3, street, village, 1),
        (None, 2026, 3, street, community, 1)}
