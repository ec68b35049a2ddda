"""Whose matter it is and who may know: on behalf of an elder, anonymous, revealed for a reason, revoked, erased."""

import pytest
import sqlalchemy as sa

from service.accounts.actions.erasing import erase
from service.accounts.actions.wechat import verify_phone
from service.accounts.queries import my_data
from service.core.audit import AuditEntry, first_broken
from service.core.audit_words import AuditWords
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.core.personal import ERASED
from service.feedback import actions
from service.feedback.models import Rating, Solved, TimelineEntry
from service.feedback.queries import showing
from service.feedback.routing import Queue
from service.feedback.workflow import Outcome, State
from service.organization.models import Role

ELDER = {"name": "陈大爷", "phone": "19000000099"}
ELDERS_HOME = {"lat": 29.8571234, "lng": 107.0814321, "coord_type": "gcj02"}


@pytest.fixture
def spoken_for(life):
    """张蓉 speaks for 陈大爷, who has no phone of his own yet."""
    return life.submit(by="zhang", queue=Queue.PARTY_MEMBER, on_behalf_of=ELDER)


def _reveals():
    return db.session.execute(
        sa.select(AuditEntry.subject, AuditEntry.actor_id, AuditWords.said)
        .join(AuditWords, AuditWords.sequence == AuditEntry.sequence).where(AuditEntry.act == "reveal")).all()


def test_speaking_for_another_needs_a_grant_and_is_marked(life, people, spoken_for):
    with pytest.raises(Forbidden) as refused:
        life.submit(by="li", on_behalf_of=ELDER)

    ticket, step = life.ticket(spoken_for), life.steps(spoken_for)[0]
    assert refused.value.code == "on_behalf_needs_grant"
    assert (ticket.on_behalf, ticket.reporter_id, ticket.submitted_by_id) == (True, None, people.zhang.account_id)
    assert step.role == "submitter"


def test_the_elder_finds_his_ticket_when_he_proves_the_same_phone(life, people, spoken_for):
    verify_phone("phone:19000000098", by=people.chen)
    assert life.ticket(spoken_for).reporter_id is None

    verify_phone(f"phone:{ELDER['phone']}", by=people.chen)

    assert life.ticket(spoken_for).reporter_id == people.chen.account_id


def test_the_elder_rates_himself_and_the_submitter_never(life, people, spoken_for):
    life.answer(spoken_for)
    with pytest.raises(Forbidden):
        life.rate(spoken_for, by="zhang")
    verify_phone(f"phone:{ELDER['phone']}", by=people.chen)

    life.rate(spoken_for, by="chen")

    assert life.ticket(spoken_for).outcome is Outcome.CONFIRMED


def test_the_submitter_may_reply_for_him_but_not_withdraw(life, people, spoken_for):
    life.hold(spoken_for)
    with pytest.raises(Forbidden):
        actions.withdraw(spoken_for, by=people.zhang)
    actions.ask(spoken_for, by=people.wang, text="几楼？")

    actions.reply(spoken_for, by=people.zhang, text="三楼")

    assert life.steps(spoken_for)[-1].role == "submitter"


def test_a_number_taken_over_by_the_handler_does_not_make_him_the_reporter(life, people, spoken_for):
    life.answer(spoken_for, by="wang")

    verify_phone(f"phone:{ELDER['phone']}", by=people.wang)

    assert life.ticket(spoken_for).reporter_id is None


def test_the_handler_of_an_anonymous_matter_learns_nothing_and_the_platform_knows(life, people):
    number = life.hold(life.submit(anonymous=True, contact_phone="19000000077", address="三单元 5-2"))

    for by in (people.wang, people.zhang):
        assert showing.seen_by(number, by)["reporter"] is None
        with pytest.raises(Forbidden) as refused:
            actions.reveal(number, by=by, reason="要上门")
        assert refused.value.code == "reporter_anonymous"
    assert life.ticket(number).reporter_id == people.li.account_id


def test_the_holder_and_the_places_workers_reveal_with_a_reason_and_leave_a_row_each(life, people):
    number = life.hold(life.submit(address="三单元 5-2"))

    shown = actions.reveal(number, by=people.wang, reason="约时间上门")
    actions.reveal(number, by=people.zhou, reason="回访")

    assert shown == {"name": "李阿姨", "phone": "19000000001", "address": "三单元 5-2"}
    assert _reveals() == [(number, people.wang.account_id, '{"reason":"约时间上门"}'),
                          (number, people.zhou.account_id, '{"reason":"回访"}')]
    assert first_broken() is None


@pytest.mark.parametrize("name", ["zhao", "far", "wu", "feng", "chen", "wang"])
def test_nobody_else_reveals_not_even_who_could_claim_or_held_it(life, people, broken_lamp, name, wait):
    life.hold(broken_lamp)
    actions.release(broken_lamp, by=people.wang, reason="没时间")
    wait(hours=4)  # 王师傅 held it; 赵师傅 could claim it now

    with pytest.raises((Forbidden, NotFound)):
        actions.reveal(broken_lamp, by=getattr(people, name), reason="想看看")

    assert _reveals() == []


def test_once_closed_its_handler_reveals_no_longer(life, people, broken_lamp):
    life.rate(life.answer(broken_lamp))

    with pytest.raises(Forbidden):
        actions.reveal(broken_lamp, by=people.wang, reason="再问问")


