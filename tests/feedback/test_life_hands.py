"""Into one person's hands and out of them: claim, dispatch, release, transfer, expiry."""

from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.errors import Forbidden, Invalid, Stale, WrongMoment
from service.feedback import actions
from service.feedback.queries.opening import AlreadyClaimed, UnknownTicket
from service.feedback.queries.permitting import HandsFull
from service.feedback.routing import Queue
from service.feedback.workflow import State, Verb
from service.organization.models import Place
from service.town import cast

OTHER = cast.OTHER_COMMUNITY
EVERYBODY = ("li", "zhang", "zhou", "far", "wang", "zhao", "sun", "qian", "wu", "zheng", "feng")


def _transfer(number, by, queue=Queue.COMMUNITY, **more):
    return actions.transfer(number, by=by, reason="更合适", queue=queue, **more)


def test_the_first_claim_wins_and_the_next_hears_who_won(life, people, broken_lamp, wait):
    wait(hours=4)
    actions.claim(broken_lamp, by=people.wang)

    with pytest.raises(AlreadyClaimed) as refused:
        actions.claim(broken_lamp, by=people.zhao)

    assert refused.value.extra["holder"] == people.wang.display_name
    assert [claim.holder_id for claim in life.claims(broken_lamp)] == [people.wang.account_id]


@pytest.mark.parametrize("queue, may", [(Queue.COMMUNITY, {"zhang", "zhou"}), (Queue.PARTY_MEMBER, {"wang", "zhao"})])
def test_each_queue_has_its_own_people(life, people, time_passes, queue, may):
    numbers = {name: life.submit(queue=queue, by="chen") for name in EVERYBODY}
    time_passes(hours=4)

    for name, number in numbers.items():
        with suppress(UnknownTicket, Forbidden):
            actions.claim(number, by=getattr(people, name))

    assert {name for name, number in numbers.items() if life.ticket(number).state is State.CLAIMED} == may


def test_the_public_queue_is_for_verified_phones_and_volunteers(life, people):
    number = life.submit(queue=Queue.PUBLIC)
    with pytest.raises(UnknownTicket):
        actions.claim(number, by=people.chen)

    assert life.ticket(life.hold(number, by="hu")).holder_id == people.hu.account_id


def test_nobody_takes_on_his_own_matter(life, people):
    number = life.submit(by="wang")

    with pytest.raises(Forbidden):
        actions.claim(number, by=people.wang)


def test_a_claim_says_when_it_runs_out_and_may_name_a_day(life, people, broken_lamp):
    actions.claim(broken_lamp, by=people.wang, due_on=life.day(2))

    ticket, claim = life.ticket(broken_lamp), life.claims(broken_lamp)[0]
    assert ticket.claim_expires_at == ticket.created_at + timedelta(hours=72)
    assert (claim.due_on, claim.queue) == (life.day(2), Queue.PARTY_MEMBER)


@pytest.mark.parametrize("later", [-1, 8])
def test_the_day_named_lies_between_today_and_the_limit(life, people, broken_lamp, later):
    with pytest.raises(Invalid):
        actions.claim(broken_lamp, by=people.wang, due_on=life.day(later))

    assert life.ticket(broken_lamp).state is State.QUEUED


def test_a_person_holds_five_at_most_and_answered_ones_do_not_count(life, people):
    held = [life.hold(life.submit()) for _ in range(5)]
    sixth = life.submit()
    with pytest.raises(HandsFull) as refused:
        actions.claim(sixth, by=people.wang)

    life.answer(held[0])
    life.hold(sixth)

    assert refused.value.extra["limit"] == 5 and life.ticket(sixth).state is State.CLAIMED


def test_a_release_needs_a_reason_ends_the_claim_and_gives_a_new_limit(life, people, broken_lamp, wait):
    life.hold(broken_lamp)
    wait(hours=30)
    actions.release(broken_lamp, by=people.wang, reason="要出差")

    ticket, claim = life.ticket(broken_lamp), life.claims(broken_lamp)[0]
    assert (ticket.state, ticket.holder_id, claim.ended_because) == (State.QUEUED, None, "released")
    assert ticket.claim_by == ticket.created_at + timedelta(hours=54)
    assert ticket.answer_by == ticket.created_at + timedelta(days=7)
    assert life.steps(broken_lamp)[-1].text == "要出差"


def test_only_the_holder_releases(life, people, broken_lamp):
    life.hold(broken_lamp)

    with pytest.raises(Forbidden):
        actions.release(broken_lamp, by=people.zhang, reason="我来")


def test_who_takes_over_must_call_the_resident_himself(life, people, broken_lamp, wait):
    life.hold(broken_lamp)
    actions.contact(broken_lamp, by=people.wang, method="phone", reached=True)
    actions.release(broken_lamp, by=people.wang, reason="要出差")
    wait(hours=4)
    life.hold(broken_lamp, by="zhao")

    with pytest.raises(WrongMoment, match="请先联系居民"):
        actions.answer(broken_lamp, by=people.zhao, text="好了")


