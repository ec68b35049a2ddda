"""Passwords of staff: who may use one, what is locked when, and what is stored."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from argon2 import PasswordHasher

from service.accounts import actions, passwords, queries
from service.accounts.models import Account, SignIn
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, Locked, NotFound, Unauthorized
from service.organization.queries.people import actor_of_token

PASSWORD = "correct horse battery"


def _with_password(town, name: str) -> Account:
    """One of the town, with the username `zhang` and a password."""
    with atomic():
        account = town.account(name)
        account.username = "zhang"
    actions.set_password(account.id, PASSWORD)
    return account


@pytest.fixture
def worker(town):
    """张蓉, who also signs in at a desk."""
    return _with_password(town, "worker-zhang")


def _fail(times: int) -> None:
    for _ in range(times):
        with pytest.raises(Unauthorized):
            actions.sign_in_with_password("zhang", "a wrong guess")


def test_a_worker_signs_in_with_her_password(worker):
    assert actions.sign_in_with_password("zhang", PASSWORD).account_id == worker.id


def test_a_username_may_be_written_in_capitals(worker):
    assert actions.sign_in_with_password(" ZHANG ", PASSWORD).account_id == worker.id


def test_a_wrong_password_and_an_unknown_name_sound_the_same(worker):
    refusals = []
    for username in ("zhang", "nobody"):
        with pytest.raises(Unauthorized) as refusal:
            actions.sign_in_with_password(username, "a wrong guess")
        refusals.append(refusal.value.as_dict())

    assert refusals[0] == refusals[1] and refusals[0]["code"] == "wrong_password"


def test_a_resident_may_not_sign_in_with_a_password(town):
    _with_password(town, "resident-li")

    with pytest.raises(Forbidden) as refusal:
        actions.sign_in_with_password("zhang", PASSWORD)

    assert refusal.value.code == "staff_only"


def test_after_five_failures_even_the_right_password_is_locked_out(worker):
    _fail(5)

    with pytest.raises(Locked) as refusal:
        actions.sign_in_with_password("zhang", PASSWORD)

    assert 590 <= int(refusal.value.headers["Retry-After"]) <= 601


def test_after_four_failures_the_right_password_is_good_and_the_count_begins_anew(worker):
    for _ in range(2):
        _fail(4)
        actions.sign_in_with_password("zhang", PASSWORD)


def test_after_ten_minutes_the_lock_is_off(worker):
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as traveller:
        _fail(5)
        traveller.shift(timedelta(minutes=9, seconds=59))
        with pytest.raises(Locked):
            actions.sign_in_with_password("zhang", PASSWORD)
        traveller.shift(timedelta(seconds=1))

        assert actions.sign_in_with_password("zhang", PASSWORD).account_id == worker.id


@pytest.mark.only_postgresql
def test_guesses_made_at_once_are_counted_one_by_one(worker, run_together):
    guesses = run_together([lambda: actions.sign_in_with_password("zhang", "a wrong guess")] * 7)

    assert sorted(type(guess).__name__ for guess in guesses) == ["Locked"] * 2 + ["Unauthorized"] * 5


def test_what_is_stored_is_argon2id_and_not_the_password(worker):
    stored = db.session.scalar(sa.text("SELECT password_hash FROM accounts WHERE username = 'zhang'"))

    assert stored.startswith("$argon2id$") and PASSWORD not in stored


def test_a_hash_made_at_a_lower_cost_is_made_anew_at_sign_in(worker):
    with atomic():
        worker.password_hash = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)

    actions.sign_in_with_password("zhang", PASSWORD)

    assert not passwords.is_outdated(queries.account(worker.id).password_hash)


@pytest.mark.parametrize("new", ["123456789", "", "a.long.username"])
def test_a_password_that_is_short_or_the_username_is_refused(town, new):
    account = actions.create_account("某人", "a.long.username")

    with pytest.raises(Invalid):
        actions.set_password(account.id, new)


def test_a_resident_without_a_username_has_no_password(town):
    with pytest.raises(NotFound):
        actions.set_password(town.account("resident-li").id, PASSWORD)


def test_a_worker_who_changes_her_password_proves_the_old_one(worker):
    here = actor_of_token(actions.sign_in_with_password("zhang", PASSWORD).tokens.access_token)

    for current in (None, "a wrong guess"):
        with pytest.raises(Unauthorized):
            actions.change_password("another long one", by=here, current=current)

    actions.change_password("another long one", by=here, current=PASSWORD)
    assert actions.sign_in_with_password("zhang", "another long one").account_id == worker.id


def test_a_changed_password_ends_every_other_session(worker):
    actions.sign_in_with_password("zhang", PASSWORD)
    here = actor_of_token(actions.sign_in_with_password("zhang", PASSWORD).tokens.access_token)

    actions.change_password("another long one", by=here, current=PASSWORD)

    living = sa.select(SignIn.id).where(SignIn.account_id == worker.id, SignIn.ended_at.is_(None))
    assert list(db.session.scalars(living)) == [here.session_id]


@pytest.mark.parametrize("username", ["ab", "1abc", "a b c", "张蓉", "x" * 33, "zhang", "ZHANG"])
def test_a_username_is_plain_and_free(worker, username):
    with pytest.raises(Invalid):
        actions.create_account("某人", username)
