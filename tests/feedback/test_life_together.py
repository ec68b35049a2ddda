"""Several people, one matter: merged tickets keep their numbers, hear the answer, may rate it and part again."""

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden, Invalid, NotFound, Stale, WrongMoment
from service.feedback import actions
from service.feedback.actions.closing import AlreadyRated
from service.feedback.models import Rating, Solved
from service.feedback.routing import Queue
from service.feedback.workflow import Outcome, State


@pytest.fixture
def primary(life):
    """陈大爷's lift, which 张蓉 holds."""
    return life.hold(life.submit(by="chen", queue=Queue.COMMUNITY, text="电梯不动了"))


@pytest.fixture
def merged(people, primary, stuck_lift):
    """李阿姨's ticket of the same lift, merged into 陈大爷's."""
    return actions.merge(stuck_lift, by=people.zhou, into=primary).number


def _merged_into(life, number):
    return life.ticket(number).merged_into_id


def test_a_merged_ticket_keeps_its_number_and_says_into_which(life, primary, merged):
    ticket = life.ticket(merged)

    assert (ticket.state, ticket.outcome, ticket.number) == (State.CLOSED, Outcome.MERGED, merged)
    assert ticket.merged_into_id == life.ticket(primary).id
    assert life.steps(merged)[-1].data == {"into": primary}


def test_a_ticket_in_hand_can_be_merged_and_leaves_the_hands(life, people, primary, stuck_lift):
    life.hold(stuck_lift, by="zhou")

    actions.merge(stuck_lift, by=people.zhou, into=primary)

    assert life.ticket(stuck_lift).holder_id is None
    assert life.claims(stuck_lift)[0].ended_because == "merged"


def test_there_are_no_chains(life, people, primary, merged):
    last = life.submit(by="hu", queue=Queue.COMMUNITY)
    actions.release(primary, by=people.zhang, reason="一起办")

    actions.merge(primary, by=people.zhang, into=last)

    assert _merged_into(life, merged) == _merged_into(life, primary) == life.ticket(last).id
    assert [life.ticket(number).joined_count for number in (last, primary, merged)] == [2, 0, 0]


@pytest.mark.parametrize("state", [State.REVIEWING, State.CLOSED])
def test_nothing_is_merged_into_what_is_over_or_not_yet_seen(life, people, stuck_lift, state):
    with pytest.raises(Invalid):
        actions.merge(stuck_lift, by=people.zhang, into=life.bring_to(state, by="chen"))


def test_nothing_is_merged_into_itself_the_unknown_or_anothers_ticket(life, people, stuck_lift):
    elsewhere = life.submit(place_code="500115001003")

    for into in (stuck_lift, "500115-20260304-9999-9", "几号来着", elsewhere):
        with pytest.raises(Invalid):
            actions.merge(stuck_lift, by=people.zhang, into=into)

    assert life.ticket(stuck_lift).state is State.QUEUED


def test_only_the_places_workers_merge_and_unmerge(life, people, primary, merged):
    with pytest.raises(Forbidden):
        actions.unmerge(merged, by=people.li)
    with pytest.raises(Forbidden):
        actions.merge(life.submit(), by=people.wang, into=primary)


def test_every_reporter_of_a_merged_ticket_hears_the_answer(life, primary, merged):
    with life.letters() as heard:
        life.answer(primary)

    assert sorted(heard) == [("chen", "answered"), ("li", "answered")]


def test_who_joins_what_is_answered_already_hears_that_answer(life, people, primary, stuck_lift):
    life.answer(primary)

    with life.letters() as heard:
        actions.merge(stuck_lift, by=people.zhou, into=primary)

    assert heard == [("li", "merged"), ("li", "answered")]


def test_the_reporter_of_a_merged_ticket_rates_the_answer_for_himself(life, primary, merged):
    with pytest.raises(WrongMoment, match="还没有答复"):
        life.rate(merged)
    life.answer(primary)

    life.rate(merged, Solved.YES)

    assert life.ticket(merged).outcome is Outcome.MERGED and life.ticket(primary).state is State.ANSWERED
    with pytest.raises(AlreadyRated):
        life.rate(merged)


