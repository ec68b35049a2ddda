"""Routing while a ticket lives: the widening ring, what the law keeps from members, falling through, emergencies."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.core.database import atomic, db
from service.core.errors import Invalid
from service.feedback import actions
from service.feedback.models import Ticket
from service.feedback.queries import lists
from service.feedback.queries.opening import UnknownTicket
from service.feedback.routing import Queue, Urgency
from service.feedback.workflow import State, Verb
from service.organization.models import Role
from service.town import cast
from tests.feedback.conftest import WEDNESDAY_NOON as NOON

ENFORCEMENT = "environment.noise"


@pytest.fixture
def ring(life):
    """Members of the building (wang), of another building there (zhao), elsewhere in the community (hu)."""
    life.grant("hu", Role.PARTY_MEMBER, "river_building")
    return ("wang", "zhao", "hu", "sun")


def _who_sees(people, ring, number):
    return [name for name in ring if number in
            [item["number"] for item in lists.tickets(getattr(people, name), view="queue",
                                                      queue=Queue.PARTY_MEMBER).items]]


def _who_may_claim(people, ring, number):
    may = []
    for name in ring:
        try:
            with atomic():
                actions.claim(number, by=getattr(people, name))
                raise LookupError
        except LookupError:
            may.append(name)
        except UnknownTicket:
            continue
    return may


@pytest.mark.parametrize("hours, reached", [
    (0, 1), (1.999, 1), (2, 2), (3.999, 2), (4, 3), (23, 3)])
def test_the_ring_widens_from_the_building_to_the_compound_to_the_community(people, ring, broken_lamp, wait, hours,
                                                                           reached):
    wait(hours=hours)

    assert _who_sees(people, ring, broken_lamp) == list(ring[:reached])
    assert _who_may_claim(people, ring, broken_lamp) == list(ring[:reached])


def test_a_matter_of_the_whole_compound_starts_one_ring_further_out(life, people, ring, wait):
    number = life.submit(place_code=cast.NICKNAMES["compound"])
    assert _who_may_claim(people, ring, number) == ["wang", "zhao"]

    wait(hours=2)

    assert _who_may_claim(people, ring, number) == ["wang", "zhao", "hu"]


def test_the_ring_begins_again_when_a_matter_is_given_back(life, people, ring, broken_lamp, wait):
    wait(hours=5)
    actions.release(life.hold(broken_lamp, by="hu"), by=people.hu, reason="太远")

    assert _who_may_claim(people, ring, broken_lamp) == ["wang"]


def test_a_list_shows_what_he_may_claim_and_nothing_else(people, broken_lamp, noise):
    shown = [item["number"] for item in lists.tickets(people.wang, view="queue").items]

    assert shown == [broken_lamp]


def test_what_the_law_gives_to_a_department_goes_to_the_community(life):
    ticket = life.ticket(life.submit(category=ENFORCEMENT))

    assert (ticket.queue, ticket.fallback, ticket.needs_enforcement) == (Queue.COMMUNITY, None, True)


@pytest.mark.parametrize("queue", [Queue.PARTY_MEMBER, Queue.PUBLIC])
def test_no_transfer_brings_it_to_members_or_the_public(life, people, queue):
    number = life.submit(category=ENFORCEMENT)

    for target in ({}, {"place_code": cast.OTHER_COMMUNITY}):
        with pytest.raises(Invalid, match="填写"):
            actions.transfer(number, by=people.zhang, reason="近", queue=queue, **target)

    assert life.ticket(number).queue is Queue.COMMUNITY


def test_recategorizing_takes_it_from_members_at_once(life, people, broken_lamp):
    actions.recategorize(broken_lamp, by=people.zhang, category=ENFORCEMENT)

    ticket = life.ticket(broken_lamp)
    assert (ticket.queue, ticket.needs_enforcement, ticket.fallback) == (Queue.COMMUNITY, True, None)
    with pytest.raises(UnknownTicket):
        actions.claim(broken_lamp, by=people.wang)


def test_falling_through_never_brings_it_to_members(life, time_passes):
    number = life.submit(category=ENFORCEMENT)

    time_passes(days=8)
    time_passes(days=8)

    assert life.ticket(number).queue is Queue.COMMUNITY and life.ticket(number).supervised == 2


@pytest.mark.parametrize("queue", [Queue.PARTY_MEMBER, Queue.PUBLIC])
def test_the_database_itself_refuses_it(life, queue):
    number = life.submit(category=ENFORCEMENT)

    with pytest.raises(IntegrityError), atomic() as session:
        session.execute(sa.update(Ticket).where(Ticket.number == number).values(queue=queue))


def test_a_new_category_routes_again_and_the_clock_runs_on(life, people, stuck_lift, wait):
    wait(hours=20)

    actions.recategorize(stuck_lift, by=people.zhang, category="facilities.lamp")

    ticket, step = life.ticket(stuck_lift), life.steps(stuck_lift)[-1]
    assert (ticket.queue, ticket.fallback, step.verb) == (Queue.PARTY_MEMBER, Queue.COMMUNITY, Verb.RECATEGORIZE)
    assert (ticket.claim_by, ticket.answer_by) == (NOON + timedelta(hours=24), NOON + timedelta(days=7))


def test_a_shorter_level_counts_from_the_beginning_too(life, people, stuck_lift, wait):
    wait(hours=1)

    actions.recategorize(stuck_lift, by=people.zhang, category="utilities.water")

    ticket = life.ticket(stuck_lift)
    assert (ticket.claim_by, ticket.answer_by) == (NOON + timedelta(hours=2), NOON + timedelta(hours=24))


def test_what_waited_a_second_time_can_be_recategorized(life, people, broken_lamp, wait):
    wait(days=3)
    actions.transfer(broken_lamp, by=people.zhang, reason="近", queue=Queue.COMMUNITY)
    wait(hours=1)

    actions.recategorize(broken_lamp, by=people.zhang, category="help.lost_property")

    ticket = life.ticket(broken_lamp)
    assert (ticket.queue, ticket.claim_by) == (Queue.PUBLIC, NOON + timedelta(days=4))


def test_a_new_category_of_the_same_level_keeps_time_that_was_given(life, people, stuck_lift, wait):
    life.hold(stuck_lift)
    actions.ask(stuck_lift, by=people.zhang, text="几楼？")
    wait(days=3)
    actions.reply(stuck_lift, by=people.li, text="三楼")
    actions.release(stuck_lift, by=people.zhang, reason="换人")

    actions.recategorize(stuck_lift, by=people.zhou, category="facilities.drains")

    assert life.ticket(stuck_lift).answer_by == NOON + timedelta(days=10)


def test_one_missed_limit_escalates_once_though_the_category_changes(life, people, stuck_lift, time_passes):
    time_passes(hours=24)
    assert life.ticket(stuck_lift).supervised == 1
    actions.recategorize(stuck_lift, by=people.zhang, category="facilities.drains")

    time_passes(hours=1)

    assert life.ticket(stuck_lift).supervised == 1


def test_an_unknown_category_is_refused(people, stuck_lift):
    with pytest.raises(Invalid):
        actions.recategorize(stuck_lift, by=people.zhang, category="facilities.spaceport")


def test_unclaimed_it_falls_from_members_to_the_community_to_the_town(life, broken_lamp, time_passes):
    time_passes(hours=23, minutes=59)
    assert life.ticket(broken_lamp).queue is Queue.PARTY_MEMBER
    time_passes(minutes=1)
    ticket, step = life.ticket(broken_lamp), life.steps(broken_lamp)[-1]
    assert (ticket.queue, ticket.claim_by, ticket.supervised) == (Queue.COMMUNITY, NOON + timedelta(hours=48), 0)
    assert (step.verb, step.role, step.data) == (Verb.FALL_THROUGH, "system",
                                                 {"before": "party_member", "queue": "community"})
    assert ticket.answer_by == NOON + timedelta(days=7)

    time_passes(hours=24)

    ticket = life.ticket(broken_lamp)
    assert (ticket.queue, ticket.state, ticket.supervised) == (Queue.COMMUNITY, State.QUEUED, 1)


def test_a_fallback_is_taken_once_and_the_community_comes_last(life, broken_lamp, time_passes):
    with atomic():
        db.session.execute(sa.update(Ticket).values(fallback=Queue.PUBLIC))

    time_passes(hours=24)
    assert life.ticket(broken_lamp).queue is Queue.PUBLIC
    time_passes(hours=24)

    assert life.ticket(broken_lamp).queue is Queue.COMMUNITY


@pytest.mark.parametrize("facts", [{"urgency": Urgency.EMERGENCY}, {"text": "三楼燃气泄漏", "category": None}])
def test_an_emergency_rings_at_the_communitys_workers_at_once(life, facts):
    with life.letters() as heard:
        number = life.submit(**facts)

    ticket = life.ticket(number)
    assert {name for name, kind in heard if kind == "emergency"} == {"zhang", "zhou"}
    assert (ticket.queue, ticket.service_level) == (Queue.COMMUNITY, "emergency")


def test_an_ordinary_matter_rings_nowhere(life):
    with life.letters() as heard:
        life.submit()

    assert heard == [("li", "received")]
