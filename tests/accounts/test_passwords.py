"""Passwords of staff: who may use one, and what is stored; who guesses is in test_guessing.py."""

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from service.accounts import actions, passwords, queries
from service.accounts.models import Account, SignIn
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, NotFound, Unauthorized
from service.organization.queries.people import actor_of_token
from tests.accounts.guesses import DESK, PASSWORD


def _with_password(town, name: str) -> Account:
    """One of the town, with the username `zhang` and a password."""
    with atomic():
        account = town.account(name)
        account.username = "zhang"
    actions.set_password(account.id, PASSWORD)
    return account


def test_a_worker_signs_in_with_her_password(worker):
    assert actions.sign_in_with_password("zhang", PASSWORD, address=DESK).account_id == worker.id


def test_a_username_may_be_written_in_capitals(worker):
    assert actions.sign_in_with_password(" ZHANG ", PASSWORD, address=DESK).account_id == worker.id


def test_a_wrong_password_and_an_unknown_name_sound_the_same(worker):
    refusals = []
    for username in ("zhang", "nobody"):
        with pytest.raises(Unauthorized) as refusal:
            actions.sign_in_with_password(username, "a wrong guess", address=DESK)
        refusals.append(refusal.value.as_dict())

    assert refusals[0] == refusals[1] and refusals[0]["code"] == "wrong_password"


def test_a_resident_may_not_sign_in_with_a_password(town):
    _with_password(town, "resident-li")

    with pytest.raises(Forbidden) as refusal:
        actions.sign_in_with_password("zhang", PASSWORD, address=DESK)

    assert refusal.value.code == "staff_only"


def test_what_is_stored_is_argon2id_and_not_the_password(worker):
    stored = db.session.scalar(sa.text("SELECT password_hash FROM accounts WHERE username = 'zhang'"))

    assert stored.startswith("$argon2id$") and PASSWORD not in stored


def test_a_hash_made_at_a_lower_cost_is_made_anew_at_sign_in(worker):
    with atomic():
        worker.password_hash = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)

    actions.sign_in_with_password("zhang", PASSWORD, address=DESK)

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
    here = actor_of_token(actions.sign_in_with_password("zhang", PASSWORD, address=DESK).tokens.access_token)

    for current in (None, "a wrong guess"):
        with pytest.raises(Unauthorized):
            actions.change_password("another long one", by=here, current=current, address=DESK)

    actions.change_password("another long one", by=here, current=PASSWORD, address=DESK)
    assert actions.sign_in_with_password("zhang", "another long one", address=DESK).account_id == worker.id


def test_a_changed_password_ends_every_other_session(worker):
    actions.sign_in_with_password("zhang", PASSWORD, address=DESK)
    here = actor_of_token(actions.sign_in_with_password("zhang", PASSWORD, address=DESK).tokens.access_token)

    actions.change_password("another long one", by=here, current=PASSWORD, address=DESK)

    living = sa.select(SignIn.id).where(SignIn.account_id == worker.id, SignIn.ended_at.is_(None))
    assert list(db.session.scalars(living)) == [here.session_id]


@pytest.mark.parametrize("username", ["ab", "1abc", "a b c", "张蓉", "x" * 33, "zhang", "ZHANG"])
def test_a_username_is_plain_and_free(worker, username):
    with pytest.raises(Invalid):
        actions.create_account("某人", username)
