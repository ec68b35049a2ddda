"""Everybody at once: real threads and real processes on PostgreSQL; one wins, the others hear a clear refusal."""

import multiprocessing

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden, WrongMoment
from service.feedback import actions
from service.feedback.actions import clockwork
from service.feedback.models import Claim, Rating, Solved, Support, Ticket
from service.feedback.queries.opening import AlreadyClaimed
from service.feedback.queries.permitting import HandsFull
from service.feedback.routing import Queue
from service.feedback.timers import Event
from service.feedback.workflow import Outcome, State

pytestmark = pytest.mark.only_postgresql

PROCESSES, TICKETS, CLAIMS_EACH = 4, 20, 10


def _claim(number, by):
    return lambda: actions.claim(number, by=by).holder_id


def _failed(results):
    return [one for one in results if isinstance(one, BaseException)]


def test_of_sixteen_claims_at_once_one_wins_and_fifteen_hear_his_name(life, run_together):
    number = life.submit(queue=Queue.PUBLIC)
    neighbours = life.newcomers(16)

    results = run_together([_claim(number, one) for one in neighbours])

    winner, = [one for one in neighbours if one.account_id in results]
    refused = _failed(results)
    assert [type(one) for one in refused] == [AlreadyClaimed] * 15
    assert {one.extra["holder"] for one in refused} == {winner.display_name}
    assert [claim.holder_id for claim in life.claims(number)] == [winner.account_id]


def test_one_person_claiming_ten_at_once_gets_five(life, people, run_together):
    numbers, neighbour = [life.submit(queue=Queue.PUBLIC) for _ in range(10)], life.newcomers(1)[0]

    results = run_together([_claim(number, neighbour) for number in numbers])

    assert [type(one) for one in _failed(results)] == [HandsFull] * 5
    held = sa.select(sa.func.count()).where(Ticket.holder_id == neighbour.account_id, Ticket.state == State.CLAIMED)
    assert db.session.scalar(held) == 5


def test_claims_and_dispatches_to_one_person_at_once_never_exceed_five(life, people, run_together):
    numbers, zhang, wang = [life.submit() for _ in range(10)], people.zhang, people.wang

    results = run_together([_claim(number, wang) for number in numbers[:5]] + [
        lambda number=number: actions.dispatch(number, by=zhang, account_id=wang.account_id).holder_id
        for number in numbers[5:]])

    assert len(_failed(results)) == 5 and {type(one) for one in _failed(results)} == {HandsFull}


def test_merges_that_cross_do_not_wait_for_each_other_for_ever(life, people, run_together):
    pairs, zhang = [(life.submit(), life.submit()) for _ in range(6)], people.zhang
    crossing = [pair for one, two in pairs for pair in ((one, two), (two, one))]

    results = run_together([lambda pair=pair: actions.merge(pair[0], by=zhang, into=pair[1]).number
                            for pair in crossing])

    assert {getattr(one, "status", None) for one in _failed(results)} == {422} and len(_failed(results)) == len(pairs)
    for pair in pairs:
        assert sorted(life.ticket(number).state for number in pair) == [State.CLOSED, State.QUEUED]


def test_a_rating_and_the_automatic_confirmation_at_once_close_once(life, people, wait, run_together):
    numbers, li = [life.answer(life.submit()) for _ in range(4)], people.li
    wait(days=7)

    results = run_together([clockwork.run, clockwork.run] + [
        lambda number=number: actions.rate(number, by=li, solved=Solved.YES, satisfaction=5).number
        for number in numbers])

    confirmed = sum(one[Event.RATING_OVERDUE] for one in results[:2])
    rated = [one for one in results[2:] if isinstance(one, str)]
    assert confirmed + len(rated) == 4 and {type(one) for one in _failed(results)} <= {WrongMoment}
    assert all(life.steps(number)[-1].to_state is State.CLOSED and life.verbs(number).count("rate") + life.verbs(
        number).count("auto_confirm") == 1 for number in numbers)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Rating)) == len(rated)


