"""No subtraction of two figures that can be asked tells fewer than five answers: whatever is told is whole steps."""

import random
from collections import Counter
from itertools import product

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.withholding import FEWEST
from service.feedback import actions
from service.feedback.models import Rating, Solved
from service.feedback.routing import Queue
from service.organization.models import Place
from service.statistics import steps
from service.statistics.actions import publish_answers
from service.statistics.local_time import months
from service.statistics.models import AnswerStep
from service.statistics.queries.tickets import rates
from service.statistics.queries.tickets.places import spot
from service.town import cast

MARCH = ("2026-03", "2026-03")
RANGES = [pair for pair in product(("2026-03", "2026-04", "2026-05"), repeat=2) if pair[0] <= pair[1]]
PLACES = ("district", "town", "community", "other_community", "village", "compound")
SOMEWHERE = [*(("building_1", queue) for queue in Queue), ("other_community", Queue.PUBLIC),
             ("courtyard_1", Queue.PUBLIC)]
ONCE = {"sqlite": 60, "postgresql": 30}


class _Heard(dict):
    """{question: figure}; what is asked in two ways is answered alike."""

    def __ior__(self, more):
        for question in set(self) & set(more):
            assert _told(self[question]) == _told(more[question]), question
        self.update(more)
        return self


class Asker:
    """Asks for figures in every way there is, and keeps what it heard: {question: n of its answers}."""

    def __init__(self, town, people):
        self.town, self.by = town, people.zheng

    def ask(self, places=PLACES, ranges=RANGES, queues=(None, *Queue)) -> dict[tuple, dict]:
        """{(place, first month, last month, queue, category): figure} of all of these, with all their lists."""
        heard = _Heard()
        for name, (since, until), queue in product(places, ranges, queues):
            here = spot(self.town.place(name).code, self.by)
            found, kept = rates.at(here, since, until, queue), queue and queue.value
            heard |= {(here.place.path, since, until, kept, None): found["whole"]}
            below = {each.code: each.path for each in here.below}
            heard |= {(below[row["key"]], since, until, kept, None): row for row in found["places"]}
            heard |= {(here.place.path, row["key"], row["key"], kept, None): row for row in found["months"]}
            heard |= {(here.place.path, since, until, kept, row["key"]): row for row in found["categories"]}
            if queue is None:
                heard |= {(here.place.path, since, until, row["key"], None): row for row in found["queues"]}
        return heard


def _is_within(small, large):
    return (small[0].startswith(large[0]) and large[1] <= small[1] and small[2] <= large[2]
            and large[3] in (None, small[3]) and large[4] in (None, small[4]))


def _told(figure):
    return [figure["resolution"]["n"] or 0, figure["resolution"]["count"] or 0, figure["satisfaction"]["count"] or 0,
            figure["partly"] or 0, figure["no"] or 0, figure["reopened"] or 0]


def _check_every_pair(*heard):
    """Of one moment or of two, the earlier first: a smaller question from a larger one, the same one from itself."""
    for small, large in product(heard[0], heard[-1]):
        if _is_within(small, large):
            less, more = _told(heard[0][small]), _told(heard[-1][large])
            left = more[0] - less[0]
            assert left == 0 or left >= FEWEST, (small, large, less, more)
            assert left or more == less, (small, large, less, more)  # the same answers are told alike


def _rate_one(life, chance):
    place, queue = chance.choice(SOMEWHERE)
    handler = None if place == "building_1" else "qian"
    number = life.answer(life.submit(place_code=cast.NICKNAMES[place], queue=queue), by=handler)
    return life.rate(number, chance.choice(list(Solved)), satisfaction=chance.randint(1, 5))


@pytest.mark.parametrize("seed", [1, 8])
def test_no_two_figures_differ_by_one_to_four_answers_before_and_after_each_rating(life, people, town, time_passes,
                                                                                  database, seed):
    chance, asker = random.Random(seed), Asker(town, people)
    narrow = {"places": ("district", "town", "community"), "ranges": RANGES[:2], "queues": (None,)}
    before = {}
    for number in range(ONCE[database.engine.dialect.name]):
        _rate_one(life, chance)
        time_passes(hours=chance.choice((0, 1, 30)))
        publish_answers()
        now = asker.ask(**({} if number % 15 == 14 else narrow))
        _check_every_pair(now)
        _check_every_pair(before, now)
        before = now

    whole = asker.ask(("district",), [("2026-03", "2026-05")], (None,))
    assert max(_told(figure)[0] for figure in whole.values()) >= 10, "too little is told for this to say anything"


