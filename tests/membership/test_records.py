"""Records of service: born with what they came from, once each, in the same transaction."""


import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.courtyard import events as courtyard
from service.feedback import actions as feedback
from service.feedback.actions import clockwork
from service.feedback.models import Answer, Solved, Ticket
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.membership.actions import records as actions
from service.membership.actions import registering
from service.membership.models.records import ServiceEntry, ServiceRecord
from service.membership.queries import records as queries
from service.organization.models import Role
from tests.membership.serving import NOON


def _all():
    return list(db.session.scalars(sa.select(ServiceRecord).order_by(ServiceRecord.id)
                                   .execution_options(populate_existing=True)))


def _who(people):
    return [people.surname_of(record.account_id) for record in _all()]


def test_a_solved_ticket_is_a_service_of_the_member_who_answered_it(life, people, town):
    number = life.rate(life.answer(life.submit(text="李阿姨家门口的路灯不亮")))

    (record,) = _all()
    shown = queries.shown(record.id, people.wang)
    assert (people.surname_of(record.account_id), shown["ref"], shown["kind"]) == ("wang", number, "ticket")
    assert (shown["state"], shown["minutes"], shown["entries"]) == ("unconfirmed", None, [])
    assert shown["place"]["code"] == town.place("building_1").code
    assert (record.unit_id, record.served_at) == (town.unit.id, life.ticket(number).answered_at)


def test_what_the_resident_wrote_stays_in_the_ticket(life, people):
    life.rate(life.answer(life.submit(text="李阿姨家门口的路灯不亮")))

    assert _all()[0].title == "办理诉求：路灯照明"


def test_a_ticket_that_confirmed_itself_counts_as_well(life, people, wait):
    life.answer(life.submit())
    wait(days=8)
    clockwork.run()

    assert _who(people) == ["wang"]


@pytest.mark.parametrize(("queue", "handler"), [(Queue.COMMUNITY, "zhang"), (Queue.PUBLIC, "qian"),
                                                (Queue.PUBLIC, "sun")])
def test_the_work_of_who_is_no_member_there_is_no_record(life, people, queue, handler):
    life.rate(life.answer(life.submit(queue=queue), handler))

    assert _all() == []


def test_a_member_serves_from_the_public_queue_too(life, people):
    life.rate(life.answer(life.submit(queue=Queue.PUBLIC), "zhao"))

    assert _who(people) == ["zhao"]


def test_what_was_not_solved_or_ended_otherwise_is_no_record(life, people):
    life.rate(life.answer(life.submit()), Solved.NO)
    life.bring_to(State.CLOSED)

    assert _all() == []


def test_who_answered_last_has_served(life, people, wait):
    number = life.rate(life.answer(life.submit()), Solved.NO)
    feedback.release(number, by=people.wang, reason="家里有事")
    wait(hours=4)
    life.rate(life.answer(number, "zhao"))

    assert _who(people) == ["zhao"]


def test_who_moves_away_before_the_rating_has_served_all_the_same(life, people, registry, town):
    accepted = registry.accept("qian", "building_1")
    number = life.answer(life.submit(), "qian")
    registering.move(accepted.id, by=people.qian, place_code=town.place("other_community").code)
    life.rate(number)

    (record,) = _all()
    assert (people.surname_of(record.account_id), record.unit_id) == ("qian", town.unit.id)


def test_who_was_no_member_there_any_more_when_he_answered_has_no_record(life, people, wait):
    number = life.hold(life.submit(queue=Queue.PUBLIC), "wang")
    life.revoke("wang", Role.PARTY_MEMBER)
    wait(hours=1)
    life.rate(life.answer(life.submit(queue=Queue.PUBLIC), "wang"))

    assert number and _all() == []


def test_nobody_serves_himself(life, people):
    life.grant("li", Role.PARTY_MEMBER, "building_1")
    number = life.rate(life.answer(life.submit(queue=Queue.COMMUNITY)))
    with atomic() as session:  # no verb leads here; a record would be wrong all the same
        session.execute(sa.update(Answer).values(by_id=people.li.account_id))
        actions.from_ticket(life.ticket(number), "confirmed")

    assert _all() == []


def test_a_ticket_that_is_not_closed_after_all_leaves_no_record(life, people):
    number = life.answer(life.submit())

    with pytest.raises(ZeroDivisionError), atomic():
        feedback.rate(number, by=people.li, solved=Solved.YES, satisfaction=5)
        assert 1 / 0

    assert _all() == []


def test_a_source_heard_twice_is_one_record(life, people, served):
    number = life.rate(life.answer(life.submit()))
    with atomic():
        actions.from_ticket(db.session.scalar(sa.select(Ticket).where(Ticket.number == number)), "confirmed")
    served(minutes=30)
    served(minutes=45)

    assert [(record.ref, record.entry_count) for record in _all()] == [(number, 0), ("wish:1", 1)]
    assert db.session.scalars(sa.select(ServiceEntry.minutes)).all() == [30]


@pytest.mark.parametrize("kind", ["wish", "post"])
def test_a_wish_or_a_post_comes_confirmed_with_its_minutes(served, people, kind):
    shown = queries.shown(served(kind=kind, minutes=40), people.wang)

    assert (shown["kind"], shown["state"], shown["minutes"]) == (kind, "confirmed", 40)
    assert [(entry["minutes"], entry["by"]) for entry in shown["entries"]] == [(40, None)]


@pytest.mark.parametrize("kind", ["wish", "post"])
def test_what_comes_confirmed_needs_no_letter_beside_that_of_its_source(served, registry, kind):
    served(kind=kind, minutes=40)

    assert registry.heard("service_recorded") + registry.heard("service_confirmed") == []


@pytest.mark.parametrize(("told", "kept"), [(0, None), (-30, None), (5000, 1440)])
def test_minutes_that_cannot_be_never_stop_the_source(served, people, told, kept):
    assert queries.shown(served(minutes=told), people.wang)["minutes"] == kept


def test_without_minutes_it_waits_for_the_community_and_the_member_is_asked(served, people, registry):
    shown = queries.shown(served(), people.wang)

    assert (shown["state"], shown["permitted"]) == ("unconfirmed", ["propose_minutes"])
    assert registry.heard("service_recorded") == ["wang"]


def test_an_activity_is_a_record_of_everybody_who_was_there_once(people, town):
    with atomic():
        courtyard.log_approved.send(
            object(), account_ids=[people.hu.account_id, people.lin.account_id, people.hu.account_id],
            place=town.place("courtyard_1"), title="院落党群日", minutes=90, at=NOON, ref="log:1")

    assert _who(people) == sorted(["hu", "lin"], key=lambda name: getattr(people, name).account_id)
    assert {(record.kind.value, record.entry_count, record.unit_id) for record in _all()} == {("activity", 1, None)}


@pytest.mark.only_postgresql
def test_an_event_heard_by_two_at_once_is_one_record(people, town, run_together):
    facts = {"account_id": people.wang.account_id, "kind": "wish", "ref": "wish:9", "title": "送药",
             "place": town.place("building_1"), "served_at": NOON, "minutes": 20}

    results = run_together([lambda: actions.bear(**facts)] * 4)

    assert [isinstance(one, Exception) for one in results] == [False] * 4
    assert sum(one is not None for one in results) == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ServiceEntry)) == 1
