"""Who sees which wish: the list, the one, and its pictures follow one predicate."""

import pytest
import sqlalchemy as sa
import time_machine

from service.accounts import actions as accounts
from service.core.database import db
from service.core.errors import Invalid, NotFound
from service.organization.models import Role
from service.wishes.actions import taking, wishing
from service.wishes.models import Wish
from service.wishes.queries import lists, showing
from service.wishes.workflow import WishState
from tests.wishes.conftest import WEDNESDAY_NOON

NAMES = ("li", "chen", "zhang", "zhou", "far", "wang", "zhao", "sun", "qian", "wu", "zheng", "feng", "hu", "lin", "he")


def _listed(life, name, view):
    return {item["id"] for item in lists.wishes(getattr(life, name), view=view, limit=100, cursor=None).items}


def _opened(life, name, ids):
    def is_seen(wish_id):
        try:
            return bool(showing.seen_by(wish_id, getattr(life, name)))
        except NotFound:
            return False
    return {wish_id for wish_id in ids if is_seen(wish_id)}


@pytest.fixture
def world(life):
    """A wish in each state, an elder's, a member's own, and one of the village's."""
    made = [life.bring_to(state) for state in WishState if state is not WishState.LAPSED]
    return [*made, life.elders_wish(by="zhao"), life.open(by="wang"), life.wish(by="hu", place="courtyard_1")]


def test_what_is_opened_is_what_some_list_holds(life, world):
    for name in NAMES:
        listed = set.union(*(_listed(life, name, view) for view in ("mine", "open", "place")))

        assert _opened(life, name, world) == listed & set(world), name


def test_pictures_open_with_their_wish(life, world):
    for name in NAMES:
        ids = set(db.session.scalars(showing.photos_visible_to(getattr(life, name))["wish"]))

        assert ids == _opened(life, name, ids | set(world)), name
    assert showing.photos_visible_to(None) == {}


def test_members_are_offered_what_is_open_and_not_their_own(life, world):
    offered = _listed(life, "zhao", "open")

    assert {life.state(one) for one in offered} == {WishState.OPEN} and len(offered) == 2
    assert len(_listed(life, "wang", "open")) == 1
    assert (_listed(life, "sun", "open"), _listed(life, "li", "open")) == (set(), set())


def test_an_open_wish_names_nobody_to_members(life):
    wish_id = life.open(address="3单元502", contact_phone="19000001234")

    shown = showing.seen_by(wish_id, life.wang)

    assert (shown["wisher"], shown["holder"], shown["timeline"], shown["permitted"]) == (None, None, [], ["claim"])
    assert not [secret for secret in ("李", "19000", "502") if secret in str(shown)]


def test_the_holder_sees_the_wisher_masked_while_he_has_it_in_hand(life):
    assert showing.seen_by(life.taken(), life.wang)["wisher"] == {"name": "李*", "phone": "190****0001"}
    assert showing.seen_by(life.bring_to(WishState.CONFIRMED), life.wang)["wisher"] is None


def test_a_taken_wish_is_gone_for_other_members(life):
    with pytest.raises(NotFound):
        showing.seen_by(life.taken(), life.zhao)


def test_a_resident_is_never_named_in_the_timeline(life):
    steps = showing.seen_by(life.bring_to(WishState.CONFIRMED), life.zhang)["timeline"]

    assert [(step["verb"], step["actor"]) for step in steps] == [
        ("submit", None), ("approve", "张蓉"), ("claim", "王师傅"), ("done", "王师傅"), ("confirm", None)]


def test_a_worker_of_elsewhere_sees_nothing_here(life, world):
    assert _opened(life, "far", world) == set()


def test_pages_hold_everything_once(life):
    made, walked, cursor = [life.wish() for _ in range(5)], [], None
    while True:
        page = lists.wishes(life.zhang, view="place", limit=2, cursor=cursor)
        walked, cursor = walked + [item["id"] for item in page.items], page.next
        if cursor is None:
            break

    assert walked == made[::-1]


def test_a_list_can_be_narrowed_to_a_state_and_a_place(life):
    open_here, _reviewing, _there = life.open(), life.wish(), life.open(place="river_building")

    page = lists.wishes(life.zhang, view="place", state=WishState.OPEN, place=life.code("compound"), limit=9,
                        cursor=None)

    assert [item["id"] for item in page.items] == [open_here]


def test_a_page_costs_one_statement_and_one_wish_six(life, statements):
    wish_id = life.done()
    for _ in range(6):
        life.open()
    zhang = life.zhang
    with statements() as listing:
        lists.wishes(zhang, view="place", limit=100, cursor=None)
    with statements() as opening:
        showing.seen_by(wish_id, zhang)

    assert (len(listing), len(opening) <= 6) == (1, True), opening


def test_who_lost_his_grant_sees_no_offers(life):
    wish_id = life.open()

    life.revoke("wang", Role.PARTY_MEMBER)

    with pytest.raises(NotFound):
        showing.seen_by(wish_id, life.wang)
    assert life.row(Wish, wish_id).state is WishState.OPEN


def test_a_file_tells_the_time_on_the_clock_on_the_wall(client, town):
    with time_machine.travel(WEDNESDAY_NOON, tick=False):
        client.post("/api/v1/wishes", json={"text": "=1+1", "place_code": town.place("compound").code},
                    headers=town.sign_in("worker-zhang"))
        sheet = client.get("/api/v1/wishes?view=place&format=csv", headers=town.sign_in("worker-zhang")).text

    assert sheet.splitlines()[1].split(",")[2:] == ["'=1+1", "待审核", "", "", "2026-03-04 12:00"]


WISH, OFFERED = "想学视频，我叫李四，电话13911117777，住3单元501", "想学视频，我叫李*，电话***，住3单元***"


def test_members_are_offered_what_the_worker_has_masked_and_the_holder_reads_it_all(life):
    wish_id = life.wish(text=WISH)
    review = showing.seen_by(wish_id, life.zhang)["to_review"]
    wishing.approve(wish_id, by=life.zhang, text=review["proposed_text"])

    offered = lists.wishes(life.wang, view="open", limit=9, cursor=None).items
    assert (review["proposed_text"], [item["text"] for item in offered]) == (OFFERED, [OFFERED])
    assert showing.seen_by(wish_id, life.wang)["text"] == OFFERED
    assert WISH not in repr([offered, showing.seen_by(wish_id, life.wang)])
    taking.claim(wish_id, by=life.wang)
    assert showing.seen_by(wish_id, life.wang)["text"] == WISH


def test_approved_without_a_text_of_his_own_members_read_what_was_proposed(life):
    wish_id = life.wish(text=WISH)
    wishing.approve(wish_id, by=life.zhang)

    assert showing.seen_by(wish_id, life.wang)["text"] == OFFERED


@pytest.mark.parametrize(("text", "code"), [(WISH, "persons_left"), ("想学游泳", "words_added")])
def test_a_worker_offers_no_number_and_no_word_of_his_own(life, text, code):
    wish_id = life.wish(text=WISH)

    with pytest.raises(Invalid) as refused:
        wishing.approve(wish_id, by=life.zhang, text=text)
    assert (refused.value.code, showing.seen_by(wish_id, life.zhang)["state"]) == (code, WishState.REVIEWING)


def test_only_who_looks_at_it_sees_what_is_proposed(life):
    wish_id = life.wish(text=WISH)

    assert showing.seen_by(wish_id, life.li)["to_review"] is None


def test_leaving_takes_what_was_offered_too(life):
    life.open(text=WISH)
    accounts.erase(by=life.li)

    assert db.session.scalars(sa.select(Wish.public_text)).all() == [None]
