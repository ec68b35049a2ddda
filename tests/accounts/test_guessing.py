"""Who guesses passwords waits longer each time; the owner does not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.accounts import actions, guessing
from service.accounts.actions.guessing import TooManyGuesses, forget_faded
from service.accounts.models import PasswordTries
from service.core.database import atomic, db
from service.core.errors import Unauthorized
from service.organization.queries.people import actor_of_token
from tests.accounts.guesses import CAFE, DESK, HOME, PASSWORD, comes_in, guess, guesses, seconds


def _from_everywhere(worker, failures):
    """As if so many addresses had guessed at her name."""
    guess("192.0.2.1")
    with atomic() as session:
        session.execute(sa.update(PasswordTries).where(PasswordTries.address_index == "").values(failures=failures))


def test_after_five_mistakes_the_next_try_waits_and_nothing_is_locked(worker, clock):
    codes = [refusal.code for refusal in guesses(6)]
    clock.shift(15)

    assert codes == ["wrong_password"] * 5 + ["too_many_guesses"]
    assert comes_in(CAFE).account_id == worker.id


def test_each_further_guess_waits_twice_as_long_up_to_a_quarter_of_an_hour(worker, clock):
    guesses(5)
    waited = []
    for _ in range(8):
        refusal = guess(CAFE)
        waited.append(seconds(refusal))
        clock.shift(seconds(refusal))
        assert guess(CAFE).code == "wrong_password"

    assert waited == [15, 30, 60, 120, 240, 480, 900, 900]


def test_asking_too_early_makes_the_wait_no_longer(worker, clock):
    guesses(5)
    clock.shift(10)

    assert [seconds(refusal) for refusal in guesses(3)] == [5, 5, 5]


def test_even_the_right_password_is_not_looked_at_too_early(worker, clock):
    guesses(5)

    with pytest.raises(TooManyGuesses):
        comes_in(CAFE)


def test_a_stranger_who_guesses_keeps_the_owner_out_nowhere_else(worker, clock):
    guesses(20)

    assert [comes_in(address).account_id for address in (DESK, HOME)] == [worker.id] * 2


def test_guesses_are_forgotten_by_and_by(worker, clock):
    guesses(5)
    clock.shift(timedelta(minutes=20))

    assert [refusal.code for refusal in guesses(3)] == ["wrong_password"] * 2 + ["too_many_guesses"]


def test_one_phone_does_not_become_many_by_its_ipv6_addresses(worker, clock):
    codes = [guess(f"2001:db8:1:2::{number}").code for number in range(1, 7)]

    assert codes == ["wrong_password"] * 5 + ["too_many_guesses"]


def test_while_many_addresses_guess_a_known_one_comes_in_at_once(worker, clock):
    comes_in(DESK)
    _from_everywhere(worker, 10_000)

    assert comes_in(DESK).account_id == worker.id


def test_while_many_addresses_guess_the_owner_at_a_new_one_waits_two_minutes_at_most(worker, clock):
    _from_everywhere(worker, 10_000)
    with pytest.raises(TooManyGuesses) as refusal:
        comes_in(HOME)
    wait = seconds(refusal.value)
    for number in range(50):  # others go on meanwhile
        guess(f"192.0.2.{number + 2}")
    clock.shift(wait)

    assert (wait, comes_in(HOME).account_id) == (120, worker.id)


def test_a_few_mistakes_of_everybody_slow_nobody_down(worker, clock):
    for number in range(29):
        guess(f"192.0.2.{number + 1}")

    assert comes_in(HOME).account_id == worker.id


def test_an_address_is_not_known_for_ever(worker, clock):
    comes_in(DESK)
    clock.shift(timedelta(days=91))
    _from_everywhere(worker, 10_000)

    assert [refusal.code for refusal in guesses(2, DESK)] == ["wrong_password", "too_many_guesses"]


def test_a_clock_set_back_keeps_nobody_waiting_for_hours(worker, clock):
    guesses(5)
    clock.shift(timedelta(hours=-5))
    wait = seconds(guess(CAFE))
    clock.shift(wait)

    assert (wait, comes_in(CAFE).account_id) == (15, worker.id)


def test_a_new_password_forgets_what_was_tried_before(worker, clock):
    guesses(6)

    actions.set_password(worker.id, PASSWORD)

    assert comes_in(CAFE).account_id == worker.id


def test_who_changes_a_password_guesses_the_old_one_no_faster(worker, clock):
    here = actor_of_token(comes_in(DESK).tokens.access_token)
    for _ in range(5):
        with pytest.raises(Unauthorized):
            actions.change_password("another long one", by=here, current="a wrong guess", address=DESK)

    with pytest.raises(TooManyGuesses):
        actions.change_password("another long one", by=here, current=PASSWORD, address=DESK)


def test_what_has_faded_is_deleted_and_a_known_address_is_kept(worker, clock):
    comes_in(DESK)
    guesses(3)
    clock.shift(timedelta(days=2))

    assert forget_faded() == 2  # of the café, and of all strangers
    assert db.session.scalar(sa.select(PasswordTries.signed_in_at.is_not(None)))


@pytest.mark.only_postgresql
def test_guesses_made_at_once_are_counted_one_by_one(worker, run_together):
    tried = run_together([lambda: actions.sign_in_with_password("zhang", "a wrong guess", address=CAFE)] * 7)

    assert sorted(refusal.code for refusal in tried) == ["too_many_guesses"] * 2 + ["wrong_password"] * 5


@pytest.mark.only_postgresql
def test_the_owner_comes_in_while_others_guess(worker, run_together):
    comes_in(DESK)
    others = [lambda address=f"192.0.2.{number}": actions.sign_in_with_password(
        "zhang", "a wrong guess", address=address) for number in range(5)]

    *_, hers = run_together([*others, lambda: comes_in(DESK)])

    assert hers.account_id == worker.id


def test_both_doors_say_when_to_come_again(client, worker):
    for _ in range(5):
        client.post("/api/v1/sessions/password", json={"username": "zhang", "password": "a wrong guess"})

    answer = client.post("/api/v1/sessions/password", json={"username": "zhang", "password": PASSWORD})

    assert (answer.status_code, answer.json["code"]) == (429, "too_many_guesses")
    assert 10 <= int(answer.headers["Retry-After"]) <= 15 and "秒后再试" in answer.json["detail"]


def test_at_the_door_it_is_the_address_that_counts(client, worker):
    def sends(address, password):
        return client.post("/api/v1/sessions/password", json={"username": "zhang", "password": password},
                           environ_base={"REMOTE_ADDR": address}).status_code
    refused = [sends(CAFE, "a wrong guess") for _ in range(6)]

    assert refused == [401] * 5 + [429]
    assert sends(DESK, PASSWORD) == 201


@pytest.mark.parametrize(("address", "whose"), [
    ("198.51.100.7", "198.51.100.7"), ("::ffff:198.51.100.7", "198.51.100.7"), ("unknown", "unknown"),
    ("2001:db8:1:2::3", "2001:db8:1:2::/64"), ("2001:db8:1:2:ffff::", "2001:db8:1:2::/64")])
def test_whom_an_address_counts_for(address, whose):
    assert guessing.network(address) == whose


def test_no_wait_is_longer_than_it_may_be():
    assert guessing.wait(10**9) == guessing.LONGEST
    assert guessing.wait(0, 10**9) == guessing.STRANGERS_LONGEST
    assert guessing.wait(4) == guessing.wait(0, 29) == timedelta(0)
