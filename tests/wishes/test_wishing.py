"""A wish is written down, looked at, and offered or declined."""

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, NotFound, Stale, WrongMoment
from service.media.models import Photo
from service.wishes.actions import wishing
from service.wishes.models import Wish
from service.wishes.queries import showing
from service.wishes.workflow import WishState


def test_a_wish_waits_until_a_worker_has_looked(life):
    wish_id = life.wish()

    assert life.state(wish_id) is WishState.REVIEWING
    assert life.letters("wish_to_review") == life.ids("zhang", "zhou")

    wishing.approve(wish_id, by=life.zhang)

    assert life.state(wish_id) is WishState.OPEN
    assert life.letters("wish_approved") == life.ids("li")


def test_a_printed_code_says_the_place(life, town):
    wish = wishing.submit(by=life.li, text="想学手机", code_token=town.token("building_2"))

    assert wish.place_path == town.place("building_2").path


@pytest.mark.parametrize(("where", "field"), [
    ({}, "place_code"), ({"code_token": "x", "place_code": "500115001009"}, "place_code"),
    ({"place_code": "500115001"}, "place_code"), ({"place_code": "500"}, "place_code"),
    ({"code_token": "unknown"}, "code_token")])
def test_a_wish_needs_one_place_at_a_community_or_below(life, where, field):
    with pytest.raises(Invalid) as refused:
        wishing.submit(by=life.li, text="想学手机", **where)

    assert list(refused.value.extra["fields"]) == [field]


@pytest.mark.parametrize("later", [-1, 367])
def test_a_wish_is_wanted_from_today_on_and_within_a_year(life, later):
    with pytest.raises(Invalid) as refused:
        life.wish(wanted_by=life.today(later))

    assert list(refused.value.extra["fields"]) == ["wanted_by"]


def test_a_wish_is_never_refused_for_its_words(life):
    assert life.state(life.wish(text="想借钱买药，再举报社区")) is WishState.REVIEWING


@pytest.mark.parametrize("name", ["zhang", "hu", "lin", "qian", "wang"])
def test_who_is_trusted_with_people_may_wish_for_an_elder(life, name):
    wish = life.row(Wish, life.elders_wish(by=name))

    assert (wish.wisher_id, wish.contact_name, wish.on_behalf, wish.consent_noted) == (None, "邓婆婆", True, True)


@pytest.mark.parametrize("name", ["li", "feng", "he"])
def test_others_may_not_wish_for_an_elder(life, name):
    with pytest.raises(Forbidden) as refused:
        life.elders_wish(by=name)

    assert refused.value.code == "on_behalf_needs_grant"


def test_nothing_is_wished_for_an_elder_without_his_consent(life):
    with pytest.raises(Invalid):
        life.elders_wish(on_behalf_of={"name": "邓婆婆", "consent": False})


def test_what_is_personal_is_encrypted_at_rest(life):
    wish_id = life.elders_wish(address="3单元502", hardship="独居，低保")

    stored = db.session.execute(sa.text("SELECT * FROM wishes WHERE id = :id"), {"id": wish_id}).one()

    assert not [secret for secret in ("邓婆婆", "19000001234", "单元", "低保") if secret in str(tuple(stored))]


def test_a_declined_wish_says_why_and_what_else(life):
    wish_id = life.wish()

    wishing.decline(wish_id, by=life.zhang, reason="这是医院的事", other_channel="卫生服务站上门")

    shown = showing.seen_by(wish_id, life.li)
    assert (shown["state"], shown["other_channel"], shown["timeline"][-1]["text"]) == (
        "declined", "卫生服务站上门", "这是医院的事")
    assert life.letters("wish_declined") == life.ids("li")


@pytest.mark.parametrize("name", ["wang", "wu", "feng", "li", "far", "hu"])
def test_only_a_worker_of_the_place_looks_at_it(life, name):
    with pytest.raises((Forbidden, NotFound)):
        wishing.approve(life.wish(), by=getattr(life, name))


def test_a_worker_does_not_look_at_his_own_wish(life):
    wish_id = life.wish(by="zhang")

    with pytest.raises(Forbidden):
        wishing.approve(wish_id, by=life.zhang)

    assert wishing.approve(wish_id, by=life.zhou).state is WishState.OPEN


def test_the_wisher_withdraws_and_the_holder_hears(life):
    wish_id = life.taken()

    wishing.withdraw(wish_id, by=life.li)

    assert life.state(wish_id) is WishState.WITHDRAWN
    assert [taking.ended_because for taking in life.takings(wish_id)] == ["withdrawn"]
    assert life.letters("wish_withdrawn") == life.ids("wang")


def test_who_spoke_for_an_elder_withdraws_for_him(life):
    wish_id = life.elders_wish(by="zhao")

    with pytest.raises(Forbidden):
        wishing.withdraw(wish_id, by=life.zhang)

    assert wishing.withdraw(wish_id, by=life.zhao).state is WishState.WITHDRAWN


def test_a_change_of_another_version_is_stale(life):
    with pytest.raises(Stale):
        wishing.approve(life.wish(), by=life.zhang, seen=7)


def test_a_verb_at_the_wrong_moment_names_the_state_and_what_is_right(life):
    with pytest.raises(WrongMoment) as refused:
        wishing.approve(life.open(), by=life.zhang)

    assert refused.value.extra == {"state": WishState.OPEN, "permitted": ["decline"]}


def test_pictures_hang_on_the_wish(life):
    photo = Photo(id="a" * 32, owner_id=life.li.account_id, key="k", thumbnail_key="t", width=1, height=1, size=1,
                  position=0, created_at=clock.now())
    with atomic() as session:
        session.add(photo)

    wish_id = life.open(photos=["a" * 32])

    assert [one["id"] for one in showing.seen_by(wish_id, life.wang)["photos"]] == ["a" * 32]
