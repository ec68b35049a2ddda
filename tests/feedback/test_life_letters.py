"""Who hears of what: every verb tells those concerned, each of them once, and nobody what a resident's rating said."""

from contextlib import suppress

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.feedback import actions
from service.feedback.models import Solved
from service.feedback.policy import MAY
from service.feedback.routing import Queue
from service.feedback.workflow import State, Verb
from service.notifications.models import Message

COMMENT = "师傅态度不好，灯还是不亮"


class _Undo(Exception):
    """Ends a try without a trace."""


def _verbs(life, people, number):
    """Verb → what is done with a ticket of 李阿姨's in the state it needs, and who hears what of it."""
    act = actions
    return {
        "approve": (State.REVIEWING, lambda n: act.approve(n, by=people.zhou), {("li", "moved")}),
        "reject": (State.QUEUED, lambda n: act.reject(n, by=people.zhou, reason_code="court", reason="x",
                                                      other_channel="y"), {("li", "rejected")}),
        "recategorize": (State.QUEUED, lambda n: act.recategorize(n, by=people.zhou, category="help.carrying"), set()),
        "claim": (State.QUEUED, lambda n: act.claim(n, by=people.zhou), {("li", "claimed")}),
        "dispatch": (State.QUEUED, lambda n: act.dispatch(n, by=people.zhou, account_id=people.zhang.account_id),
                     {("li", "claimed"), ("zhang", "dispatched")}),
        "release": (State.CLAIMED, lambda n: act.release(n, by=people.zhang, reason="x"), {("li", "moved")}),
        "transfer": (State.CLAIMED, lambda n: act.transfer(n, by=people.zhou, reason="x", queue=Queue.PUBLIC),
                     {("li", "moved")}),
    } | _verbs_in_hand(life, people) | _verbs_of_an_end(life, people, number)


def _verbs_in_hand(life, people):
    act = actions
    return {
        "contact": (State.CLAIMED, lambda n: act.contact(n, by=people.zhang, method="phone", reached=True), set()),
        "ask": (State.CLAIMED, lambda n: act.ask(n, by=people.zhang, text="？"), {("li", "asked")}),
        "reply": (State.ASKING, lambda n: act.reply(n, by=people.li, text="x"), {("zhang", "replied")}),
        "suspend": (State.CLAIMED, lambda n: act.request_suspension(n, by=people.zhang, reason="x",
                                                                    review_on=life.day(9)), {("wu", "requested")}),
        "extend": (State.CLAIMED, lambda n: act.request_extension(n, by=people.zhang, reason="x",
                                                                  answer_by=life.day(20)), {("wu", "requested")}),
        "resume": (State.SUSPENDED, lambda n: act.resume(n, by=people.zhang),
                   {("li", "resumed"), ("zhang", "resumed")}),
        "answer": (State.CLAIMED, life.answer, {("li", "answered")}),
        "rate": (State.ANSWERED, life.rate, set()),
        "reopen": (State.ANSWERED, lambda n: life.rate(n, Solved.NO, comment=COMMENT), {("zhang", "reopened")}),
        "escalate": (State.QUEUED, lambda n: act.escalate(n, by=people.wu, reason="x"),
                     {("wu", "escalated"), ("li", "escalated_told")}),
    }


def _verbs_of_an_end(life, people, number):
    act = actions
    return {
        "merge": (State.QUEUED, lambda n: act.merge(n, by=people.zhou, into=number), {("li", "merged")}),
        "unmerge": (State.CLOSED, lambda n: act.unmerge(n, by=people.zhou), {("li", "unmerged")}),
        "forward": (State.QUEUED, lambda n: act.forward(n, by=people.zhou, reason="x", external_system="12345"),
                    {("li", "forwarded")}),
        "feed_back": (State.FORWARDED, lambda n: act.feed_back(n, by=people.zhou, text="x"),
                      {("li", "forwarded_done")}),
        "take_back": (State.FORWARDED, lambda n: act.take_back(n, by=people.zhou, reason="x"), {("li", "moved")}),
        "withdraw": (State.CLAIMED, lambda n: act.withdraw(n, by=people.li), {("zhang", "withdrawn")}),
        "object": (State.QUEUED, lambda n: act.object_to(life.reject(n), by=people.li, text="x"),
                   {("li", "rejected"), ("li", "objection_received"), ("wu", "objection_to_decide")}),
        "decide_objection": (State.QUEUED, lambda n: _decided(life, people, n), {
            ("li", "rejected"), ("li", "objection_received"), ("wu", "objection_to_decide"),
            ("li", "objection_reopened"), ("zhang", "objection_decided")}),
    }


