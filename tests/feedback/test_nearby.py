"""Before somebody reports he sees what is open around him, but neither who nor what could hurt who said it."""

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import NotFound
from service.feedback import actions
from service.feedback.models import Ticket
from service.feedback.queries.nearby import nearby
from service.feedback.queries.showing import seen_by
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.organization.models import Place
from service.town import cast

BUILDING, OTHER, COMPOUND = (cast.NICKNAMES[name] for name in ("building_1", "building_2", "compound"))
HAMLET = cast.NICKNAMES["courtyard_2"]  # 竹林院落: four households


@pytest.fixture
def live_there():
    """`live_there(building_1=3, compound=None)`: so many households live there, as far as anybody knows."""
    def count(**households):
        with atomic():
            for name, number in households.items():
                db.session.execute(sa.update(Place).where(Place.code == cast.NICKNAMES[name]).values(households=number))
    return count


def _found(place=BUILDING):
    return {item["number"]: item["place"]["code"] for item in nearby(place, None)}


def test_what_is_open_in_the_building_comes_before_the_rest_of_the_compound(life):
    here, there = life.submit(), life.submit(place_code=OTHER)
    elsewhere = life.submit(place_code=cast.NICKNAMES["river_building"])

    assert [item["number"] for item in nearby(BUILDING, None)] == [here, there]
    assert [item["number"] for item in nearby(OTHER, None)] == [there, here]
    assert list(_found(cast.NICKNAMES["river_building"])) == [elsewhere]


def test_an_entry_says_the_day_and_the_kind_and_no_words(life):
    life.submit(text="501的李阿姨摔了一跤，门口的灯坏了")

    (item,) = nearby(BUILDING, None)

    assert set(item) == {"number", "state", "place", "category", "excerpt", "reported_on", "support_count"}
    assert (item["excerpt"], item["reported_on"], item["category"]["code"]) == (None, life.today(0), "facilities.lamp")


def test_where_fewer_than_five_households_live_nothing_is_listed(life, people):
    number = life.submit(by="chen", place_code=HAMLET, text="院子里的灯坏了")

    assert _found(HAMLET) == {}
    with pytest.raises(NotFound):
        actions.support(number, by=people.hu)


@pytest.mark.parametrize(("households", "listed"), [(4, False), (5, True)])
def test_five_households_are_enough(life, live_there, households, listed):
    live_there(courtyard_2=households)
    number = life.submit(by="chen", place_code=HAMLET, text="院子里的灯坏了")

    assert (number in _found(HAMLET)) is listed


@pytest.mark.parametrize("households", [None, 0, 4])
def test_a_building_with_few_or_unknown_households_is_called_by_its_compound(life, live_there, households):
    live_there(building_1=households)
    narrow, wide = life.submit(), life.submit(place_code=OTHER)

    assert _found() == {narrow: COMPOUND, wide: OTHER}
    assert [item["number"] for item in nearby(BUILDING, None)] == [wide, narrow]  # not told by its place in the list


def test_a_compound_of_which_nobody_knows_counts_a_household_a_building(life, live_there):
    live_there(compound=None, building_1=None, building_2=None, building_3=None)
    number = life.submit()
    three_houses = _found()
    live_there(building_2=3)

    assert (three_houses, _found()) == ({}, {number: COMPOUND})


def test_a_supporter_reads_the_compound_where_the_building_would_tell_the_home(life, people, live_there):
    number = life.submit()
    actions.support(number, by=people.hu)
    told = [seen_by(number, people.hu)["place"]["code"]]
    for few in ({"building_1": 4}, {"building_1": 4, "building_2": 0, "building_3": 0, "compound": 4}):
        live_there(**few)
        told.append(seen_by(number, people.hu)["place"]["code"])

    assert told == [BUILDING, COMPOUND, cast.COMMUNITY]
    assert seen_by(number, people.zhang)["place"]["code"] == BUILDING


@pytest.mark.parametrize(("text", "category"), [
    ("三楼着火了", None), ("举报社区张蓉收红包", None), ("半夜还在装修，吵得睡不着", "environment.noise")])
def test_danger_accusations_and_what_the_law_gives_to_a_department_are_not_listed(life, people, text, category):
    number = life.submit(text=text, category=category)

    assert _found() == {}
    with pytest.raises(NotFound):
        actions.support(number, by=people.hu)


def test_what_a_person_had_to_look_at_first_is_not_listed_afterwards_either(life, people):
    number = life.bring_to(State.REVIEWING)
    actions.approve(number, by=people.zhang)

    assert life.ticket(number).state is State.QUEUED and _found() == {}


def test_a_matter_marked_as_urgent_danger_is_not_listed(life):
    life.submit(urgency="emergency")

    assert _found() == {}


@pytest.mark.parametrize("state", [State.REVIEWING, State.CLOSED])
def test_what_is_over_or_not_yet_seen_is_not_listed(life, state):
    number = life.bring_to(state, queue=Queue.COMMUNITY)

    assert number not in _found()


def test_above_a_compound_nothing_is_listed_and_an_unknown_place_is_none(life):
    life.submit()

    assert nearby(cast.COMMUNITY, None) == []
    with pytest.raises(NotFound):
        nearby("nowhere", None)


def test_it_takes_four_statements_however_much_is_open(life, statements):
    counts = []
    for _ in range(2):
        for _ in range(4):
            life.submit()
        with statements() as sent:
            nearby(BUILDING, None)
        counts.append(len(sent))

    assert counts[0] == counts[1] <= 4
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Ticket)) == 8
