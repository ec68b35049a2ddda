"""Teams are founded, renamed and ended by the town or the district."""

import pytest

from service.core.errors import Forbidden, Invalid, Stale, WrongMoment
from service.organization.models import Role
from service.town import cast
from service.volunteering import actions
from service.volunteering.models import Ending, MembershipState, Trade
from service.volunteering.queries import teams
from service.volunteering.queries.opening import TeamEnded, UnknownTeam
from tests.volunteering.conftest import TEAM

ONLY_SQLITE = True


def _codes(by, **wanted):
    wanted = {"place": None, "trade": None, "mine": False, "limit": 20, "cursor": None} | wanted
    return [item["code"] for item in teams.listed(by, **wanted).items]


@pytest.mark.parametrize("name", ["zhang", "li", "feng", "lin", "hu", "wang"])
def test_only_the_town_and_the_district_found_teams(people, name):
    with pytest.raises(Forbidden):
        actions.found_team(by=getattr(people, name), code="x", name="队", trade=Trade.COURIER,
                           place_code=cast.COMMUNITY)


@pytest.mark.parametrize(("name", "place", "may"), [("wu", "district", False), ("zheng", "district", True),
                                                    ("wu", "village", True)])
def test_a_town_founds_teams_of_its_own_places_only(people, name, place, may):
    def found():
        return actions.found_team(by=getattr(people, name), code="x", name="队", trade=Trade.OTHER,
                                  place_code=cast.NICKNAMES[place]).place.code
    if may:
        assert found() == cast.NICKNAMES[place]
    else:
        with pytest.raises(Forbidden):
            found()


@pytest.mark.parametrize("place", ["compound", "courtyard_1", "building_1"])
def test_a_team_belongs_to_a_community_or_more(riders, place):
    with pytest.raises(Invalid) as refused:
        riders.team(place=place)

    assert list(refused.value.extra["fields"]) == ["place_code"]


def test_a_code_names_one_team(riders):
    riders.team()

    with pytest.raises(WrongMoment) as refused:
        riders.team(place="community")

    assert refused.value.code == "code_taken"


def test_teams_are_found_by_place_trade_and_membership(riders, people):
    riders.team("a", "town", Trade.COURIER)
    riders.team("b", "community", Trade.RIDE_HAILING)
    riders.team("c", "village", Trade.COURIER)
    riders.asked("li", "c")

    assert _codes(people.li) == ["a", "b", "c"]
    assert _codes(people.li, place=cast.COMMUNITY) == ["b"]
    assert _codes(people.li, trade=Trade.COURIER) == ["a", "c"]
    assert _codes(people.li, mine=True) == ["c"]


def test_a_page_of_teams_costs_the_same_however_many(riders, people, statements):
    counts, li = [], people.li
    for number in range(6):
        riders.team(f"t{number}")
        if number in (0, 5):
            with statements() as sent:
                _codes(li)
            counts.append(len(sent))

    assert counts[0] == counts[1] <= 2


def test_everybody_reads_who_leads_and_nobody_reads_who_belongs(riders, people):
    riders.team()
    riders.led("li")
    riders.joined("sun")

    shown = teams.detail(TEAM, people.chen)

    assert shown["leaders"] == ["李阿姨"] and shown["membership"] is None
    assert "孙师傅" not in str(shown)


def test_a_change_names_the_version_it_saw(riders, people):
    riders.team()
    actions.change_team(TEAM, by=people.wu, name="二队", trade=Trade.COURIER, seen=1)

    with pytest.raises(Stale) as refused:
        actions.change_team(TEAM, by=people.wu, name="三队", trade=Trade.COURIER, seen=1)

    assert (refused.value.extra["version"], teams.detail(TEAM, people.li)["name"]) == (2, "二队")


def test_a_leader_does_not_rename_the_team(riders, people):
    riders.team()
    riders.led("li")

    with pytest.raises(Forbidden):
        actions.change_team(TEAM, by=people.li, name="我的队", trade=Trade.COURIER)


def test_with_the_team_end_its_memberships_and_the_roles_that_came_from_it(riders, people, life):
    riders.team()
    leader, member, waiting = riders.led("li"), riders.joined("sun"), riders.asked("wang")

    with life.letters() as heard:
        actions.end_team(TEAM, by=people.wu)

    ended = [riders.member(one) for one in (leader, member, waiting)]
    assert {(one.state, one.ended_because) for one in ended} == {(MembershipState.ENDED, Ending.TEAM_ENDED)}
    assert not people.li.held(Role.VOLUNTEER) and not people.sun.held(Role.VOLUNTEER)
    assert sorted(heard) == [("li", "team_ended"), ("sun", "team_ended"), ("wang", "team_ended")]
    assert _codes(people.li) == []


def test_nobody_joins_a_team_that_is_over(riders, people):
    riders.team()
    actions.end_team(TEAM, by=people.zheng)

    with pytest.raises(TeamEnded):
        riders.asked("li")
    with pytest.raises(TeamEnded):
        actions.end_team(TEAM, by=people.zheng)


def test_an_unknown_team_is_none(people):
    with pytest.raises(UnknownTeam):
        actions.ask("no/such\x00team", by=people.li)
