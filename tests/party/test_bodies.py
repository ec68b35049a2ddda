"""Branches, groups, households and stations: where they stand, how they change, and when they may end."""

from datetime import date

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, NotFound, Stale, WrongMoment
from service.organization.models import Role
from service.party.actions import bodies, stations
from service.party.actions.members import enrol, leave
from service.party.actions.offices import appoint
from service.party.models import CourtyardGroup, DeliberationStation, Leadership, MemberHousehold, Office, PartyBranch
from service.party.queries import organisation
from service.party.queries import stations as shown

HOURS = [{"days": [1], "from": "09:00", "to": "11:30"}]
TODAY = date(2026, 3, 4)
HERE = {"branch": lambda place: bodies.found_branch("x-1", "新支部", place, by=None),
        "group": lambda place: bodies.found_group("x-1", "新小组", "demo-branch-village", place, by=None),
        "household": lambda place: bodies.found_household("x-1", "新户", "demo-group-1", place, by=None),
        "station": lambda place: stations.open_station("x-1", "新站", place, HOURS, by=None)}


@pytest.mark.parametrize(("kind", "place"), [
    ("branch", "courtyard_1"), ("branch", "building_1"), ("group", "village"), ("group", "compound"),
    ("group", "building_1"), ("household", "courtyard_2"), ("household", "village"), ("station", "town"),
    ("station", "district")])
def test_a_body_stands_on_its_level_below_the_one_it_belongs_to(town, kind, place):
    with pytest.raises(Invalid) as refused:
        HERE[kind](town.place(place).code)

    assert list(refused.value.extra["fields"]) == ["place_code"]


@pytest.mark.parametrize(("kind", "place"), [
    ("branch", "district"), ("branch", "community"), ("group", "courtyard_2"), ("household", "courtyard_1"),
    ("station", "village"), ("station", "courtyard_1")])
def test_a_body_stands_where_it_may(town, kind, place):
    assert HERE[kind](town.place(place).code).place.code == town.place(place).code


def test_a_branch_hangs_below_one_whose_place_is_above(town):
    with pytest.raises(Invalid):
        bodies.found_branch("x-1", "新支部", town.place("village").code, "demo-branch-community", by=None)


def test_a_code_is_given_once_and_properly(people, town):
    with pytest.raises(WrongMoment) as refused:
        bodies.found_group("demo-group-2", "新小组", "demo-branch-village", town.place("courtyard_1").code,
                           by=people.lin)
    with pytest.raises(Invalid):
        bodies.found_group("坏 码", "新小组", "demo-branch-village", town.place("courtyard_1").code, by=people.lin)

    assert refused.value.code == "code_taken"


@pytest.mark.parametrize("who", ["lin", "zhang", "feng", "hu"])
def test_branches_are_shaped_from_above(people, town, who):
    with pytest.raises(Forbidden):
        bodies.found_branch("x-1", "新支部", town.place("village").code, by=getattr(people, who))


def test_a_secretary_arranges_his_village_only(people, town):
    bodies.found_group("x-1", "新小组", "demo-branch-village", town.place("courtyard_1").code, by=people.lin)

    with pytest.raises(Forbidden):
        bodies.found_group("x-2", "新小组", "demo-branch-community", town.place("compound").code, by=people.lin)


def test_a_branch_does_not_hang_below_itself_in_the_end(people, town):
    bodies.found_branch("x-1", "一", town.place("village").code, "demo-branch-village", by=None)
    bodies.found_branch("x-2", "二", town.place("village").code, "x-1", by=None)

    with pytest.raises(Invalid):
        bodies.change(PartyBranch, "demo-branch-village", by=people.wu, name="村", parent_code="x-2")
    bodies.change(PartyBranch, "x-2", by=people.wu, name="二", parent_code="demo-branch-village")

    assert organisation.body(PartyBranch, "x-2", people.wu)["parent_code"] == "demo-branch-village"


@pytest.mark.parametrize(("kind", "code", "below"), [
    (PartyBranch, "demo-branch-town", ["branches"]), (PartyBranch, "demo-branch-village", ["groups", "members"]),
    (CourtyardGroup, "demo-group-1", ["households", "members"])])
def test_nothing_ends_that_others_depend_on(people, kind, code, below):
    with pytest.raises(WrongMoment) as refused:
        bodies.change(kind, code, by=people.wu, name="不在了", ended_on=TODAY)

    assert (refused.value.code, refused.value.extra["below"]) == ("body_in_use", below)
    assert organisation.seen(kind, code, None).ended_on is None


def test_an_empty_branch_ends_and_stays_ended(people):
    bodies.change(PartyBranch, "demo-branch-community", by=people.wu, name="东街", ended_on=TODAY)

    with pytest.raises(WrongMoment) as refused:
        bodies.change(PartyBranch, "demo-branch-community", by=people.wu, name="又活了")
    assert refused.value.code == "body_ended"