def test_not_solved_parts_a_merged_ticket_again_and_leaves_the_primary(life, primary, merged):
    life.answer(primary)

    life.rate(merged, Solved.NO)

    ticket, step = life.ticket(merged), life.steps(merged)[-1]
    assert (ticket.state, ticket.merged_into_id, ticket.outcome) == (State.QUEUED, None, None)
    assert (step.verb.value, step.role, step.actor_id) == ("unmerge", "system", None)
    assert life.ticket(primary).state is State.ANSWERED


def test_nobody_rates_work_of_his_own_through_a_merged_ticket(life, people):
    of_a_member, of_a_resident = life.submit(by="wang"), life.submit()
    actions.merge(of_a_member, by=people.zhang, into=of_a_resident)
    life.answer(of_a_resident, by="wang")

    with pytest.raises(Forbidden):
        life.rate(of_a_member, by="wang")


def test_nobody_else_rates_for_the_reporter_of_a_merged_ticket(life, people, primary, merged):
    life.answer(primary)

    for name in ("chen", "zhang", "zhou"):
        with pytest.raises((Forbidden, NotFound, WrongMoment)):
            life.rate(merged, by=name)

    assert db.session.scalar(sa.select(sa.func.count()).select_from(Rating)) == 0


def test_a_merge_can_be_undone_and_the_ticket_waits_in_its_queue(life, people, merged, wait):
    wait(hours=5)

    actions.unmerge(merged, by=people.zhou)

    ticket = life.ticket(merged)
    assert (ticket.state, ticket.queue, ticket.outcome) == (State.QUEUED, Queue.COMMUNITY, None)
    assert ticket.queued_at > ticket.created_at and ticket.closed_at is None


def test_only_a_merge_is_undone(life, people, broken_lamp):
    life.rate(life.answer(broken_lamp))

    with pytest.raises(WrongMoment):
        actions.unmerge(broken_lamp, by=people.zhang)


def test_when_the_primary_is_withdrawn_the_merged_matter_stands_for_itself_again(life, people, primary, merged):
    with life.letters() as heard:
        actions.withdraw(primary, by=people.chen)

    assert (life.ticket(merged).state, life.ticket(merged).merged_into_id) == (State.QUEUED, None)
    assert ("li", "unmerged") in heard


@pytest.mark.parametrize("end", ["rejected", "auto_confirmed"])
def test_when_the_primary_ends_otherwise_the_merged_reporter_hears_of_it(life, people, merged, primary, time_passes,
                                                                        end):
    if end == "rejected":
        actions.release(primary, by=people.zhang, reason="x")
    else:
        life.answer(primary)

    with life.letters() as heard:
        if end == "rejected":
            actions.reject(primary, by=people.zhou, reason_code="court", reason="已起诉", other_channel="法院")
        else:
            time_passes(days=7)

    assert ("li", end) in heard and ("chen", end) in heard


def test_the_answer_of_a_ticket_parted_again_reaches_its_reporter_whatever_he_heard_before(life, primary, merged):
    life.answer(primary)
    life.rate(merged, Solved.NO)

    for _ in range(3):  # the versions of both tickets cross
        with life.letters() as heard:
            life.answer(merged)
        assert ("li", "answered") in heard
        life.rate(merged, Solved.NO)


def test_support_counts_once_per_person(life, people, broken_lamp, noise):
    for by in (people.hu, people.hu, people.zhao):
        actions.support(broken_lamp, by=by)

    assert life.ticket(broken_lamp).support_count == 2
    assert [life.ticket(number).support_count for number in noise] == [0] * len(noise)


def test_support_can_be_taken_back_once(life, people, broken_lamp):
    actions.support(broken_lamp, by=people.hu)
    for _ in range(2):
        actions.withdraw_support(broken_lamp, by=people.hu)

    assert life.ticket(broken_lamp).support_count == 0


def test_nobody_supports_his_own_matter_or_what_is_over(life, people, broken_lamp):
    with pytest.raises(Forbidden):
        actions.support(broken_lamp, by=people.li)
    life.rate(life.answer(broken_lamp))

    with pytest.raises(WrongMoment):
        actions.support(broken_lamp, by=people.hu)


def test_a_guessed_number_opens_no_matter_nobody_can_come_across(life, people):
    hidden = actions.submit(by=people.li, text="社区服务中心的门太重了，老人推不动", place_code="500115001009").number

    with pytest.raises(NotFound):
        actions.support(hidden, by=people.sun)


def test_who_supports_says_which_version_he_saw(life, people, broken_lamp):
    with pytest.raises(Stale):
        actions.support(broken_lamp, by=people.sun, seen=99)