def _members():
    """{step: its ratings}, and what each was published as."""
    of = {}
    for rating in db.session.scalars(sa.select(Rating).where(Rating.step_id.is_not(None))):
        of.setdefault(rating.step_id, []).append(rating)
    return {step: of[step.id] for step in db.session.scalars(
        sa.select(AnswerStep).execution_options(populate_existing=True))}


def _is_told(step, paths, question):
    path, since, until, queue, category = question
    return (paths[step.place_id].startswith(path) and step.month in months(since, until)
            and queue in (None, step.queue) and category in (None, step.category))


def test_whatever_can_be_asked_is_a_sum_of_whole_steps_and_so_is_every_combination(life, people, town, time_passes):
    chance = random.Random(3)
    for _ in range(40):
        _rate_one(life, chance)
        time_passes(hours=chance.choice((0, 5, 40)))
        if chance.random() < 0.5:
            publish_answers()
    time_passes(days=61)
    publish_answers()
    of, heard = _members(), Asker(town, people).ask(PLACES[:-1])
    paths = {place_id: path for place_id, path in db.session.execute(sa.select(Place.id, Place.path))}
    sets = {}
    for question, figure in heard.items():
        told = [rating for step, ratings in of.items() if _is_told(step, paths, question) for rating in ratings]
        sets[question] = Counter(rating.id for rating in told)
        assert _told(figure)[:3] == [len(told), sum(each.solved is Solved.YES for each in told),
                                     sum(each.satisfaction >= steps.SATISFIED for each in told)], question
    for _ in range(2000):
        total = Counter()
        for question in chance.sample(list(sets), 3):
            times = chance.choice((-2, -1, 1, 2))
            for rating_id in sets[question]:
                total[rating_id] += times
        left = sum(bool(count) for count in total.values())
        assert left == 0 or left >= FEWEST

    assert sum(map(len, of.values())) >= 36 and {step.place_id for step in of} > {town.place("town").id}


def test_septembers_only_answer_is_not_what_two_months_have_more_than_one(life, people, time_passes):
    for _ in range(5):
        life.rate(life.answer(life.submit()))
    time_passes(days=30)
    life.rate(life.answer(life.submit()), Solved.PARTLY, satisfaction=1)
    publish_answers()
    two, one = (rates.rates(cast.COMMUNITY, "2026-03", until, by=people.zhang) for until in ("2026-04", "2026-03"))

    assert two["whole"]["satisfaction"] == one["whole"]["satisfaction"] == {"n": 5, "count": 5, "rate": 1.0}
    assert two["months"][1]["resolution"] == {"n": 0, "count": None, "rate": None}
    assert (two["published_in_steps_of"], "每满 5 条" in two["notice"]) == (5, True)


def test_what_is_sealed_is_no_answer_of_its_place_though_its_reviewers_answered_it(life, people):
    for _ in range(5):
        number = life.submit(text="社区张蓉收红包，举报她", category=None, anonymous=True)
        actions.claim(number, by=people.wu)
        actions.answer(number, by=people.wu, text="已核实，退回红包并谈话")
        life.rate(number, Solved.NO, satisfaction=1)

    assert publish_answers() == 0
    assert rates.rates(cast.COMMUNITY, *MARCH, by=people.zhang)["whole"]["resolution"]["n"] == 0


def test_the_running_month_moves_by_five_and_not_by_one(life, people):
    told = []
    for _ in range(11):
        life.rate(life.answer(life.submit()), satisfaction=5)
        publish_answers()
        told.append(rates.rates(cast.COMMUNITY, *MARCH, by=people.zhang)["whole"]["satisfaction"]["n"])

    assert told == [0, 0, 0, 0, 5, 5, 5, 5, 5, 10, 10]
