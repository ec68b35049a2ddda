"""A ticket begins: a scan or a chosen place, a receipt, a number, limits, and the first line of its story."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from service.core.clock import local
from service.core.database import db
from service.core.errors import Forbidden, Invalid, WrongMoment
from service.feedback import actions, numbers
from service.feedback.actions.submitting import CodeRevoked
from service.feedback.models import Ticket
from service.feedback.queries.opening import UnknownTicket
from service.feedback.routing import Queue, Urgency
from service.feedback.workflow import Outcome, State, Verb
from service.notifications.models import Message
from service.organization.actions import codes
from service.town import cast

COMPOUND = cast.NICKNAMES["compound"]


def _receipt(number):
    return db.session.scalars(sa.select(Message).where(Message.subject == number)).one()


def test_the_scanned_code_decides_the_place(life, people, town):
    number = actions.submit(by=people.li, text="路灯不亮", code_token=town.token("building_2")).number

    ticket = life.ticket(number)
    assert ticket.place_id == town.place("building_2").id and ticket.place_path == town.place("building_2").path


def test_a_place_may_be_chosen_instead(life, people, town):
    number = actions.submit(by=people.li, text="路灯不亮", place_code=COMPOUND).number

    ticket = life.ticket(number)
    assert (ticket.compound_id, ticket.building_id) == (town.place("compound").id, None)


def test_a_revoked_code_says_so_and_names_the_place_to_choose(life, people, town):
    token = town.token("building_1")
    codes.revoke(token, by=people.zhang)

    with pytest.raises(CodeRevoked) as refused:
        actions.submit(by=people.li, text="路灯不亮", code_token=token)

    assert refused.value.extra["place"]["code"] == town.place("building_1").code


@pytest.mark.parametrize("spot", [{}, {"code_token": "x", "place_code": COMPOUND}, {"code_token": "unknown"},
                                  {"place_code": "unknown"}, {"place_code": cast.TOWN}])
def test_a_ticket_needs_exactly_one_known_place_in_a_community(people, spot):
    with pytest.raises(Invalid):
        actions.submit(by=people.li, text="路灯不亮", **spot)


def test_the_reporter_gets_a_receipt_with_number_and_limits(life, broken_lamp):
    receipt, ticket = _receipt(broken_lamp), life.ticket(broken_lamp)

    assert (receipt.account_id, receipt.kind) == (ticket.reporter_id, "received")
    assert broken_lamp in receipt.body and "3月5日 12:00" in receipt.body and "3月11日 12:00" in receipt.body


def test_a_number_says_district_local_day_and_sequence(life, broken_lamp):
    number = numbers.parse(broken_lamp)

    assert (number.district_code, number.day) == ("500115", date(2026, 3, 4))
    assert number.sequence == life.ticket(broken_lamp).id


def test_the_day_of_a_number_is_the_local_one(life, wait):
    wait(hours=12, minutes=1)

    assert numbers.parse(life.submit()).day == date(2026, 3, 5)


@pytest.mark.parametrize("urgency, claim, answer", [
    (Urgency.EMERGENCY, timedelta(hours=1), timedelta(hours=2)),
    (Urgency.URGENT, timedelta(hours=2), timedelta(hours=24)),
    (Urgency.ORDINARY, timedelta(hours=24), timedelta(days=7)),
    (Urgency.COMPLEX, timedelta(hours=24), timedelta(days=21))])  # 15 working days are three weeks in March 2026
def test_limits_follow_the_urgency(life, urgency, claim, answer):
    ticket = life.ticket(life.submit(urgency=urgency))

    assert (ticket.claim_by - ticket.created_at, ticket.answer_by - ticket.created_at) == (claim, answer)


def test_a_ticket_keeps_why_it_went_where_it_went(life):
    route = life.ticket(life.submit(category=None, text="小区门口路灯坏了")).route

    assert route["rule"] and route["rule_version"] == 1 and route["matched"]["category"] == "facilities.lamp"
    assert 0 < route["category"]["confidence"] <= 1


def test_what_a_person_must_see_first_waits_in_review_and_is_then_queued(life, people, wait):
    number = life.bring_to(State.REVIEWING)
    wait(hours=3)
    with pytest.raises(UnknownTicket):
        actions.claim(number, by=people.wang)
    with pytest.raises(WrongMoment):
        actions.claim(number, by=people.zhou)

    actions.approve(number, by=people.zhang)

    ticket = life.ticket(number)
    assert ticket.state is State.QUEUED and ticket.claim_by == ticket.created_at + timedelta(hours=27)


def test_only_the_places_own_workers_approve_and_reject(life, people):
    number = life.bring_to(State.REVIEWING)

    with pytest.raises(UnknownTicket):
        actions.approve(number, by=people.far)
    with pytest.raises(Forbidden):
        actions.approve(number, by=people.wu)
    with pytest.raises(Forbidden):
        actions.reject(number, by=people.li, reason_code="court", reason="x", other_channel="y")


@pytest.mark.parametrize("state", [State.REVIEWING, State.QUEUED])
def test_a_rejection_keeps_reason_code_text_and_another_channel(life, people, state):
    number = life.bring_to(state)

    actions.reject(number, by=people.zhang, reason_code="court", reason="法院正在审理", other_channel="区法院立案庭")

    ticket, last = life.ticket(number), life.steps(number)[-1]
    assert (ticket.state, ticket.outcome) == (State.CLOSED, Outcome.REJECTED)
    assert (last.text, last.data) == ("法院正在审理", {"reason_code": "court", "other_channel": "区法院立案庭"})


@pytest.mark.parametrize("missing", ["reason_code", "reason", "other_channel"])
def test_a_rejection_without_reason_or_other_channel_is_impossible(broken_lamp, people, missing):
    said = {"reason_code": "court", "reason": "法院正在审理", "other_channel": "区法院"}
    del said[missing]

    with pytest.raises(TypeError, match=missing):
        actions.reject(broken_lamp, by=people.zhang, **said)


def test_the_rejected_resident_hears_why_and_where_else_to_turn(broken_lamp, people):
    actions.reject(broken_lamp, by=people.zhang, reason_code="court", reason="正在审理", other_channel="区法院立案庭")

    letter = db.session.scalars(sa.select(Message).where(Message.kind == "rejected")).one()
    assert "已进入诉讼" in letter.body and "正在审理" in letter.body and "区法院立案庭" in letter.body


def test_the_reporter_may_withdraw_until_it_is_answered_and_nobody_else(life, people, broken_lamp):
    with pytest.raises(Forbidden):
        actions.withdraw(broken_lamp, by=people.zhang)
    life.hold(broken_lamp)

    actions.withdraw(broken_lamp, by=people.li, reason="自己修好了")

    ticket = life.ticket(broken_lamp)
    assert (ticket.outcome, ticket.holder_id) == (Outcome.WITHDRAWN, None)
    assert life.claims(broken_lamp)[0].ended_because == "withdrawn"


def test_every_step_says_who_in_which_role_when_from_where_to_where_and_why(life, people, wait, broken_lamp):
    actions.claim(broken_lamp, by=people.wang)
    wait(hours=1)
    actions.contact(broken_lamp, by=people.wang, method="visit", reached=True, note="看过了")
    actions.ask(broken_lamp, by=people.wang, text="哪一盏？")
    wait(hours=1)
    actions.reply(broken_lamp, by=people.li, text="左边那盏")
    actions.answer(broken_lamp, by=people.wang, text="换了灯泡")
    life.rate(broken_lamp)

    steps = life.steps(broken_lamp)
    assert [(step.verb, people.surname_of(step.actor_id), step.role, step.from_state, step.to_state, step.text)
            for step in steps] == [
        (Verb.SUBMIT, "li", "reporter", None, State.QUEUED, None),
        (Verb.CLAIM, "wang", "holder", State.QUEUED, State.CLAIMED, None),
        (Verb.CONTACT, "wang", "holder", State.CLAIMED, State.CLAIMED, "看过了"),
        (Verb.ASK, "wang", "holder", State.CLAIMED, State.ASKING, "哪一盏？"),
        (Verb.REPLY, "li", "reporter", State.ASKING, State.CLAIMED, "左边那盏"),
        (Verb.ANSWER, "wang", "holder", State.CLAIMED, State.ANSWERED, "换了灯泡"),
        (Verb.RATE, "li", "reporter", State.ANSWERED, State.CLOSED, None)]
    assert [local(step.at).hour for step in steps] == [12, 12, 13, 13, 14, 14, 14]


def test_every_step_raises_the_version_by_one(life, broken_lamp):
    life.answer(broken_lamp)

    assert life.ticket(broken_lamp).version == len(life.steps(broken_lamp))


def test_each_submit_is_a_ticket_of_its_own(life, noise, broken_lamp):
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == len(noise) + 1
    assert life.ticket(broken_lamp).queue is Queue.PARTY_MEMBER
