"""Who sees a day, and as what: the group and who looks after it in full, everybody when and where."""

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.courtyard.actions import days
from service.courtyard.models import PartyMassDay, Reason
from service.courtyard.queries import days as queries
from service.courtyard.queries.days import UnknownDay
from service.party.models import DeliberationStation
from tests.courtyard.conftest import OTHER_GROUP

RAIN = {"reason_code": Reason.WEATHER, "reason": "暴雨，院坝积水"}


@pytest.fixture
def march(fixed):
    """The id of the first group's day on 5 March, which is tomorrow."""
    return fixed.day("2026-03").id


def test_a_past_day_without_either_is_open_and_never_missing(fixed, march):
    fixed.go_to(2026, 3, 6)

    shown = queries.detail(march, fixed.by("hu"))

    assert (shown["state"], shown["permitted"]) == ("open", ["call_off"])


@pytest.mark.parametrize(("name", "verbs"), [("hu", ["move", "call_off"]), ("lin", ["move", "call_off"]),
                                             ("feng", [])])
def test_the_answer_says_what_one_may_do(fixed, march, name, verbs):
    assert queries.detail(march, fixed.by(name))["permitted"] == verbs


def test_a_list_of_a_month_holds_each_groups_day_by_state(fixed, march):
    fixed.fix(group=OTHER_GROUP)
    fixed.go_to(2026, 3, 6)
    fixed.hold("2026-03")
    lin = fixed.by("lin")

    def _found(**wanted):
        return [(day["group"]["code"], day["on"], day["state"]) for day in queries.days(lin, **wanted).items]
    assert _found(month="2026-03") == [("demo-group-1", "2026-03-05", "held"), (OTHER_GROUP, "2026-03-05", "open")]
    assert _found(month="2026-03", state="open") == [(OTHER_GROUP, "2026-03-05", "open")]
    assert _found(month="2026-03", state="planned") == []
    assert _found(place="500115001201-01", state="held") == [("demo-group-1", "2026-03-05", "held")]
    assert len(_found(group=OTHER_GROUP, limit=100)) == 13
    assert [on for _group, on, _state in _found(group=OTHER_GROUP, year=2027)] == [
        "2027-01-05", "2027-02-05", "2027-03-05"]
    assert len(_found(place="500115001", month="2026-04")) == 2
    assert _found(place="500115001003", month="2026-04") == []


def test_pages_follow_each_other_without_gap_or_double(fixed):
    fixed.fix(group=OTHER_GROUP)
    lin, seen, cursor = fixed.by("lin"), [], None
    while page := queries.days(lin, limit=7, cursor=cursor):
        seen += [day["id"] for day in page.items]
        cursor = page.next
        if cursor is None:
            break

    assert len(seen) == len(set(seen)) == 26


def test_a_page_costs_the_same_however_long(fixed, statements):
    fixed.fix(group=OTHER_GROUP)
    lin = fixed.by("lin")
    with statements() as few:
        queries.days(lin, limit=1)
    with statements() as many:
        assert len(queries.days(lin, limit=26).items) == 26

    assert len(few) == len(many) == 1


@pytest.mark.parametrize("name", [None, "li", "zhang", "wang"])
def test_residents_are_invited_and_told_no_more_than_when_and_where(fixed, march, name):
    by = name and fixed.by(name)
    page = queries.days(by, month="2026-03")

    assert {key for key, value in page.items[0].items() if value is not None} == {
        "id", "on", "at", "state", "place", "version"}
    shown = queries.detail(march, by)
    assert (shown["agenda"], shown["permitted"]) == (None, [])


@pytest.mark.parametrize("name", [None, "li", "zhang"])
def test_what_has_passed_or_ended_is_not_public(fixed, march, name):
    by = name and fixed.by(name)
    days.not_held(march, by=fixed.by("hu"), **RAIN)

    assert queries.days(by, month="2026-03").items == []
    with pytest.raises(UnknownDay):
        queries.detail(march, by)


@pytest.mark.parametrize("name", ["hu", "lin", "wu", "zheng", "feng", "chen"])
def test_the_group_and_who_looks_after_it_see_it_in_full(fixed, march, joined, name):
    days.not_held(march, by=fixed.by("hu"), **RAIN)

    assert queries.detail(march, fixed.by(name))["reason"] == "暴雨，院坝积水"


def test_a_member_sees_the_days_of_his_own_group_only(fixed, joined):
    fixed.fix(group=OTHER_GROUP)
    fixed.go_to(2026, 3, 6)

    assert [day["group"]["code"] for day in queries.days(fixed.by("chen"), month="2026-03").items] == ["demo-group-1"]


def test_the_station_of_a_day_is_read_without_persons(fixed):
    with atomic():
        db.session.execute(sa.update(DeliberationStation).values(name="王大姐议事站", spot="找13800138000"))
        db.session.execute(sa.update(PartyMassDay).values(
            station_id=sa.select(sa.func.min(DeliberationStation.id)).scalar_subquery()))

    station = queries.detail(fixed.day("2026-04").id, None)["station"]
    assert (station["name"], station["spot"]) == ("王*议事站", "找***")
