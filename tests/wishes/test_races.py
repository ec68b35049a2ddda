"""Everybody at once on PostgreSQL: one wish has one taker, a post never more people than seats."""

import pytest

from service.core.errors import WrongMoment
from service.feedback.queries.opening import AlreadyClaimed
from service.feedback.queries.permitting import HandsFull
from service.organization.models import Role
from service.wishes.actions import arranging, clockwork, confirming, serving, taking
from service.wishes.actions.arranging import PostFull
from service.wishes.workflow import WishState

pytestmark = pytest.mark.only_postgresql


def _failed(results):
    return [one for one in results if isinstance(one, BaseException)]


def test_of_twenty_claims_at_once_one_wins_and_nineteen_hear_his_name(life, run_together):
    wish_id, members = life.open(), life.newcomers(20)

    results = run_together([lambda by=by: taking.claim(wish_id, by=by).holder_id for by in members])

    winner, = [one for one in members if one.account_id in results]
    assert [type(one) for one in _failed(results)] == [AlreadyClaimed] * 19
    assert {one.extra["holder"] for one in _failed(results)} == {winner.display_name}
    assert [one.holder_id for one in life.takings(wish_id)] == [winner.account_id]


def test_one_member_claiming_eight_at_once_gets_five(life, run_together):
    ids, wang = [life.open() for _ in range(8)], life.wang

    results = run_together([lambda one=one: taking.claim(one, by=wang).id for one in ids])

    assert [type(one) for one in _failed(results)] == [HandsFull] * 3


def test_of_twelve_at_once_three_get_the_three_seats(life, run_together):
    post_id, members = life.post(seats=3), life.newcomers(12)

    results = run_together([lambda by=by: arranging.take_seat(post_id, by=by).id for by in members])

    assert [type(one) for one in _failed(results)] == [PostFull] * 9
    assert len(life.seated(post_id)) == 3


def test_a_yes_a_no_and_the_timer_at_once_leave_one_truth(life, run_together, announced, wait):
    wish_id, li, zhang = life.done(), life.li, life.zhang
    wait(days=7)

    results = run_together([lambda: confirming.confirm(wish_id, by=li, fulfilled=True).state,
                            lambda: confirming.confirm(wish_id, by=zhang, fulfilled=False, reason="没来").state,
                            clockwork.run, clockwork.run])

    assert [type(one) for one in _failed(results)] == [WrongMoment]
    assert len(announced) == (life.state(wish_id) is WishState.CONFIRMED) and life.verbs(wish_id)[-1] in (
        "confirm", "reopen")


def test_two_confirmations_of_a_turn_at_once_are_one_service(life, run_together, announced):
    turn_id, zhang, zhou = life.turn(), life.zhang, life.zhou

    results = run_together([lambda by=by: serving.confirm_turn(turn_id, by=by).id for by in (zhang, zhou)])

    assert ([type(one) for one in _failed(results)], len(announced)) == ([WrongMoment], 1)


def test_a_grant_that_ends_while_the_holder_finishes_leaves_no_wish_behind(life, run_together):
    wish_id, wang = life.taken(), life.wang

    run_together([lambda: life.revoke("wang", Role.PARTY_MEMBER),
                  lambda: taking.finish(wish_id, by=wang, text="好了").state])

    assert life.state(wish_id) in (WishState.OPEN, WishState.DONE)


def test_claims_and_a_seat_beside_the_end_of_a_grant_leave_nothing_in_hand(life, run_together):
    ids, post_id, wang = [life.open() for _ in range(4)], life.post(), life.wang

    run_together([lambda one=one: taking.claim(one, by=wang).id for one in ids] + [
        lambda: life.revoke("wang", Role.PARTY_MEMBER), lambda: arranging.take_seat(post_id, by=wang).id])

    assert ({life.state(one) for one in ids}, life.seated(post_id)) == ({WishState.OPEN}, [])