def _decided(life, people, number):
    actions.object_to(life.reject(number), by=people.li, text="x")
    actions.decide_objection(number, by=people.wu, decision="reopen", reason="x")


def _heard_of(life, state, act):
    """Who hears what when this is done in this state; everything is taken back."""
    with suppress(_Undo), atomic():
        number = life.bring_to(state)
        with life.letters() as heard:
            act(number)
        raise _Undo
    return heard


def test_each_verb_tells_those_concerned_and_each_of_them_once(life, people):
    primary = life.submit(by="chen", queue=Queue.COMMUNITY)

    for verb, (state, act, expected) in _verbs(life, people, primary).items():
        assert (verb, sorted(_heard_of(life, state, act))) == (verb, sorted(expected))


def test_every_verb_of_a_person_is_among_them(life, people):
    asked = set(_verbs(life, people, ""))

    assert set(MAY) - asked == {Verb.CONSENT, Verb.END}  # these two have tests of their own below


@pytest.mark.parametrize("granted, heard", [(True, {("zhang", "decided"), ("li", "delayed")}),
                                            (False, {("zhang", "decided")})])
def test_of_a_decision_the_holder_hears_and_of_a_delay_the_resident_too(life, people, granted, heard):
    number = life.bring_to(State.CLAIMED)
    actions.request_extension(number, by=people.zhang, reason="等配件", answer_by=life.day(20))

    with life.letters() as told:
        actions.decide(number, by=people.wu, granted=granted)

    assert set(told) == heard and len(told) == len(heard)


def test_the_end_is_told_to_the_resident_with_another_channel(life, people, stuck_lift):
    life.reopened(stuck_lift, 2)

    with life.letters() as heard:
        actions.end(stuck_lift, by=people.wu, reason="无政策依据", other_channel="区信访办")

    body = db.session.scalars(sa.select(Message.body).where(Message.kind == "ended")).one()
    assert heard == [("li", "ended")] and "无政策依据" in body and "区信访办" in body


def test_an_answer_reaches_supporters_and_the_merged_with_theirs_each_once(life, people, stuck_lift):
    primary = life.hold(life.submit(by="chen", queue=Queue.COMMUNITY))
    own_second = life.submit(by="chen", queue=Queue.COMMUNITY)
    for number, by in ((primary, people.hu), (stuck_lift, people.hu), (stuck_lift, people.qian)):
        actions.support(number, by=by)
    for number in (stuck_lift, own_second):
        actions.merge(number, by=people.zhou, into=primary)

    with life.letters() as heard:
        life.answer(primary)

    assert sorted(heard) == [("chen", "answered"), ("hu", "support_answered"), ("li", "answered"),
                             ("qian", "support_answered")]


def test_a_letter_names_the_number_its_reader_knows(life, people, stuck_lift):
    primary = life.hold(life.submit(by="chen", queue=Queue.COMMUNITY))
    actions.merge(stuck_lift, by=people.zhou, into=primary)
    life.answer(primary)

    answered = sa.select(Message.account_id, Message.subject).where(Message.kind == "answered")
    heard = {who: number for who, number in db.session.execute(answered)}
    assert heard == {people.li.account_id: stuck_lift, people.chen.account_id: primary}


def test_who_spoke_for_an_elder_hears_in_his_place(life, people):
    number = life.submit(by="zhang", queue=Queue.PARTY_MEMBER, on_behalf_of={"name": "陈大爷"})

    with life.letters() as heard:
        life.answer(number)

    assert heard == [("zhang", "claimed"), ("zhang", "answered")]


def test_the_words_of_a_rating_reach_nobody(life, people, broken_lamp):
    life.reopened(broken_lamp, 1)
    life.rate(life.answer(broken_lamp), Solved.NO, comment=COMMENT)
    life.rate(life.answer(broken_lamp), Solved.PARTLY, comment=COMMENT)

    letters = db.session.scalars(sa.select(Message.title + Message.body)).all()
    assert letters and not [letter for letter in letters if COMMENT in letter or "1 分" in letter]


def test_a_refused_action_tells_nobody(life, people, broken_lamp):
    life.hold(broken_lamp)

    with life.letters() as heard, pytest.raises(Exception, match="联系"):
        actions.answer(broken_lamp, by=people.wang, text="好了")

    assert heard == []


def test_every_letter_names_its_ticket_and_the_community_that_sees_a_failed_delivery(life, people, broken_lamp):
    life.answer(broken_lamp)

    rows = db.session.execute(sa.select(Message.body, Message.subject, Message.place_id)).all()
    assert all(broken_lamp in body and subject == broken_lamp for body, subject, _ in rows)
    assert {place for _, _, place in rows} == {life.ticket(broken_lamp).community_id}
