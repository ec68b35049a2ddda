"""Others hear how many candidates there are in whole fives, so that no two numbers leave one of them alone."""

from collections import Counter
from itertools import product

from hypothesis import given
from hypothesis import strategies as some

from service.core.withholding import FEWEST, in_fives
from service.development import actions
from service.development.queries import counts
from service.development.stages import Stage
from tests.development.conftest import TODAY

VILLAGE, TOWN, DISTRICT = "500115001201", "500115001", "500115"
VILLAGES = "abc"


def _told(standing, villages):
    """Every number that is told of these villages together."""
    stages = Counter()
    for (village, stage), count in standing.items():
        stages[stage] += count if village in villages else 0
    cells, total = in_fives(stages, Stage)
    return [cells[stage] for stage in Stage] + [total]


CELLS = some.tuples(some.sampled_from(VILLAGES), some.sampled_from(Stage))


@given(some.dictionaries(CELLS, some.integers(0, 20)), some.lists(some.tuples(CELLS, some.sampled_from((1, -1)))))
def test_a_town_less_its_villages_and_a_day_less_the_next_are_whole_fives(at_first, happens):
    standing, before = Counter(at_first), []
    for cell, more in [(("a", Stage.APPLICANT), 0), *happens]:
        standing[cell] = max(0, standing[cell] + more)
        now = [number for group in (*VILLAGES, VILLAGES) for number in _told(standing, group)]
        assert all(((one or 0) - (other or 0)) % FEWEST == 0 for one, other in product(now, before + now))
        assert all(number is None or number >= FEWEST for number in now)
        before = now


@given(some.dictionaries(some.sampled_from(Stage), some.integers(0, 30)))
def test_a_total_tells_nothing_besides(standing):
    cells, total = in_fives(standing, Stage)

    assert (total or 0) == sum(count or 0 for count in cells.values())
    assert all(count is None or count in range(FEWEST, 31, FEWEST) for count in cells.values())
    assert all(0 <= standing.get(stage, 0) - (count or 0) < FEWEST for stage, count in cells.items())


def test_one_more_and_one_less_change_no_number_between_two_fives(branch):
    def told():
        return [(counts.shown(branch.person("zheng"), place=place)["items"][0]["count"],
                 counts.shown(branch.person("zheng"), place=place)["total"]) for place in (VILLAGE, TOWN, DISTRICT)]

    applied = [branch.apply() for _ in range(6)]
    assert told() == [(5, 5)] * 3
    actions.end(applied[0], by=branch.person("lin"), reason="withdrawn", on=TODAY)
    assert told() == [(5, 5)] * 3
    actions.end(applied[1], by=branch.person("lin"), reason="withdrawn", on=TODAY)
    assert told() == [(None, None)] * 3