def test_a_household_that_ends_has_no_head_any_more(people, town, history):
    bodies.change(MemberHousehold, "demo-household-1", by=people.lin, name="胡家", ended_on=TODAY)

    held = history(Leadership.household_id == organisation.seen(MemberHousehold, "demo-household-1", None).id)
    assert held == [("胡院长", "2024-01-01", "2026-03-04")]


def test_a_group_ends_when_its_members_have_gone_and_its_lead_loses_the_role(people, town, grants):
    bodies.change(MemberHousehold, "demo-household-2", by=people.lin, name="谭家", ended_on=TODAY)
    leave(town.member("谭德厚"), on=TODAY, by=None)
    leave(town.member("文素芬"), on=TODAY, by=None)
    appoint(Office.GROUP_LEAD, town.group(2), town.member("林书记"), by=people.lin)

    bodies.change(CourtyardGroup, "demo-group-2", by=people.lin, name="竹林", ended_on=TODAY)

    assert grants("secretary-lin", Role.COURTYARD_LEAD) == []


def test_a_body_does_not_end_tomorrow(people):
    with pytest.raises(Invalid):
        bodies.change(PartyBranch, "demo-branch-community", by=people.wu, name="东街", ended_on=date(2026, 3, 5))


def test_a_change_names_the_version_it_saw(people):
    bodies.change(CourtyardGroup, "demo-group-1", by=people.lin, seen=1, name="大屋")

    with pytest.raises(Stale) as refused:
        bodies.change(CourtyardGroup, "demo-group-1", by=people.lin, seen=1, name="大房子")
    assert refused.value.extra["version"] == 2


def test_what_one_does_not_see_is_not_there(people):
    for who in (people.li, people.he, people.far):
        with pytest.raises(NotFound):
            bodies.change(CourtyardGroup, "demo-group-1", by=who, name="大屋")


def test_a_station_moves_within_what_one_arranges(people, town):
    stations.change_station("demo-station-1", by=people.lin, name="新站", place_code=town.place("courtyard_1").code,
                            hours=HOURS)

    with pytest.raises(Forbidden):
        stations.change_station("demo-station-1", by=people.lin, name="新站", hours=HOURS,
                                place_code=town.place("community").code)


def test_a_closed_station_stays_closed(people, town):
    place = town.place("village").code
    stations.change_station("demo-station-1", by=people.lin, name="站", place_code=place, hours=[], ended_on=TODAY)

    with pytest.raises(WrongMoment):
        stations.change_station("demo-station-1", by=people.lin, name="站", place_code=place, hours=HOURS)


@pytest.mark.only_postgresql
def test_a_branch_does_not_end_while_somebody_comes(town, run_together):
    number, wu = town.branch("community").id, town.actor("supervisor-wu")
    results = run_together([
        lambda: enrol(name="新人", branch=db.session.get(PartyBranch, number), by=None).id,
        lambda: bodies.change(PartyBranch, "demo-branch-community", by=wu, name="东街", ended_on=date(2026, 1, 1))])

    assert len([result for result in results if isinstance(result, WrongMoment)]) == 1, results


@pytest.mark.parametrize(("field", "typed", "proposed"), [
    ("name", "王大姐议事站", "王*议事站"), ("spot", "村委会一楼，钥匙找13800138000", "村委会一楼，钥匙找***")])
def test_a_station_names_nobody_and_who_writes_it_sees_how_it_could_read(people, town, field, typed, proposed):
    station = {"name": "新站", "place_code": town.place("village").code, "hours": HOURS} | {field: typed}

    for write in (lambda: stations.open_station("station-2", by=people.lin, **station),
                  lambda: stations.change_station("demo-station-1", by=people.lin, **station)):
        with pytest.raises(Invalid) as refused:
            write()
        assert refused.value.code == "persons_left"
        assert refused.value.extra["fields"][field][0].endswith(f"请改成：{proposed}")


def test_a_station_says_its_own_room_and_telephone(people, town):
    spot = "2号楼101室，电话023-40251234"
    stations.change_station("demo-station-1", by=people.lin, name="新站", spot=spot, hours=HOURS,
                            place_code=town.place("village").code)

    assert shown.station("demo-station-1")["spot"] == spot


def test_a_station_from_before_is_read_masked(town):
    with atomic():
        db.session.execute(sa.update(DeliberationStation).values(name="王大姐议事站", spot="找13800138000"))

    for station in (shown.station("demo-station-1"), *shown.stations(limit=9).items):
        assert (station["name"], station["spot"]) == ("王*议事站", "找***")
