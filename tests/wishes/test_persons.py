"""A person and his wishes: found again with his phone, shown to him, taken away with him."""

from service.accounts import events
from service.accounts.actions.erasing import erase
from service.accounts.queries import my_data
from service.core.database import atomic
from service.core.personal import ERASED
from service.organization.actions import grants
from service.wishes.actions import arranging, taking, wishing
from service.wishes.models import PostTurn, Wish
from service.wishes.queries import showing
from service.wishes.workflow import WishState


def _phone_verified(town, name):
    with atomic():
        events.phone_verified.send(town.account(name))


def test_a_wish_made_for_him_becomes_his_own_with_his_phone(life, town):
    wish_id = life.elders_wish(on_behalf_of={"name": "李阿姨", "phone": "19000000001", "consent": True})

    _phone_verified(town, "resident-li")

    assert life.row(Wish, wish_id).wisher_id == life.li.account_id
    assert "withdraw" in showing.seen_by(wish_id, life.li)["permitted"]


def test_who_has_it_in_hand_does_not_become_its_wisher(life, town):
    wish_id = life.elders_wish(on_behalf_of={"name": "王师傅", "phone": "19000000006", "consent": True})
    taking.claim(wishing.approve(wish_id, by=life.zhang).id, by=life.wang)

    _phone_verified(town, "member-wang")

    assert life.row(Wish, wish_id).wisher_id is None


def test_everything_held_on_a_person_is_shown_to_him(life, town):
    life.wish(hardship="独居")
    life.done()
    life.turn()

    def asked(name):
        answers = [answer for _, answer in events.data_asked.send(town.account(name)) if answer]
        return {section: rows for answer in answers for section, rows in answer.items()}

    assert [row["hardship"] for row in asked("resident-li")["wishes"]] == ["独居", None]
    his = asked("member-wang")
    assert (his["wish_takings"][0]["minutes"], his["post_seats"][0]["post"], his["post_turns"][0]["minutes"]) == (
        40, "夜间巡楼", 60)


def test_who_wrote_an_elders_wish_down_is_not_given_the_elders_words_phone_and_address(life, town):
    elders = {"text": "想要一根拐杖，夜里起床怕摔", "hardship": "独居，心脏不好", "address": "4单元302",
              "on_behalf_of": {"name": "谭德厚", "phone": "19000000077", "consent": True}}
    wish_id = life.elders_wish(by="zhang", **elders)
    grants.revoke(life.zhang.grants[0].grant_id, by=life.zheng)

    held = my_data(life.zhang.account_id)

    assert [(wish["id"], wish["on_behalf"]) for wish in held["wishes"]] == [(wish_id, True)]
    assert not [secret for secret in ("拐杖", "心脏", "302", "谭德厚", "19000000077") if secret in str(held)]


def test_a_wisher_who_leaves_takes_his_words_and_his_open_wishes_with_him(life):
    open_one, taken, confirmed = life.open(address="502"), life.taken(), life.bring_to(WishState.CONFIRMED)
    li = life.li

    erase(by=li)

    rows = [life.row(Wish, one) for one in (open_one, taken, confirmed)]
    assert [row.state for row in rows] == [WishState.WITHDRAWN, WishState.WITHDRAWN, WishState.CONFIRMED]
    assert [(row.text, row.wisher_id, row.address) for row in rows] == [(ERASED, None, None)] * 3
    assert life.letters("wish_withdrawn") == life.ids("wang")


def test_a_taker_who_leaves_gives_back_and_his_service_stays_a_fact(life):
    taken, done = life.taken(), life.done()
    post_id = arranging.take_seat(life.post(), by=life.wang).id
    turn_id, wang = life.turn(post_id=post_id, text="看了灯"), life.wang

    erase(by=wang)

    assert (life.state(taken), life.state(done), life.seated(post_id)) == (WishState.OPEN, WishState.DONE, [])
    assert [(one.text, one.minutes) for one in life.takings(done)] == [(None, 40)]
    turn = life.row(PostTurn, turn_id)
    assert (turn.text, turn.minutes) == (None, 60)
