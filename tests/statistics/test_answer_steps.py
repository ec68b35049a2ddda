"""How answers become steps: five or more at once, each in one of them; of one kind, or of more after waiting."""

import random
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as some

from service.core import clock
from service.core.database import atomic, db
from service.core.withholding import FEWEST
from service.feedback import actions
from service.feedback.models import Solved
from service.feedback.routing import Queue
from service.statistics import steps
from service.statistics.actions import publish_answers
from service.statistics.models import AnswerStep
from service.statistics.queries.tickets import rates
from service.statistics.steps import MIXED, Waiting
from service.town import cast

MARCH = ("2026-03", "2026-03")


def _told(people):
    """(answers, solved, satisfied, partly, not, reopened) of the community in March."""
    whole = rates.rates(cast.COMMUNITY, *MARCH, by=people.zhang)["whole"]
    return [whole["resolution"]["n"], whole["resolution"]["count"], whole["satisfaction"]["count"],
            *(whole[name] for name in rates.TOLD)]


def test_what_was_published_stays_when_the_resident_says_otherwise_or_the_ticket_goes_elsewhere(life, people):
    first = [life.submit() for _ in range(5)]
    for number in first:
        life.rate(life.answer(number), Solved.NO, satisfaction=1)
    publish_answers()
    before = _told(people)
    life.rate(life.answer(first[0]), satisfaction=5)
    actions.transfer(first[1], by=people.zhang, reason="归他们管", queue=Queue.COMMUNITY)
    actions.merge(first[2], by=people.zhang, into=first[3])
    publish_answers()

    assert before == _told(people) == [5, 0, 0, 0, 5, 5]


def test_of_what_waits_the_last_word_of_each_resident_counts_and_what_is_merged_does_not(life, people):
    twice = life.reopened(life.submit(), 1)
    life.rate(life.answer(twice))
    apart = life.reopened(life.submit(), 1)
    for _ in range(3):
        life.rate(life.answer(life.submit()))
    actions.release(apart, by=people.wang, reason="换人")
    actions.merge(apart, by=people.zhang, into=life.submit(by="chen"))

    assert publish_answers() == 0
    life.rate(life.answer(life.submit()))
    assert publish_answers() == 5
    assert _told(people) == [5, 5, 5, 0, 0, 1]


def test_what_is_few_of_its_kind_waits_and_is_told_with_others_of_its_community_then_of_its_town(life, people,
                                                                                              time_passes):
    for queue, count in ((Queue.PUBLIC, 3), (Queue.PARTY_MEMBER, 3)):
        for _ in range(count):
            life.rate(life.answer(life.submit(queue=queue)))
    for place in ("other_community", "courtyard_1"):
        for _ in range(3):
            life.rate(life.answer(life.submit(place_code=cast.NICKNAMES[place], queue=Queue.PUBLIC)))
    told = []
    for days in (0, 8, 23):
        time_passes(days=days)
        publish_answers()
        found = rates.rates(cast.TOWN, *MARCH, by=people.wu)
        told.append([found["whole"]["resolution"]["n"],
                     {row["key"]: n for row in found["places"] if (n := row["resolution"]["n"])},
                     sum(row["resolution"]["n"] for row in found["queues"])])

    assert told == [[0, {}, 0], [6, {cast.COMMUNITY: 6}, 0], [12, {cast.COMMUNITY: 6}, 0]]


def test_who_publishes_twice_publishes_nothing_more(life, people):
    for _ in range(6):
        life.rate(life.answer(life.submit()))

    assert (publish_answers(), publish_answers()) == (6, 0)


@pytest.mark.only_postgresql
def test_who_publishes_at_once_publishes_each_answer_once(life, people, run_together):
    for _ in range(7):
        life.rate(life.answer(life.submit()))
    run_together([publish_answers] * 4)

    assert rates.rates(cast.DISTRICT, *MARCH, by=people.zheng)["whole"]["resolution"]["n"] == 7
    assert db.session.scalar(sa.select(sa.func.sum(AnswerStep.answers))) == 7


def test_the_database_takes_no_step_of_four(town):
    step = dict.fromkeys(steps.COUNTS, 0) | {"answers": 4, "yes": 4}
    with pytest.raises(sa.exc.IntegrityError, match="a_step_has_five_answers"), atomic() as session:
        session.add(AnswerStep(place_id=town.place("town").id, month="2026-03", queue=MIXED, category=MIXED,
                               published_at=clock.now(), **step))


MOMENT = datetime(2026, 6, 1, tzinfo=UTC)


def _waiting(chance) -> list[Waiting]:
    """Up to sixty answers of three communities in two towns, up to eighty days old."""
    return [Waiting(number, chance.choice([(1, 2, 4), (1, 2, 5), (1, 3, 6)]), chance.choice(["2026-03", "2026-04"]),
                    chance.choice(["public", "community"]), chance.choice(["", "facilities"]),
                    MOMENT - timedelta(days=chance.randint(0, 80)), chance.choice(["yes", "partly", "no"]),
                    chance.randint(1, 5), chance.random() < 0.2) for number in range(chance.randint(0, 60))]


@given(some.integers())
def test_steps_have_five_or_more_of_what_they_are_called_and_share_none(seed):
    waiting = _waiting(random.Random(seed))
    found = steps.due(waiting, MOMENT)
    told = [one.rating_id for _label, answers in found for one in answers]

    assert len(told) == len(set(told))
    for label, answers in found:
        assert len(answers) >= FEWEST
        for one in answers:
            assert label.place_id in one.line and label.month == one.month
            assert label.queue in (MIXED, one.queue) and label.category in (MIXED, one.category)


@given(some.integers())
def test_what_is_published_with_what_does_not_depend_on_what_was_answered(seed):
    chance = random.Random(seed)
    waiting = _waiting(chance)
    otherwise = [one._replace(solved=chance.choice(["yes", "no"]), satisfaction=chance.randint(1, 5), has_said_no=False)
                 for one in waiting]

    assert [(label, [one.rating_id for one in answers]) for label, answers in steps.due(waiting, MOMENT)] == [
        (label, [one.rating_id for one in answers]) for label, answers in steps.due(otherwise, MOMENT)]
