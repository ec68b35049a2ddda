"""A registration ends by the member, by the community with a reason, by moving house, or with what it stood on."""

import pytest

from service.accounts.actions.erasing import erase
from service.core.errors import Forbidden, Invalid, NotFound, WrongMoment
from service.core.personal import ERASED
from service.feedback.workflow import State
from service.membership.actions import deciding, ending, registering
from service.membership.models.registration import OfferKind, RegistrationState
from service.organization.actions import grants
from service.party.actions.members import leave
from service.town import cast

RIVER = cast.NICKNAMES["river_building"]


def _offered(registration, kind):
    return [offer.code for offer in registration.offers if offer.kind is kind]


def test_an_application_is_withdrawn_by_the_member(registry, people):
    withdrawn = ending.end(registry.apply("li").id, by=people.li)

    assert withdrawn.state is RegistrationState.WITHDRAWN


def test_the_community_returns_an_application_instead(registry, people):
    applied = registry.apply("li")

    with pytest.raises(WrongMoment):
        ending.end(applied.id, by=people.zhang, reason="不合适")


def test_the_community_ends_with_a_reason_only(registry, people):
    accepted = registry.accept("li")

    with pytest.raises(Invalid):
        ending.end(accepted.id, by=people.zhang)
    ended = ending.end(accepted.id, by=people.zhang, reason="已搬走")

    assert (ended.state, ended.ended_reason) == (RegistrationState.ENDED, "已搬走")
    assert registry.heard("registration_ended") == ["li"]


@pytest.mark.parametrize(("who", "refusal"), [("far", NotFound), ("wang", NotFound), ("wu", Forbidden),
                                              ("he", Forbidden)])
def test_others_end_nothing(registry, people, who, refusal):
    accepted = registry.accept("li")

    with pytest.raises(refusal):
        ending.end(accepted.id, by=getattr(people, who), reason="不再来了")


def test_with_the_end_the_role_goes_and_open_claims_return(registry, life, people):
    accepted = registry.accept("li")
    held = life.hold(life.submit(by="chen"), "li")

    ending.end(accepted.id, by=people.li)

    assert registry.grants("li") == []
    assert life.ticket(held).state is State.QUEUED


def test_moving_house_ends_the_old_and_begins_a_new_application(registry, life, people):
    accepted = registry.accept("li", note="周末有空")
    held = life.hold(life.submit(by="chen"), "li")

    fresh = registering.move(accepted.id, by=people.li, place_code=RIVER)

    old = registry.row(accepted.id)
    assert (old.state, old.ended_reason) == (RegistrationState.ENDED, "搬家")
    assert life.ticket(held).state is State.QUEUED
    assert registry.grants("li") == []
    assert (fresh.state, fresh.place.code, fresh.moved_from_id) == (RegistrationState.APPLIED, RIVER, old.id)
    assert (_offered(fresh, OfferKind.SKILL), _offered(fresh, OfferKind.SERVICE), fresh.note) == (
        ["electrical"], ["repairs"], "周末有空")


def test_the_old_community_hears_of_a_move(registry, people):
    registering.move(registry.accept("li").id, by=people.li, place_code=cast.NICKNAMES["other_community"])

    assert registry.heard("registration_ended") == ["zhang", "zhou"]


def test_what_is_said_with_a_move_replaces_what_was(registry, people):
    fresh = registering.move(registry.apply("li").id, by=people.li, place_code=RIVER, skills=["law"], services=[])

    assert (_offered(fresh, OfferKind.SKILL), _offered(fresh, OfferKind.SERVICE)) == (["law"], [])
    assert [one.state for one in registry.all()] == [RegistrationState.WITHDRAWN, RegistrationState.APPLIED]


def test_a_move_to_the_same_place_is_none(registry, people):
    accepted = registry.accept("li")

    with pytest.raises(Invalid):
        registering.move(accepted.id, by=people.li, place_code=accepted.place.code)

    assert registry.row(accepted.id).state is RegistrationState.ACCEPTED


def test_a_move_too_wide_leaves_everything_as_it_was(registry, people):
    accepted = registry.accept("li")

    with pytest.raises(Invalid):
        registering.move(accepted.id, by=people.li, place_code=cast.TOWN)

    assert registry.grants("li") == ["500115001009-01-01"]


def test_after_a_return_one_applies_anew_with_what_one_said(registry, people):
    returned = deciding.send_back(registry.apply("li").id, by=people.zhang, reason="请写手机")

    fresh = registering.move(returned.id, by=people.li, place_code=returned.place.code)

    assert (fresh.state, _offered(fresh, OfferKind.SKILL)) == (RegistrationState.APPLIED, ["electrical"])
    assert registry.row(returned.id).state is RegistrationState.RETURNED


def test_after_a_return_one_applies_anew_once(registry, people):
    returned = deciding.send_back(registry.apply("li").id, by=people.zhang, reason="请写手机")
    registering.move(returned.id, by=people.li, place_code=returned.place.code)

    with pytest.raises(WrongMoment) as refused:
        registering.move(returned.id, by=people.li, place_code=RIVER)

    assert refused.value.code == "already_registered"


def test_only_the_member_moves(registry, people):
    accepted = registry.accept("li")

    with pytest.raises(Forbidden):
        registering.move(accepted.id, by=people.zhang, place_code=RIVER)


def test_a_role_taken_back_ends_the_registration(registry, people):
    accepted = registry.accept("li")

    grants.revoke(accepted.grant_id, by=people.wu)

    assert (registry.row(accepted.id).state, registry.row(accepted.id).ended_reason) == (
        RegistrationState.ENDED, ending.REVOKED)
    assert registry.heard("registration_ended") == ["li"]


def test_a_role_elsewhere_taken_back_ends_nothing(registry, people):
    registry.accept("wang", "building_2")
    elsewhere, = [held.grant_id for held in people.wang.grants if held.code == cast.NICKNAMES["building_1"]]

    grants.revoke(elsewhere, by=people.wu)

    assert registry.all()[0].state is RegistrationState.ACCEPTED


@pytest.mark.parametrize(("accepted", "state"), [(False, RegistrationState.WITHDRAWN),
                                                 (True, RegistrationState.ENDED)])
def test_who_leaves_the_unit_is_registered_no_more(registry, people, accepted, state):
    mine = registry.accept("li") if accepted else registry.apply("li")

    leave(mine.member, on=None, by=people.he)

    assert registry.row(mine.id).state is state
    assert registry.grants("li") == []


def test_who_leaves_the_service_leaves_his_registration_and_his_words(registry, people):
    accepted = registry.accept("li", note="家里有老人")

    erase(by=people.li)

    left = registry.row(accepted.id)
    assert (left.state, left.note) == (RegistrationState.ENDED, None)
    assert left.number is not None and left.ended_reason in ending.FIXED_REASONS


def test_who_leaves_the_service_takes_with_him_what_others_wrote_of_him(registry, people):
    returned = deciding.send_back(registry.apply("li").id, by=people.zhang, reason="李阿姨没有住在这里")
    ended = ending.end(registry.accept("li").id, by=people.zhang, reason="李阿姨住院了")
    moved = registering.move(registry.accept("li").id, by=people.li, place_code=RIVER).moved_from_id

    erase(by=people.li)

    assert registry.row(returned.id).return_reason == registry.row(ended.id).ended_reason == ERASED
    assert registry.row(moved).ended_reason == "搬家"
