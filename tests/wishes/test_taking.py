"""A wish is taken on by one member of the community, given back, done."""

import pytest

from service.core.database import atomic, db
from service.core.errors import Forbidden, NotFound, WrongMoment
from service.feedback.queries.opening import AlreadyClaimed
from service.feedback.queries.permitting import HandsFull
from service.organization.actions import grants
from service.organization.models import Role
from service.wishes.actions import taking, wishing
from service.wishes.models import Wish
from service.wishes.queries import showing
from service.wishes.workflow import WishState


def test_the_first_claim_wins_and_the_next_hears_who_won(life):
    wish_id = life.open()
    taking.claim(wish_id, by=life.wang)

    with pytest.raises(AlreadyClaimed) as refused:
        taking.claim(wish_id, by=life.zhao)

    assert (refused.value.status, refused.value.code, refused.value.extra["holder"]) == (
        409, "already_claimed", "王师傅")
    assert life.letters("wish_claimed") == life.ids("li")


def test_a_member_of_any_building_of_the_community_may(life):
    assert taking.claim(life.open(place="river_building"), by=life.zhao).state is WishState.TAKEN


@pytest.mark.parametrize("name", ["sun", "qian", "chen"])
def test_members_of_elsewhere_volunteers_and_residents_find_nothing(life, name):
    with pytest.raises(NotFound):
        taking.claim(life.open(), by=getattr(life, name))


@pytest.mark.parametrize("name", ["zhang", "wu", "zheng", "feng"])
def test_who_looks_after_the_place_sees_it_and_may_not_take_it_on(life, name):
    with pytest.raises(Forbidden):
        taking.claim(life.open(), by=getattr(life, name))


def test_a_wish_nobody_has_looked_at_is_not_there_for_members(life):
    with pytest.raises(NotFound):
        taking.claim(life.wish(), by=life.wang)


def test_nobody_takes_on_his_own_wish(life):
    with pytest.raises(Forbidden):
        taking.claim(life.open(by="wang"), by=life.wang)


def test_nobody_has_more_than_five_in_hand(life):
    held = [life.taken() for _ in range(5)]
    sixth = life.open()

    with pytest.raises(HandsFull) as refused:
        taking.claim(sixth, by=life.wang)
    assert (refused.value.code, refused.value.extra["limit"]) == ("too_many_open_claims", 5)

    taking.finish(held[0], by=life.wang, text="好了")

    assert taking.claim(sixth, by=life.wang).holder_id == life.wang.account_id


def test_who_gives_back_says_why_and_another_takes_it_on(life):
    wish_id = life.taken()

    taking.release(wish_id, by=life.wang, reason="要出差")

    assert life.state(wish_id) is WishState.OPEN
    assert life.letters("wish_open_again") == life.ids("li")
    assert taking.claim(wish_id, by=life.zhao).holder_id == life.zhao.account_id
    assert [taking.ended_because for taking in life.takings(wish_id)] == ["released", None]


@pytest.mark.parametrize("name", ["zhang", "li"])
def test_only_the_holder_gives_back_and_finishes(life, name):
    wish_id, other = life.taken(), getattr(life, name)

    with pytest.raises(Forbidden):
        taking.release(wish_id, by=other, reason="不行")
    with pytest.raises(Forbidden):
        taking.finish(wish_id, by=other, text="好了")


def test_a_done_wish_asks_the_wisher(life):
    wish_id = life.done()

    assert (life.letters("wish_done"), life.letters("wish_call_wisher")) == (life.ids("li"), [])
    assert showing.seen_by(wish_id, life.li)["result"]["minutes"] == 40


def test_a_done_wish_of_an_elder_asks_the_community(life):
    life.done(wish_id=taking.claim(_opened(life, life.elders_wish()), by=life.wang).id)

    assert life.letters("wish_call_wisher") == life.ids("zhang", "zhou")


def _opened(life, wish_id):
    return wishing.approve(wish_id, by=life.zhang).id


def test_minutes_need_not_be_told(life):
    assert life.takings(life.done(minutes=None))[0].minutes is None


def test_who_loses_his_grant_loses_what_he_has_in_hand(life):
    taken, done = life.taken(), life.done()

    life.revoke("wang", Role.PARTY_MEMBER)

    assert (life.state(taken), life.state(done)) == (WishState.OPEN, WishState.DONE)
    assert [taking.ended_because for taking in life.takings(taken)] == ["no_longer_entitled"]
    assert life.letters("wish_open_again") == life.ids("li")


def test_the_grant_and_what_hangs_on_it_end_in_one_transaction(life):
    wish_id = life.taken()

    with pytest.raises(RuntimeError, match="later"), atomic():
        life.revoke("wang", Role.PARTY_MEMBER)
        raise RuntimeError("later")

    db.session.expire_all()
    assert life.state(wish_id) is WishState.TAKEN and life.wang.held(Role.PARTY_MEMBER)


def test_who_is_still_a_member_by_another_grant_keeps_it(life, town):
    wish_id, first = life.taken(), life.wang.held(Role.PARTY_MEMBER)[0].grant_id
    grants.give(Role.PARTY_MEMBER, life.wang.account_id, town.place("building_2"), by=life.zheng)

    grants.revoke(first, by=life.zheng)

    assert life.state(wish_id) is WishState.TAKEN


@pytest.mark.parametrize("state", [WishState.WITHDRAWN, WishState.DECLINED])
def test_what_is_over_is_not_there_for_members_any_more(life, state):
    with pytest.raises(NotFound):
        taking.claim(life.bring_to(state), by=life.wang)


def test_what_is_done_is_not_given_back(life):
    wish_id = life.done()

    with pytest.raises(WrongMoment):
        taking.release(wish_id, by=life.wang, reason="算了")
    assert life.row(Wish, wish_id).holder_id == life.wang.account_id


def test_a_membership_that_ended_meanwhile_claims_nothing(life):
    wish_id, wang = life.open(), life.wang
    life.revoke("wang", Role.PARTY_MEMBER)

    with pytest.raises(NotFound):
        taking.claim(wish_id, by=wang)