def test_a_claim_that_runs_out_goes_back_by_itself(life, broken_lamp, time_passes):
    life.hold(broken_lamp)
    time_passes(hours=71, minutes=59)
    assert life.ticket(broken_lamp).state is State.CLAIMED

    time_passes(minutes=1)

    step = life.steps(broken_lamp)[-1]
    assert (step.verb, step.actor_id, step.role, step.to_state) == (Verb.RELEASE, None, "system", State.QUEUED)
    assert life.claims(broken_lamp)[0].ended_because == "expired"


def test_calling_the_resident_keeps_the_claim_alive(life, people, broken_lamp, time_passes):
    life.hold(broken_lamp)
    time_passes(hours=50)
    actions.contact(broken_lamp, by=people.wang, method="phone", reached=False)
    time_passes(hours=71)

    assert life.ticket(broken_lamp).state is State.CLAIMED


def test_a_worker_dispatches_to_a_named_person_who_may_give_it_back(life, people, broken_lamp):
    actions.dispatch(broken_lamp, by=people.zhang, account_id=people.zhao.account_id)

    claim, step = life.claims(broken_lamp)[0], life.steps(broken_lamp)[-1]
    assert (claim.holder_id, claim.dispatched_by_id) == (people.zhao.account_id, people.zhang.account_id)
    assert (step.role, step.data) == ("worker", {"holder": people.zhao.display_name})
    actions.release(broken_lamp, by=people.zhao, reason="不在家")
    assert life.ticket(broken_lamp).state is State.QUEUED


def test_a_dispatch_is_on_the_audit_log(people, broken_lamp):
    actions.dispatch(broken_lamp, by=people.zhang, account_id=people.zhao.account_id)

    rows = db.session.execute(sa.select(AuditEntry.act, AuditEntry.actor_id).where(AuditEntry.subject == broken_lamp))
    assert rows.all() == [("dispatch", people.zhang.account_id)]


@pytest.mark.parametrize("name", ["sun", "zhang", "li", "qian"])
def test_nobody_is_given_what_he_could_not_take(life, people, broken_lamp, name):
    with pytest.raises(Invalid):
        actions.dispatch(broken_lamp, by=people.zhang, account_id=getattr(people, name).account_id)

    assert life.ticket(broken_lamp).state is State.QUEUED


def test_nobody_is_given_more_than_he_may_hold(life, people):
    for _ in range(5):
        life.hold(life.submit())

    with pytest.raises(HandsFull):
        actions.dispatch(life.submit(), by=people.zhang, account_id=people.wang.account_id)


def test_members_and_far_workers_do_not_dispatch(people, broken_lamp):
    with pytest.raises(Forbidden):
        actions.dispatch(broken_lamp, by=people.wang, account_id=people.wang.account_id)
    with pytest.raises(UnknownTicket):
        actions.dispatch(broken_lamp, by=people.far, account_id=people.wang.account_id)


def test_a_transfer_to_another_queue_takes_it_out_of_the_hands(life, people, broken_lamp):
    life.hold(broken_lamp)

    _transfer(broken_lamp, people.zhang)

    ticket, step = life.ticket(broken_lamp), life.steps(broken_lamp)[-1]
    assert (ticket.queue, ticket.state, ticket.holder_id) == (Queue.COMMUNITY, State.QUEUED, None)
    assert (step.role, step.text) == ("worker", "更合适")
    assert step.data["before"] == {"queue": "party_member", "place": cast.NICKNAMES["building_1"]}


def test_a_transfer_to_another_community_brings_it_before_other_workers(life, people, broken_lamp):
    actions.transfer(broken_lamp, by=people.zhang, reason="在他们辖区", place_code=OTHER)

    assert life.ticket(broken_lamp).community_id == db.session.scalar(sa.select(Place.id).where(Place.code == OTHER))
    with pytest.raises(UnknownTicket):
        actions.claim(broken_lamp, by=people.zhang)
    assert life.ticket(life.hold(broken_lamp, by="far")).state is State.CLAIMED


@pytest.mark.parametrize("target", [{"queue": None}, {"queue": Queue.PARTY_MEMBER}, {"queue": None, "place_code": "x"},
                                    {"queue": None, "place_code": cast.TOWN}])
def test_a_transfer_needs_another_queue_or_a_known_community(life, people, broken_lamp, target):
    with pytest.raises(Invalid):
        _transfer(broken_lamp, people.zhang, **target)

    assert life.ticket(broken_lamp).moves == 0


def test_who_saw_an_older_version_changes_nothing(life, people, broken_lamp):
    seen = life.ticket(broken_lamp).version
    life.hold(broken_lamp)

    with pytest.raises(Stale) as refused:
        actions.release(broken_lamp, by=people.wang, reason="x", seen=seen)

    assert refused.value.extra["version"] == seen + 1
