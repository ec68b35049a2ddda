"""Somebody else than who did it says whether a wish came true."""

import pytest
import sqlalchemy as sa

from service.core import audit
from service.core.audit_words import AuditWords
from service.core.database import db
from service.core.errors import Forbidden, Invalid, NotFound, WrongMoment
from service.organization.actions import grants
from service.organization.models import Role
from service.wishes.actions import clockwork, confirming, taking, wishing
from service.wishes.actions.confirming import SERVICE_TITLE
from service.wishes.events import service_confirmed
from service.wishes.models import Wish
from service.wishes.queries import showing
from service.wishes.workflow import WishState


@pytest.fixture
def elders(life):
    """A wish of an elder's without an account that wang says is done."""
    wish_id = wishing.approve(life.elders_wish(by="zhao"), by=life.zhang).id
    return life.done(wish_id=taking.claim(wish_id, by=life.wang).id)


def test_the_wisher_confirms_and_it_is_a_service(life, announced, town):
    wish_id = life.done()

    confirming.confirm(wish_id, by=life.li, fulfilled=True)

    assert life.state(wish_id) is WishState.CONFIRMED
    assert life.letters("wish_confirmed") == life.ids("wang")
    (sender, said), = announced
    assert sender is Wish and said.pop("place").code == town.place("building_1").code
    assert said == {"account_id": life.wang.account_id, "title": SERVICE_TITLE, "minutes": 40, "kind": "wish",
                    "at": life.takings(wish_id)[0].done_at, "ref": f"wish:{wish_id}"}


def test_the_service_stands_in_the_transaction_of_its_confirmation(life):
    wish_id = life.done()

    def refuse(_sender, **_said):
        raise RuntimeError("no record")
    with service_confirmed.connected_to(refuse), pytest.raises(RuntimeError):
        confirming.confirm(wish_id, by=life.li, fulfilled=True)

    db.session.expire_all()
    assert life.state(wish_id) is WishState.DONE


def test_who_did_it_never_confirms_it_himself(life, elders, town):
    grants.give(Role.COMMUNITY_WORKER, life.wang.account_id, town.place("community"), by=life.zheng)

    with pytest.raises(Forbidden):
        confirming.confirm(elders, by=life.wang, fulfilled=True)


def test_a_worker_confirms_for_an_elder_at_once(life, elders):
    assert confirming.confirm(elders, by=life.zhang, fulfilled=True).confirmed_by_id == life.zhang.account_id
    assert life.letters("wish_confirmed_told") == life.ids("zhao")


def test_who_spoke_for_an_elder_does_not_confirm_for_him(life, elders):
    with pytest.raises(Forbidden):
        confirming.confirm(elders, by=life.zhao, fulfilled=True)


@pytest.mark.parametrize("name", ["wu", "feng", "zheng"])
def test_supervisors_and_auditors_do_not_confirm(life, elders, name):
    with pytest.raises(Forbidden):
        confirming.confirm(elders, by=getattr(life, name), fulfilled=True)


def test_a_worker_waits_seven_days_for_a_wisher_who_can_speak(life, wait):
    wish_id = life.done()
    wait(days=7, seconds=-1)
    with pytest.raises(Forbidden):
        confirming.confirm(wish_id, by=life.zhang, fulfilled=True)

    wait(seconds=1)

    assert confirming.confirm(wish_id, by=life.zhang, fulfilled=True).state is WishState.CONFIRMED


def test_after_seven_silent_days_the_community_is_asked_once_and_nothing_is_confirmed(life, wait):
    wish_id = life.done()
    wait(days=7, seconds=-1)
    assert clockwork.run() == 0

    wait(seconds=1)

    assert (clockwork.run(), clockwork.run()) == (1, 0)
    assert life.letters("wish_silent") == life.ids("zhang", "zhou")
    assert life.state(wish_id) is WishState.DONE


def test_not_fulfilled_opens_it_again(life, announced):
    wish_id = life.done()

    confirming.confirm(wish_id, by=life.li, fulfilled=False, reason="没有来")

    assert (life.state(wish_id), life.row(Wish, wish_id).holder_id, announced) == (WishState.OPEN, None, [])
    assert [one.ended_because for one in life.takings(wish_id)] == ["not_fulfilled"]
    assert life.letters("wish_not_fulfilled") == life.ids("wang")


def test_a_second_done_waits_seven_days_anew(life, wait):
    wish_id = life.done()
    wait(days=8)
    clockwork.run()
    confirming.confirm(wish_id, by=life.li, fulfilled=False, reason="没有来")

    life.done(wish_id=taking.claim(wish_id, by=life.zhao).id, by="zhao")

    assert clockwork.run() == 0
    wait(days=7)
    assert clockwork.run() == 1


def test_a_no_needs_a_reason(life):
    with pytest.raises(Invalid):
        confirming.confirm(life.done(), by=life.li, fulfilled=False)


def test_what_is_not_done_is_not_confirmed(life):
    with pytest.raises(WrongMoment):
        confirming.confirm(life.taken(), by=life.li, fulfilled=True)


def test_an_unclaimed_wish_lapses_a_week_after_its_day_and_both_sides_hear(life, wait):
    wish_id, later = life.open(wanted_by=life.today(2)), life.open(wanted_by=life.today(3))
    taken = life.taken(wanted_by=life.today())
    wait(days=9, hours=11)
    assert clockwork.run() == 0

    wait(hours=1)

    assert (clockwork.run(), clockwork.run()) == (1, 0)
    assert [life.state(one) for one in (wish_id, later, taken)] == [
        WishState.LAPSED, WishState.OPEN, WishState.TAKEN]
    assert (life.letters("wish_lapsed"), life.letters("wish_lapsed_told")) == (
        life.ids("li"), life.ids("zhang", "zhou"))


def test_a_contact_is_shown_to_the_holder_with_a_reason_and_written_down(life, elders):
    contact = confirming.reveal(elders, by=life.wang, reason="约上门时间")

    assert contact == {"name": "邓婆婆", "phone": "19000001234", "address": None, "hardship": None}
    entry = db.session.scalars(sa.select(audit.AuditEntry).order_by(audit.AuditEntry.sequence.desc())).first()
    assert (entry.act, entry.subject, entry.actor_id) == ("reveal", f"wish:{elders}", life.wang.account_id)
    said = db.session.scalar(sa.select(AuditWords.said).where(AuditWords.sequence == entry.sequence))
    assert "邓" not in said and "约上门时间" in said and entry.details == "{}"


def test_facts_of_hardship_are_told_by_reveal_alone(life):
    wish_id = life.taken(hardship="独居，低保")

    assert "低保" not in str([showing.seen_by(wish_id, getattr(life, name)) for name in ("wang", "zhang", "li")])
    assert confirming.reveal(wish_id, by=life.wang, reason="上门")["hardship"] == "独居，低保"


@pytest.mark.parametrize(("name", "refusal"), [("zhao", NotFound), ("wu", Forbidden), ("feng", Forbidden),
                                               ("li", Forbidden)])
def test_nobody_else_learns_a_contact(life, name, refusal):
    with pytest.raises(refusal):
        confirming.reveal(life.taken(), by=getattr(life, name), reason="看看")


def test_a_contact_is_no_longer_the_holders_once_it_is_confirmed(life):
    wish_id = life.bring_to(WishState.CONFIRMED)

    with pytest.raises(Forbidden):
        confirming.reveal(wish_id, by=life.wang, reason="想再去看看")


def test_a_member_who_could_take_it_on_does_not_learn_the_contact(life):
    with pytest.raises(Forbidden):
        confirming.reveal(life.open(), by=life.wang, reason="先问问")
