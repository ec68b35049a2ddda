"""Nobody learns at the door which names there are: not by words, not by waits, not by time, not from what is kept."""

import time
from statistics import median

import pytest
import sqlalchemy as sa

from service.accounts import actions
from service.accounts.models import PasswordTries
from service.core.database import atomic, db
from service.organization.queries.people import actor_of_token
from tests.accounts.guesses import CAFE, DESK, comes_in, guess, guesses


@pytest.fixture
def silent(town):
    """何干事, who has a username and has not chosen a password."""
    with atomic():
        town.account("unit-he").username = "he.unit"


@pytest.mark.parametrize("name", ["nobody", "he.unit"])
def test_a_name_nobody_has_or_without_a_password_sounds_like_any(worker, silent, clock, name):
    sounds = [[refusal.as_dict() | refusal.headers for refusal in guesses(7, name=each)] for each in ("zhang", name)]

    assert sounds[0] == sounds[1]


@pytest.mark.parametrize("name", ["nobody", "he.unit"])
def test_the_database_is_asked_the_same_for_every_name(worker, silent, statements, name):
    asked = []
    for each in ("zhang", name):
        with statements() as sent:
            guess(CAFE, each)
        asked.append(sent[:])

    assert asked[0] == asked[1]


@pytest.mark.parametrize("name", ["nobody", "he.unit"])
def test_a_refusal_takes_as_long_for_every_name(worker, silent, name):
    took = {each: [] for each in ("zhang", name)}
    for number in range(9):
        for each, seconds in took.items():
            began = time.perf_counter()
            guess(f"192.0.2.{number + 1}", each)
            seconds.append(time.perf_counter() - began)

    known, unknown = (median(seconds) for seconds in took.values())
    assert 0.5 < known / unknown < 2


def test_somebody_who_has_left_is_nobody_and_nothing_of_him_is_kept(worker, clock):
    here = actor_of_token(comes_in(DESK).tokens.access_token)
    before = guess(CAFE).as_dict()
    actions.erase(by=here)
    kept = db.session.scalar(sa.select(sa.func.count()).select_from(PasswordTries))

    assert (kept, guess(CAFE).as_dict()) == (0, before)


def test_neither_names_nor_addresses_are_kept(worker):
    guess(CAFE, "my.password.typed.into.the.wrong.field")

    kept = str(db.session.execute(sa.text("SELECT * FROM password_tries")).all())

    assert "password.typed" not in kept and CAFE not in kept
