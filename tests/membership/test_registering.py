"""A member applies to the community where he lives: once, at a place small enough, with a phone that is his."""

import pytest
from stdnum import damm

from service.core.errors import Gone, Invalid, NotFound, WrongMoment
from service.membership import receipts
from service.membership.actions import deciding, ending, registering
from service.membership.actions.registering import AlreadyRegistered, PhoneUnverified
from service.membership.models.registration import RegistrationState
from service.membership.queries import registrations as queries
from service.organization.actions import codes
from service.town import cast


def test_an_application_waits_with_the_community_and_its_workers_hear(registry, town):
    applied = registry.apply("li", "building_1")

    assert (applied.state, applied.number) == (RegistrationState.APPLIED, None)
    assert applied.community_id == town.place("community").id
    assert applied.member.unit_id == town.unit.id
    assert registry.heard("registration_applied") == ["zhang", "zhou"]
    assert registry.grants("li") == []


def test_who_is_on_the_roster_already_is_the_same_member(registry, town):
    member = registry.enrol("李某", phone=town.account("resident-li").phone)

    assert registry.apply("li").member_id == member.id


def test_skills_and_services_are_kept_once_each(registry, people):
    applied = registry.apply("li", skills=["law", "law", "medical"], services=["visits"])

    shown = queries.registration(applied.id, people.li)

    assert (shown["skills"], shown["services"]) == (["law", "medical"], ["visits"])
    assert shown["skill_names"] == ["法律", "医疗健康"]


@pytest.mark.parametrize("place", ["town", "district"])
def test_a_place_above_a_community_is_refused(registry, place):
    with pytest.raises(Invalid) as refused:
        registry.apply("li", place)

    assert refused.value.code == "place_too_wide"
    assert registry.all() == []


@pytest.mark.parametrize("place", ["community", "village", "compound", "courtyard_1", "building_1"])
def test_a_community_and_what_lies_in_it_are_taken(registry, place):
    assert registry.apply("li", place).place.code == cast.NICKNAMES[place]


def test_a_scanned_code_names_the_place(people, town):
    applied = registering.register(by=people.li, unit_code=cast.UNIT_CODE, code_token=town.token("building_2"))

    assert applied.place.code == cast.NICKNAMES["building_2"]


def test_a_revoked_code_is_refused(people, town):
    token = town.token("building_2")
    codes.revoke(token, by=people.zheng)

    with pytest.raises(Gone):
        registering.register(by=people.li, unit_code=cast.UNIT_CODE, code_token=token)


@pytest.mark.parametrize("where", [{}, {"place_code": cast.COMMUNITY, "code_token": "x"}])
def test_one_place_is_named(people, where):
    with pytest.raises(Invalid):
        registering.register(by=people.li, unit_code=cast.UNIT_CODE, **where)


def test_without_a_proved_phone_nobody_registers(registry):
    with pytest.raises(PhoneUnverified):
        registry.apply("chen")


def test_an_unknown_unit_is_named(registry):
    with pytest.raises(Invalid) as refused:
        registry.apply("li", unit_code="nowhere")

    assert "unit_code" in refused.value.extra["fields"]


def test_a_member_of_a_branch_is_no_member_of_a_unit(registry):
    with pytest.raises(WrongMoment) as refused:
        registry.apply("hu")

    assert refused.value.code == "already_member"


@pytest.mark.parametrize("settle", [lambda *_: None, lambda one, by: deciding.accept(one.id, by=by)],
                         ids=["applied", "accepted"])
def test_a_second_live_registration_is_refused(registry, people, settle):
    settle(registry.apply("li"), people.zhang)

    with pytest.raises(AlreadyRegistered):
        registry.apply("li", "river_building")

    assert len(registry.all()) == 1


@pytest.mark.parametrize("finish", [
    lambda one, people: deciding.send_back(one.id, by=people.zhang, reason="请写楼栋"),
    lambda one, people: ending.end(one.id, by=people.li),
    lambda one, people: ending.end(deciding.accept(one.id, by=people.zhang).id, by=people.li),
], ids=["returned", "withdrawn", "ended"])
def test_what_is_over_hinders_no_new_application(registry, people, finish):
    finish(registry.apply("li"), people)

    assert registry.apply("li", "river_building").state is RegistrationState.APPLIED


def test_a_receipt_number_shows_a_slip_of_one_digit():
    number = receipts.compose("500115001009", 2026, 7)

    assert number.startswith("500115001009-2026-0007-")
    digits = number.replace("-", "")
    assert damm.is_valid(digits)
    assert not damm.is_valid(digits.replace("0007", "0001"))


def test_nobody_else_finds_an_application(registry, people):
    applied = registry.apply("li")

    for stranger in (people.chen, people.far, people.wang, people.lin):
        with pytest.raises(NotFound):
            queries.registration(applied.id, stranger)
