"""Who is accused decides nothing: a sealed matter is its reviewers' alone, neither seen nor counted at its place."""

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.errors import Forbidden, Invalid, NotFound
from service.feedback import actions
from service.feedback.actions.publishing import WrongPublicity
from service.feedback.models import Solved
from service.feedback.queries import lists, showing
from service.feedback.queries import people as concerned
from service.feedback.routing import Queue, ReviewLevel
from service.feedback.workflow import Outcome, State
from service.notifications.models import Message
from service.statistics.queries.tickets import backlog, hot, rates, worst
from service.town import cast

ACCUSES = "社区张蓉收红包，举报她"
AGAINST_LIN = "林书记把低保给亲戚，举报他"


@pytest.fixture
def accusation(life):
    """The number of an anonymous matter of 李阿姨's that accuses 张蓉."""
    return life.submit(text=ACCUSES, category=None, anonymous=True)


def _seen_by(people, number):
    names = ("li", "chen", "zhang", "zhou", "far", "wang", "qian", "wu", "zheng", "feng", "hu", "lin")
    return {name for name in names if _sees(number, getattr(people, name))}


def _sees(number, by):
    try:
        return showing.seen_by(number, by)["text"] is not None
    except NotFound:
        return False


def test_the_accused_and_her_colleagues_see_nothing_of_it(people, accusation):
    assert _seen_by(people, accusation) == {"li", "wu", "zheng", "feng"}


@pytest.mark.parametrize(("text", "place", "level"), [
    ("张蓉收了我两千块才给盖章", "building_1", "town"), ("周 敏把低保给她亲戚了", "building_1", "town"),
    ("谭德厚吃低保", "courtyard_2", "town"), ("吴主任和开发商勾结", "building_1", "district"),
    ("郑科长受贿", "building_1", "district")])
def test_a_name_accuses_as_an_office_does_and_never_below_its_level(life, text, place, level):
    number = life.submit(text=text, category=None, anonymous=True, place_code=cast.NICKNAMES[place])

    assert life.ticket(number).review_level == level
    assert not {"张", "蓉", "周", "敏", "谭"} & set(str(life.ticket(number).route))


@pytest.mark.parametrize("text", ["张蓉帮我换了灯，不收红包，表扬", "张蓉打我电话说明天来", "方远收了我两千块",
                                  "张蓉没有来"])
def test_a_name_alone_accuses_nobody(life, text):
    assert life.ticket(life.submit(text=text, category=None)).review_level is None


def test_a_secretary_neither_sees_nor_decides_on_himself(life, people):
    number = life.submit(text=AGAINST_LIN, category=None, place_code=cast.NICKNAMES["courtyard_1"])

    assert _seen_by(people, number) == {"li", "wu", "zheng", "feng"}
    for act in (lambda: actions.reject(number, by=people.lin, reason_code="court", reason="x", other_channel="y"),
                lambda: actions.approve(number, by=people.lin), lambda: actions.claim(number, by=people.lin)):
        with pytest.raises(NotFound):
            act()


def test_it_waits_at_the_town_until_somebody_has_looked(life, people, accusation):
    ticket = life.ticket(accusation)

    assert (ticket.state, ticket.review_level, ticket.queue) == (State.REVIEWING, ReviewLevel.TOWN, Queue.COMMUNITY)
    assert [item["number"] for item in lists.tickets(people.wu, view="queue").items] == [accusation]
    assert lists.tickets(people.zhang, view="queue").items == []


def test_only_reviewers_are_told_of_it_and_its_limits_ring_at_them_alone(life, people, time_passes):
    with life.letters() as told:
        number = life.submit(text=ACCUSES, category=None)
    with life.letters() as warned:
        time_passes(days=30)

    assert sorted(told) == [("li", "received"), ("wu", "to_review")]
    assert {name for name, _ in warned} == {"li", "wu", "zheng"} and life.ticket(number).state is State.REVIEWING


def test_danger_in_an_accusation_rings_at_the_reviewers(life, people):
    with life.letters() as told:
        number = life.submit(text="书记收红包，我去问他就叫人拿刀堵我门", category=None)

    assert sorted(told) == [("li", "received"), ("wu", "emergency")]
    letter = db.session.scalar(sa.select(Message).where(Message.kind == "emergency"))
    assert letter.urgent and life.ticket(number).service_level == "emergency"


def test_its_reporter_is_told_who_looks_at_it(people, accusation):
    body = db.session.scalar(sa.select(Message.body).where(Message.kind == "received"))

    said = "您反映的内容涉及工作人员，由镇街审看，社区（村）看不到。"
    assert said in body and showing.seen_by(accusation, people.li)["notice"] == said
    assert showing.seen_by(accusation, people.wu)["notice"] == "这件事" + said.removeprefix("您反映的内容")


