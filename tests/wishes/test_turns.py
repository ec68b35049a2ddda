"""A turn on a post: written down by who served, decided on by somebody else."""

import pytest

from service.core.errors import Forbidden, Invalid, NotFound, Stale, WrongMoment
from service.organization.actions import grants
from service.organization.models import Role
from service.wishes.actions import arranging, serving
from service.wishes.models import PostTurn
from service.wishes.queries import turns


def test_a_turn_is_confirmed_by_the_community_and_is_a_service(life, announced, town):
    turn_id = life.turn(minutes=60)
    assert life.letters("turn_logged") == life.ids("zhang", "zhou")

    serving.confirm_turn(turn_id, by=life.zhang)

    (sender, said), = announced
    assert sender is PostTurn and said.pop("place").code == town.place("compound").code
    assert said.pop("at").isoformat() == "2026-03-04T12:00:00+08:00"
    assert said == {"account_id": life.wang.account_id, "title": "平安巡查岗：夜间巡楼", "minutes": 60,
                    "kind": "post", "ref": f"post-turn:{turn_id}"}
    assert life.letters("turn_confirmed") == life.ids("wang")


def test_nobody_decides_on_his_own_turn(life, town):
    turn_id = life.turn()
    grants.give(Role.COMMUNITY_WORKER, life.wang.account_id, town.place("community"), by=life.zheng)

    assert "confirm" not in turns.seen_by(turn_id, life.wang)["permitted"]
    with pytest.raises(Forbidden):
        serving.confirm_turn(turn_id, by=life.wang)
    with pytest.raises(Forbidden):
        serving.return_turn(turn_id, by=life.wang, reason="错了")


@pytest.mark.parametrize(("name", "refusal"), [("zhao", NotFound), ("wu", Forbidden), ("feng", Forbidden),
                                               ("far", NotFound), ("hu", NotFound)])
def test_only_who_arranges_the_place_confirms(life, name, refusal):
    with pytest.raises(refusal):
        serving.confirm_turn(life.turn(), by=getattr(life, name))


@pytest.mark.parametrize("name", ["hu", "lin"])
def test_leads_and_secretaries_confirm_in_their_places(life, name, town):
    grants.give(Role.PARTY_MEMBER, life.wang.account_id, town.place("courtyard_1"), by=life.zheng)
    post_id = arranging.take_seat(life.post(by="hu", place="courtyard_1"), by=life.wang).id

    turn = serving.confirm_turn(life.turn(post_id=post_id), by=getattr(life, name))

    assert turn.decided_by_id == getattr(life, name).account_id


def test_a_returned_turn_says_why_and_is_no_service(life, announced):
    turn_id = life.turn()

    serving.return_turn(turn_id, by=life.zhang, reason="那天没有巡楼")

    shown = turns.seen_by(turn_id, life.wang)
    assert (shown["state"], shown["returned_because"], announced) == ("returned", "那天没有巡楼", [])
    assert life.letters("turn_returned") == life.ids("wang")


@pytest.mark.parametrize("again", [
    lambda turn_id, by: serving.confirm_turn(turn_id, by=by),
    lambda turn_id, by: serving.return_turn(turn_id, by=by, reason="错了")], ids=["confirm", "return"])
def test_a_turn_is_decided_on_once(life, announced, again):
    turn_id = life.turn()
    serving.confirm_turn(turn_id, by=life.zhang)

    with pytest.raises(WrongMoment) as refused:
        again(turn_id, life.zhou)

    assert (refused.value.extra["state"], len(announced)) == ("confirmed", 1)


def test_a_turn_of_another_version_is_stale(life):
    with pytest.raises(Stale):
        serving.confirm_turn(life.turn(), by=life.zhang, seen=4)


def test_a_day_to_come_is_not_logged(life):
    with pytest.raises(Invalid) as refused:
        life.turn(served_on=life.today(1))

    assert list(refused.value.extra["fields"]) == ["served_on"]


def test_a_day_before_he_took_the_seat_is_not_logged(life, wait):
    post_id = arranging.take_seat(life.post(), by=life.wang).id
    wait(days=3)

    assert life.turn(post_id=post_id, served_on=life.today(-3))
    with pytest.raises(Invalid):
        life.turn(post_id=post_id, served_on=life.today(-4))


def test_who_left_the_seat_still_logs_the_days_he_had_it(life, wait):
    post_id = arranging.take_seat(life.post(), by=life.wang).id
    wait(days=2)
    life.change(post_id, open=False)
    wait(days=2)

    assert life.turn(post_id=post_id, served_on=life.today(-2))
    with pytest.raises(Invalid):
        life.turn(post_id=post_id, served_on=life.today(-1))


def test_who_never_sat_there_logs_nothing(life):
    with pytest.raises(Forbidden):
        life.turn(by="zhao", post_id=life.post())


def test_a_member_sees_his_own_turns_and_the_community_all(life):
    post_id = arranging.take_seat(life.post(), by=life.wang).id
    arranging.take_seat(post_id, by=life.zhao)
    his, others = life.turn(post_id=post_id), life.turn(by="zhao", post_id=post_id)

    def seen_by(name):
        return [item["id"] for item in turns.turns(post_id, getattr(life, name), limit=20, cursor=None).items]

    assert (seen_by("wang"), seen_by("zhao"), seen_by("zhang"), seen_by("feng")) == (
        [his], [others], [others, his], [others, his])
    with pytest.raises(NotFound):
        turns.turns(post_id, life.sun, limit=20, cursor=None)
    with pytest.raises(NotFound):
        turns.seen_by(others, life.wang)


def test_a_page_of_turns_costs_two_statements(life, statements):
    post_id = arranging.take_seat(life.post(), by=life.wang).id
    for _ in range(5):
        life.turn(post_id=post_id)
    zhang = life.zhang
    with statements() as sent:
        turns.turns(post_id, zhang, limit=20, cursor=None)

    assert len(sent) == 2, sent