def test_an_answer_and_a_release_at_once_leave_one_of_both(life, people, run_together):
    number, wang = life.hold(life.submit()), people.wang
    actions.contact(number, by=wang, method="phone", reached=True)

    results = run_together([lambda: actions.answer(number, by=wang, text="好了").state,
                            lambda: actions.release(number, by=wang, reason="没时间").state])

    assert [type(one) for one in _failed(results)] == [WrongMoment]
    assert life.ticket(number).state in results


def test_two_answers_at_once_are_one(life, people, run_together):
    number, wang = life.hold(life.submit()), people.wang
    actions.contact(number, by=wang, method="phone", reached=True)

    results = run_together([lambda: actions.answer(number, by=wang, text="好了").state] * 4)

    assert len(_failed(results)) == 3 and life.verbs(number).count("answer") == 1


def test_the_same_support_at_once_counts_once(life, people, run_together):
    number, hu = life.submit(), people.hu

    results = run_together([lambda: actions.support(number, by=hu).support_count] * 4)

    assert _failed(results) == [] and life.ticket(number).support_count == 1
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Support)) == 1


def test_everybodys_support_at_once_counts_everybody(life, run_together):
    number = life.submit()

    results = run_together([lambda one=one: actions.support(number, by=one) for one in life.newcomers(8)])

    assert _failed(results) == [] and life.ticket(number).support_count == 8


def test_merges_and_their_undoing_at_once_are_all_counted(life, people, run_together):
    primary, zhang = life.submit(by="chen"), people.zhang
    parted, joined = [life.submit() for _ in range(2)], [life.submit() for _ in range(3)]
    for number in parted:
        actions.merge(number, by=zhang, into=primary)

    results = run_together([*(lambda number=number: actions.merge(number, by=zhang, into=primary) for number in joined),
                            *(lambda number=number: actions.unmerge(number, by=zhang) for number in parted)])

    assert _failed(results) == [] and life.ticket(primary).joined_count == 3


def test_a_withdrawal_and_a_claim_at_once_leave_no_holder(life, people, run_together):
    numbers, li, wang = [life.submit() for _ in range(4)], people.li, people.wang

    results = run_together([act for number in numbers for act in (
        _claim(number, wang), lambda number=number: actions.withdraw(number, by=li).number)])

    assert {type(one) for one in _failed(results)} <= {WrongMoment, AlreadyClaimed, Forbidden}
    assert {(life.ticket(number).outcome, life.ticket(number).holder_id) for number in numbers} == {
        (Outcome.WITHDRAWN, None)}


def _claim_many(app, start, pairs, told):
    """One process of several: connections of its own, then claim after claim."""
    with app.app_context():
        db.engine.dispose(close=False)
        start.wait(30)
        for number, by in pairs:
            try:
                told.put(("won", actions.claim(number, by=by).number))
            except AlreadyClaimed:
                told.put(("refused", number))
            except Exception as error:
                told.put(("error", repr(error)))


def _by_processes(app, shares):
    """Run each share in a real process at the same moment; gives what all of them told."""
    context = multiprocessing.get_context("fork")
    start, told = context.Barrier(len(shares)), context.SimpleQueue()
    workers = [context.Process(target=_claim_many, args=(app, start, share, told)) for share in shares]
    for worker in workers:
        worker.start()
    said = [told.get() for share in shares for _ in share]
    for worker in workers:
        worker.join(30)
    return said


def test_two_hundred_claims_on_twenty_tickets_from_four_processes_give_twenty_winners(app, life, database):
    database.written_elsewhere()
    numbers, people = [life.submit(queue=Queue.PUBLIC) for _ in range(TICKETS)], life.newcomers(40)
    claims = [(number, people[(place * CLAIMS_EACH + one) % 40]) for place, number in enumerate(numbers)
              for one in range(CLAIMS_EACH)]

    said = _by_processes(app, [claims[share::PROCESSES] for share in range(PROCESSES)])

    outcome = [kind for kind, _ in said]
    assert (outcome.count("won"), outcome.count("refused"), outcome.count("error")) == (20, 180, 0), said
    assert {number for kind, number in said if kind == "won"} == set(numbers)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Claim)) == TICKETS