def test_no_accusation_after_all_goes_to_its_place(life, people, accusation):
    actions.approve(accusation, by=people.wu)

    ticket = life.ticket(accusation)
    assert (ticket.state, ticket.review_level) == (State.QUEUED, None)
    assert {"zhang", "zhou"} <= _seen_by(people, accusation)
    assert showing.seen_by(accusation, people.li)["notice"] is None


def test_a_reviewer_handles_it_himself_and_another_person_closes_it(life, people, accusation):
    actions.claim(accusation, by=people.wu)
    actions.answer(accusation, by=people.wu, text="已核实，退回红包并谈话")
    life.rate(accusation, Solved.NO)
    actions.release(accusation, by=people.wu, reason="请区里看")

    with pytest.raises(Forbidden) as refused:
        actions.reject(accusation, by=people.wu, reason_code="repeated", reason="x", other_channel="y")

    assert refused.value.code == "second_person_needed"
    actions.reject(accusation, by=people.zheng, reason_code="repeated", reason="x", other_channel="y")
    assert life.ticket(accusation).outcome is Outcome.REJECTED and "zhang" not in _seen_by(people, accusation)


def test_a_reviewer_passes_it_to_the_district_out_of_his_own_hands(life, people, accusation):
    actions.claim(accusation, by=people.wu)

    actions.escalate(accusation, by=people.wu, reason="我和她熟")

    assert (life.ticket(accusation).state, life.ticket(accusation).review_level) == (
        State.QUEUED, ReviewLevel.DISTRICT)
    assert _seen_by(people, accusation) == {"li", "zheng", "feng"}


def test_a_reviewer_forwards_it(life, people, accusation):
    actions.forward(accusation, by=people.wu, reason="请纪检核实", external_system="纪检")

    assert life.ticket(accusation).state is State.FORWARDED and "zhang" not in _seen_by(people, accusation)


def test_it_goes_to_no_other_queue_and_is_dispatched_to_reviewers_only(life, people, accusation):
    actions.claim(accusation, by=people.wu)
    with pytest.raises(Invalid):
        actions.transfer(accusation, by=people.wu, reason="x", queue=Queue.PUBLIC)
    actions.release(accusation, by=people.wu, reason="x")

    assert {one["display_name"] for one in concerned.candidates(life.ticket(accusation))} == {"吴主任", "郑科长"}
    with pytest.raises(Invalid):
        actions.dispatch(accusation, by=people.wu, account_id=people.zhang.account_id)


def test_sealed_goes_only_into_sealed(life, people, accusation):
    actions.claim(accusation, by=people.wu)

    with pytest.raises(Invalid):
        actions.merge(accusation, by=people.wu, into=life.submit(by="chen", queue=Queue.COMMUNITY))
    other = life.submit(by="chen", text="张蓉收红包", category=None)
    actions.claim(other, by=people.zheng)
    actions.merge(accusation, by=people.wu, into=other)

    assert life.ticket(accusation).outcome is Outcome.MERGED


def test_a_contact_is_revealed_to_reviewers_only_on_the_record_and_an_anonymous_one_never(life, people, accusation):
    named = life.submit(text="张蓉收红包", category=None)
    for name in ("zhang", "zhou"):
        with pytest.raises(NotFound):
            actions.reveal(named, by=getattr(people, name), reason="x")

    assert actions.reveal(named, by=people.wu, reason="核实情况")["phone"] == "19000000001"
    with pytest.raises(Forbidden) as refused:
        actions.reveal(accusation, by=people.wu, reason="x")

    assert refused.value.code == "reporter_anonymous"
    assert db.session.scalars(sa.select(AuditEntry.subject).where(AuditEntry.act == "reveal")).all() == [named]


def test_it_is_shown_to_nobody_though_its_reporter_wished_it(life, people):
    number = life.submit(text=ACCUSES, category=None, public=True)

    assert life.ticket(number).publicity == "none" and lists.tickets(None, view="public").items == []
    with pytest.raises(WrongPublicity):
        actions.publish(number, by=people.li)


def test_figures_of_the_place_do_not_move(life, people, accusation):
    community, town = cast.NICKNAMES["community"], cast.NICKNAMES["town"]
    for _ in range(3):
        life.submit(text=ACCUSES, category="neighbourhood.property")

    assert rates.rates(community, by=people.zhang)["whole"]["submitted"] == 0
    assert rates.rates(town, by=people.wu)["whole"]["submitted"] == 0
    assert backlog.backlog(community, by=people.zhang)["total"] == 0
    assert worst.worst(community, by=people.zhang, limit=20, cursor=None).items == []
    assert hot.hot(community, by=people.zhang)["repeated"] == []
    actions.approve(accusation, by=people.wu)
    assert rates.rates(community, by=people.zhang)["whole"]["submitted"] == 1