@pytest.mark.parametrize("state", [State.CLAIMED, State.ASKING, State.SUSPENDED])
def test_revoking_a_role_gives_back_what_was_held_through_it(life, people, state):
    number = life.bring_to(state, queue=Queue.PARTY_MEMBER)

    life.revoke("wang", Role.PARTY_MEMBER)

    ticket, claim = life.ticket(number), life.claims(number)[0]
    assert (ticket.state, ticket.holder_id, ticket.clock_stopped_at) == (State.QUEUED, None, None)
    assert claim.ended_because == "no_longer_entitled"


def test_revoking_one_role_keeps_what_is_held_through_another(life, broken_lamp):
    life.hold(broken_lamp)
    public = life.hold(life.submit(queue=Queue.PUBLIC), by="wang")

    life.revoke("wang", Role.PARTY_MEMBER)

    assert life.ticket(broken_lamp).state is State.QUEUED
    assert life.ticket(public).state is State.CLAIMED


@pytest.mark.parametrize("state", [state for state in State if state not in (State.CLOSED, State.ANSWERED,
                                                                              State.FORWARDED)])
def test_who_leaves_takes_his_open_matters_along(life, people, state):
    number = life.bring_to(state)

    erase(by=people.li)

    assert life.ticket(number).outcome is Outcome.WITHDRAWN


@pytest.mark.parametrize("state", State)
def test_who_leaves_leaves_nothing_of_himself_in_any_state(life, people, state):
    number = life.bring_to(state)

    erase(by=people.li)

    ticket = life.ticket(number)
    assert (ticket.text, ticket.address, ticket.contact_phone, ticket.coordinates) == (ERASED, None, None, None)


def test_his_words_go_and_the_figures_of_his_ratings_stay(life, people, broken_lamp):
    life.hold(broken_lamp)
    actions.ask(broken_lamp, by=people.wang, text="几楼？")
    actions.reply(broken_lamp, by=people.li, text="我住三楼 302")
    life.rate(life.answer(broken_lamp), Solved.PARTLY, comment="师傅姓王")

    erase(by=people.li)

    said = db.session.scalars(sa.select(TimelineEntry.text).where(TimelineEntry.role == "reporter")).all()
    rating = db.session.scalars(sa.select(Rating).execution_options(populate_existing=True)).one()
    assert set(said) == {None} and (rating.comment, rating.solved, rating.satisfaction) == (None, Solved.PARTLY, 4)


def test_the_elders_open_matter_outlives_the_account_of_who_spoke_for_him(life, people, spoken_for):
    erase(by=people.zhang)

    ticket = life.ticket(spoken_for)
    assert (ticket.state, ticket.contact_phone) == (State.QUEUED, ELDER["phone"])


@pytest.mark.parametrize("state", [State.CLAIMED, State.ASKING, State.SUSPENDED])
@pytest.mark.parametrize("queue", [Queue.PARTY_MEMBER, Queue.PUBLIC])
def test_what_a_leaving_handler_holds_waits_again(life, people, queue, state):
    number = life.bring_to(state, queue=queue)

    erase(by=people.wang if queue is Queue.PARTY_MEMBER else people.qian)

    assert (life.ticket(number).state, life.ticket(number).holder_id) == (State.QUEUED, None)


def test_who_spoke_for_an_elder_is_not_given_the_elders_phone_address_and_words_for_ever(life, people):
    number = life.submit(by="zhang", text="夜里心慌，想有人陪着去医院", address="4单元302", coordinates=ELDERS_HOME,
                         queue=Queue.PARTY_MEMBER, on_behalf_of={"name": "谭德厚", "phone": "19000000077"})
    life.answer(number, by="wang", text="陪谭德厚去过医院了，4单元302")
    life.revoke("zhang", Role.COMMUNITY_WORKER)

    held = my_data(people.zhang.account_id)

    assert [(ticket["number"], ticket["on_behalf"]) for ticket in held["tickets"]] == [(number, True)]
    assert not [secret for secret in ("心慌", "302", "谭德厚", "19000000077", "29.857") if secret in str(held)]


def test_the_elder_himself_is_given_all_of_it(life, people):
    life.submit(by="zhang", text="夜里心慌", address="4单元302", coordinates=ELDERS_HOME,
                on_behalf_of={"name": "陈大爷", "phone": "19000000077"})
    verify_phone("phone:19000000077", by=people.chen)

    (ticket,) = my_data(people.chen.account_id)["tickets"]

    assert (ticket["text"], ticket["address"], ticket["contact_phone"], ticket["coordinates"]) == (
        "夜里心慌", "4单元302", "19000000077", ELDERS_HOME)


def test_letters_about_ones_work_are_told_without_what_they_say_of_others(life, people):
    number = life.hold(life.submit(queue=Queue.COMMUNITY))
    actions.request_extension(number, by=people.zhang, reason="501的李阿姨住院了", answer_by=life.day(20))
    life.revoke("wu", Role.TOWN_SUPERVISOR)

    his, hers = (my_data(who.account_id)["messages"] for who in (people.wu, people.li))

    assert [(letter["kind"], letter["subject"], letter["body"]) for letter in his] == [("requested", number, None)]
    assert hers and all(letter["body"] for letter in hers)
