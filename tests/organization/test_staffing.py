"""New staff choose their own password by a link that is good once; nobody is given one."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.accounts import actions as accounts
from service.accounts import queries
from service.accounts.models import PasswordSetup
from service.core import clock
from service.core.database import db
from service.core.errors import Forbidden, Gone, Invalid, NotFound, Unauthorized
from service.organization.actions import grants
from service.organization.actions.staffing import create_staff, offer_setup_to
from service.organization.models import Role

DESK, LONG = "198.51.100.7", "a-long-enough-word"


@pytest.fixture
def wu(town):
    return town.actor("supervisor-wu")


@pytest.fixture
def desk(town, wu):
    """A worker of the community who has not chosen a password."""
    return create_staff("小周", "zhou.desk", Role.COMMUNITY_WORKER, town.place("community"), by=wu).account_id


def test_a_town_makes_a_worker_who_then_signs_in(wu, desk):
    accounts.set_up(offer_setup_to(desk, by=wu).token, LONG)

    assert accounts.sign_in_with_password("zhou.desk", LONG, address=DESK).account_id == desk


def test_without_the_link_there_is_no_way_in(wu, desk):
    offer_setup_to(desk, by=wu)

    for guess in ("", "zhou.desk", "123456", LONG):
        with pytest.raises(Unauthorized):
            accounts.sign_in_with_password("zhou.desk", guess, address=DESK)


def test_a_link_is_good_once(wu, desk):
    token = offer_setup_to(desk, by=wu).token
    accounts.set_up(token, LONG)

    with pytest.raises(Gone):
        accounts.set_up(token, "another-long-word")


def test_a_new_link_ends_the_last_one(wu, desk):
    first, second = offer_setup_to(desk, by=wu).token, offer_setup_to(desk, by=wu).token

    with pytest.raises(Gone):
        accounts.set_up(first, LONG)
    accounts.set_up(second, LONG)


def test_a_link_is_good_for_three_days(wu, desk):
    with time_machine.travel(clock.now(), tick=False) as traveller:
        token = offer_setup_to(desk, by=wu).token
        traveller.shift(timedelta(hours=72, minutes=1))

        with pytest.raises(Gone):
            accounts.set_up(token, LONG)


def test_a_password_that_is_too_short_leaves_the_link_good(wu, desk):
    token = offer_setup_to(desk, by=wu).token
    with pytest.raises(Invalid):
        accounts.set_up(token, "short")

    accounts.set_up(token, LONG)


def test_the_link_is_kept_nowhere(wu, desk):
    setup = offer_setup_to(desk, by=wu)

    row = db.session.execute(sa.select(PasswordSetup.__table__)).one()
    assert setup.token not in str(tuple(row)) + repr(setup)


def test_choosing_a_password_ends_the_sessions_there_are(wu, desk):
    accounts.set_up(offer_setup_to(desk, by=wu).token, LONG)
    signed_in = accounts.sign_in_with_password("zhou.desk", LONG, address=DESK)

    accounts.set_up(offer_setup_to(desk, by=wu).token, "another-long-word")

    with pytest.raises(Unauthorized):
        accounts.refresh(signed_in.tokens.refresh_token)


@pytest.mark.parametrize("role", [Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN, Role.AUDITOR])
def test_a_town_makes_nobody_above_its_communities(town, wu, role):
    place = town.place("town" if role is Role.TOWN_SUPERVISOR else "district")

    with pytest.raises(Forbidden):
        create_staff("小周", "zhou.desk", role, place, by=wu)

    assert queries.account_id_of_username("zhou.desk") is None


def test_a_role_stands_where_it_belongs_and_is_of_staff(town, wu):
    for role, place in ((Role.COMMUNITY_WORKER, "town"), (Role.PARTY_MEMBER, "community")):
        with pytest.raises(Invalid):
            create_staff("小周", "zhou.desk", role, town.place(place), by=town.actor("admin-zheng"))


def test_a_username_is_given_once(town, wu, desk):
    with pytest.raises(Invalid):
        create_staff("小吴", "ZHOU.desk", Role.COMMUNITY_WORKER, town.place("community"), by=wu)


def test_who_holds_more_than_a_town_gives_gets_no_link_from_it(town, wu, desk):
    grants.grant(Role.UNIT_ADMIN, desk, town.place("community"), by=town.actor("admin-zheng"), unit=town.unit)

    with pytest.raises(Forbidden):
        offer_setup_to(desk, by=wu)


@pytest.mark.parametrize("role", [Role.DISTRICT_ADMIN, Role.AUDITOR])
def test_no_administrator_opens_the_account_of_another_guardian(town, role):
    zheng = town.actor("admin-zheng")
    guardian = create_staff("老周", "guardian", role, town.place("district"), by=zheng).account_id
    accounts.set_up(offer_setup_to(guardian, by=zheng).token, LONG)

    with pytest.raises(Forbidden):
        offer_setup_to(guardian, by=zheng)


def test_a_person_of_other_places_is_not_there(town, wu):
    with pytest.raises(NotFound):
        offer_setup_to(town.account("admin-zheng").id, by=wu)
    with pytest.raises(NotFound):  # has a role here, but signs in through WeChat
        offer_setup_to(town.account("worker-zhang").id, by=wu)


def test_who_leaves_takes_his_link_along(town, wu, desk):
    token = offer_setup_to(desk, by=wu).token
    accounts.set_up(token, LONG)
    token = offer_setup_to(desk, by=wu).token
    signed_in = accounts.sign_in_with_password("zhou.desk", LONG, address=DESK)
    accounts.erase(by=signed_in)

    with pytest.raises(Gone):
        accounts.set_up(token, LONG)


@pytest.mark.only_postgresql
def test_of_two_who_use_a_link_at_once_one_chooses_the_password(wu, desk, run_together):
    token = offer_setup_to(desk, by=wu).token
    words = ("the-first-long-word", "the-other-long-word")

    results = run_together([lambda word=word: accounts.set_up(token, word) for word in words])

    assert sorted(type(one).__name__ for one in results) == ["Gone", "NoneType"]
    assert accounts.sign_in_with_password("zhou.desk", words[results.index(None)], address=DESK).account_id == desk


@pytest.mark.only_postgresql
def test_two_who_make_the_same_person_at_once_make_one(town, wu, run_together):
    place = town.place("community")

    results = run_together([lambda: create_staff("小周", "zhou.desk", Role.COMMUNITY_WORKER, place, by=wu).id] * 2)

    assert sum(isinstance(one, int) for one in results) == 1
    assert [type(one) for one in results if not isinstance(one, int)] == [Invalid]
