"""Where the reporter stood is told as exactly as who looks needs it: not at all, by its compound, roughly, exactly."""

import pytest

from service.core.database import atomic, db
from service.feedback import actions
from service.feedback.queries.showing import seen_by
from service.feedback.routing import Queue
from service.organization.models import PlacePosition
from service.town import cast
from tests.looking import everything_is_looked_at

AT_HOME = {"lat": 29.8571234, "lng": 107.0814321, "coord_type": "gcj02"}
ROUGHLY = {"lat": 29.857, "lng": 107.081, "coord_type": "gcj02"}
COMPOUND = {"lat": 29.855, "lng": 107.085, "coord_type": "wgs84"}


@pytest.fixture
def on_the_map(town, people):
    """Where the compound of building 1 lies."""
    with atomic():
        db.session.add(PlacePosition(place_id=town.place("compound").id, lat=29.8551, lng=107.0849, version=1,
                                     set_by_id=people.zhang.account_id, set_at=town.account("worker-zhang").created_at))


@pytest.fixture
def spot(people):
    """`spot(number, "wang")`: where he is told it lies."""
    return lambda number, name=None: seen_by(number, name and getattr(people, name))["coordinates"]


def test_until_somebody_takes_it_on_all_but_the_reporter_see_the_compound(life, on_the_map, spot):
    of_members, of_all = (life.submit(queue=queue, coordinates=AT_HOME) for queue in (Queue.PARTY_MEMBER, Queue.PUBLIC))

    assert [spot(of_members, name) for name in ("wang", "zhang", "wu", "feng")] == [COMPOUND] * 4
    assert [spot(of_all, name) for name in ("hu", "qian")] == [COMPOUND] * 2
    assert (spot(of_members, "li"), spot(of_all, "li")) == (AT_HOME, AT_HOME)


def test_who_took_it_on_and_the_community_see_the_spot_and_who_only_looks_the_neighbourhood(life, on_the_map, spot):
    number = life.hold(life.submit(coordinates=AT_HOME))

    assert [spot(number, name) for name in ("li", "wang", "zhang", "wu", "feng")] == [
        AT_HOME, AT_HOME, AT_HOME, ROUGHLY, ROUGHLY]


def test_given_back_it_is_the_compound_again(life, people, on_the_map, spot):
    number = life.hold(life.submit(coordinates=AT_HOME))
    actions.release(number, by=people.wang, reason="这几天在外地")

    assert (spot(number, "wang"), spot(number, "zhang")) == (COMPOUND, COMPOUND)


def test_when_it_is_over_its_handler_sees_the_neighbourhood(life, on_the_map, spot):
    number = life.submit(coordinates=AT_HOME)
    life.rate(life.answer(number))

    assert (spot(number, "wang"), spot(number, "zhang")) == (ROUGHLY, AT_HOME)


def test_an_anonymous_reporters_spot_is_nobodys_however_far_it_has_come(life, on_the_map, spot):
    number = life.submit(coordinates=AT_HOME, anonymous=True)
    told = [spot(number, name) for name in ("wang", "zhang", "wu")]
    life.answer(number)
    told += [spot(number, name) for name in ("wang", "zhang", "wu")]
    life.rate(number)
    told += [spot(number, name) for name in ("wang", "zhang", "wu")]

    assert told == [COMPOUND] * 9 and spot(number, "li") == AT_HOME


@pytest.mark.parametrize("facts", [{}, {"anonymous": True}])
def test_where_nobody_has_said_where_the_compound_lies_there_is_no_spot(life, spot, facts):
    number = life.submit(coordinates=AT_HOME, **facts)

    assert [spot(number, name) for name in ("wang", "zhang", "wu")] == [None] * 3


def test_everybody_reads_of_a_public_matter_about_100_metres_and_no_anonymous_reporters(life, on_the_map, spot):
    named, anonymous = (life.submit(coordinates=AT_HOME, public=True, anonymous=hidden) for hidden in (False, True))
    everything_is_looked_at()
    waiting = [spot(named), spot(anonymous)]
    for number in (named, anonymous):
        life.hold(number)

    assert waiting == [COMPOUND, COMPOUND]
    assert [spot(named), spot(named, "sun"), spot(anonymous)] == [ROUGHLY, ROUGHLY, COMPOUND]


def test_a_supporter_of_what_is_not_public_is_told_no_spot(life, people, on_the_map, spot):
    number = life.hold(life.submit(coordinates=AT_HOME))
    actions.support(number, by=people.hu)

    assert spot(number, "hu") is None


@pytest.mark.parametrize("anonymous", [False, True])
def test_no_list_ledger_or_figure_has_a_spot(client, town, life, anonymous):
    life.hold(life.submit(coordinates=AT_HOME, anonymous=anonymous, public=True, queue=Queue.COMMUNITY))
    everything_is_looked_at()
    lists = [f"/tickets?view={view}" for view in ("place", "mine", "holding", "public")] + ["/tickets/ledger?"]
    figures = [f"/statistics/{name}?place={cast.COMMUNITY}" for name in ("hot", "worst", "backlog")]
    nearby = [f"/tickets/nearby?place={cast.NICKNAMES['building_1']}"]

    for path in [*lists, *(f"{path}&format=csv" for path in lists), *nearby, *figures]:
        answer = client.get(f"/api/v1{path}", headers=town.sign_in("worker-zhang"))
        assert answer.status_code == 200, path
        assert not [digits for digits in ("29.857", "107.081") if digits in answer.text], path
