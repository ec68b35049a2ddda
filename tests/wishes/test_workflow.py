"""The table of a wish's life: every state is left or is an end, and every cell is as the domain says."""

from datetime import UTC, date, datetime, timedelta

import pytest

from service.wishes.kinds import KIND_NAMES, PostKind
from service.wishes.workflow import MOVES, STATE_NAMES, WishState, WishVerb, allows, as_table, verbs_in, wake_at
from tests.house.sources import ROOT

SAID = {
    "reviewing": "approve decline withdraw lapse", "open": "decline claim withdraw lapse",
    "taken": "release done withdraw", "done": "confirm reopen",
    "confirmed": "", "declined": "", "withdrawn": "", "lapsed": ""}
NOON = datetime(2026, 3, 4, 4, tzinfo=UTC)


@pytest.mark.parametrize("state", WishState)
def test_in_each_state_exactly_these_verbs_are_allowed(state):
    assert {verb.value for verb in verbs_in(state)} == set(SAID[state].split())
    assert [verb for verb in WishVerb if allows(verb, state)] == verbs_in(state)


def test_every_state_is_reached():
    assert {move.target for move in MOVES.values()} == set(WishState) == set(STATE_NAMES)


def test_every_kind_of_post_has_a_chinese_name():
    assert set(KIND_NAMES) == set(PostKind) and len(set(KIND_NAMES.values())) == 8


@pytest.mark.parametrize("state", [WishState.REVIEWING, WishState.OPEN])
def test_an_unclaimed_wish_lapses_when_the_seventh_day_after_is_over(state):
    lapses = wake_at(state, wanted_by=date(2026, 3, 10), done_at=None, asked=False)

    assert lapses == datetime(2026, 3, 17, 16, tzinfo=UTC)


def test_a_done_wish_is_asked_after_once():
    due = wake_at(WishState.DONE, wanted_by=date(2026, 3, 1), done_at=NOON, asked=False)

    assert due == NOON + timedelta(days=7)
    assert wake_at(WishState.DONE, wanted_by=None, done_at=NOON, asked=True) is None


@pytest.mark.parametrize("state", [WishState.TAKEN, WishState.CONFIRMED, WishState.LAPSED])
def test_time_has_nothing_to_say_to_other_states(state):
    assert wake_at(state, wanted_by=date(2026, 3, 1), done_at=None, asked=False) is None


def test_the_docs_show_the_table_as_it_is():
    assert as_table() in (ROOT / "docs/api/wishes.md").read_text("utf-8")
