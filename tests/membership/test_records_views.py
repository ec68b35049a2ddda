"""Who sees which records, one by one, and that nobody but oneself is ever added up."""

from contextlib import suppress
from datetime import UTC, datetime

import pytest

from service.core.database import atomic
from service.membership.queries import records as queries
from service.membership.queries.records import UnknownRecord
from service.membership.routes import records as routes
from service.membership.schemas import records as shapes
from service.organization.actions import grants
from service.organization.models import Role, Unit

NEW_YEAR = datetime(2025, 12, 31, 16, tzinfo=UTC)
"""00:00 on 1 January 2026 in Changshou."""


@pytest.fixture
def three(served):
    """Of wang's, of zhao's, and of sun's in another community."""
    return {"wang": served("wang"), "zhao": served("zhao", ref="wish:2", minutes=20),
            "sun": served("sun", ref="wish:3", minutes=500, place="other_community")}


def _owners(people, name, **asked):
    page = queries.records(getattr(people, name), **asked)
    return [people.surname_of(item["member"]["account_id"]) for item in page.items]


def test_every_view_has_its_people(three, people):
    for name, view, seen in (
            ("wang", "mine", ["wang"]), ("wang", "community", []), ("wang", "unit", []), ("li", "mine", []),
            ("zhang", "mine", []), ("zhang", "community", ["zhao", "wang"]), ("far", "community", ["sun"]),
            ("he", "unit", ["sun", "zhao", "wang"]), ("he", "community", []), ("wu", "community", []),
            ("zheng", "unit", []), ("feng", "community", [])):
        assert _owners(people, name, view=view) == seen, (name, view)


@pytest.mark.parametrize(("name", "seen"), [
    ("wang", {"wang"}), ("li", set()), ("zhang", {"wang", "zhao"}), ("far", {"sun"}), ("he", {"wang", "zhao", "sun"}),
    ("wu", set()), ("zheng", set()), ("feng", set()), ("lin", set())])
def test_who_finds_a_record_in_no_list_finds_it_nowhere(three, people, name, seen):
    found = set()
    for owner, record_id in three.items():
        with suppress(UnknownRecord):
            queries.shown(record_id, getattr(people, name))
            found.add(owner)

    assert found == seen


def test_another_unit_sees_none_of_them(three, people, town):
    district = town.place("district")
    with atomic() as session:
        other = Unit(code="another-unit", name="另一单位", place_id=district.id)
        session.add(other)
        session.flush()
        grants.give(Role.UNIT_ADMIN, people.li.account_id, district, by=people.zheng, unit=other)

    assert _owners(people, "li", view="unit") == []
    with pytest.raises(UnknownRecord):
        queries.shown(three["wang"], people.li)


def test_a_worker_finds_what_waits_for_him(three, people):
    assert _owners(people, "zhang", view="community", state="unconfirmed") == ["wang"]
    assert _owners(people, "zhang", view="community", state="confirmed") == ["zhao"]


def test_a_list_is_of_a_kind_and_a_place_where_one_asks_for_it(three, served, people, town):
    served("wang", ref="post-turn:1", minutes=20, kind="post", place="river_building")

    assert len(_owners(people, "zhang", view="community", kind="post")) == 1
    assert len(_owners(people, "zhang", view="community", place=town.place("compound").code)) == 2


@pytest.mark.parametrize(("place", "found"), [("building_1", 0), ("compound", 0), ("community", 2), ("town", 3)])
def test_the_unit_does_not_learn_the_door_by_asking_for_one_place_after_another(three, people, town, place, found):
    assert len(_owners(people, "he", view="unit", place=town.place(place).code)) == found


def test_a_record_names_its_person_as_the_roster_does(registry, served, people):
    registry.accept("li", name="李淑芬")

    assert queries.shown(served("li"), people.zhang)["member"]["display_name"] == "李淑芬"


def test_the_unit_learns_the_community_and_not_at_whose_door(three, people, town):
    (item,) = [item for item in queries.records(people.he, view="unit").items if item["id"] == three["wang"]]

    assert item["place"]["code"] == town.place("community").code
    assert queries.shown(three["wang"], people.zhang)["place"]["code"] == town.place("building_1").code


def test_the_order_is_of_time_never_of_minutes(three, served, people):
    served("wang", ref="wish:4", minutes=1)

    assert [item["minutes"] for item in queries.records(people.he, view="unit").items] == [1, 500, 20, None]
    assert {"sort", "order", "sum"} & set(shapes.ServiceRecordsQuery().fields) == set()
    assert {"total", "minutes_total"} & set(shapes.ServiceRecordOut().fields) == set()


def test_ones_own_service_is_summed_by_local_year_and_kind(served, people):
    served(ref="wish:1", minutes=10, at=NEW_YEAR.replace(hour=15))
    served(ref="wish:2", minutes=20, at=NEW_YEAR)
    served(ref="post:1", minutes=40, at=NEW_YEAR, kind="post")
    served("zhao", ref="wish:3", minutes=80)
    served(ref="wish:4")

    said = queries.totals(people.wang)

    assert [(year["year"], year["count"], year["minutes"]) for year in said["years"]] == [(2026, 2, 60), (2025, 1, 10)]
    assert said["years"][0]["kinds"] == [{"kind": "wish", "count": 1, "minutes": 20},
                                         {"kind": "post", "count": 1, "minutes": 40}]
    assert said["unconfirmed"] == 1


def test_sums_are_asked_for_oneself_alone(app):
    sums = [rule.rule for rule in app.url_map.iter_rules() if rule.endpoint == f"{routes.bp.name}.own"]

    assert sums == ["/api/v1/me/service-record"]


def test_a_list_is_walked_once_and_a_page_costs_one_statement(served, people, statements):
    for number in range(9):
        served(ref=f"wish:{number}", minutes=5)
    walked, cursor, by = [], None, people.zhang
    while True:
        with statements() as sent:
            page = queries.records(by, view="community", limit=4, cursor=cursor)
        assert len(sent) == 1
        walked += [item["id"] for item in page.items]
        cursor = page.next
        if cursor is None:
            break

    assert walked == sorted(walked, reverse=True)
    assert len(walked) == 9


def test_a_list_is_had_as_a_file_with_local_times(served, client, town):
    served(minutes=5)
    answer = client.get("/api/v1/service-records?view=community&format=csv", headers=town.sign_in("worker-zhang"))

    heading, row = answer.text.splitlines()
    assert heading.removeprefix("\ufeff") == "时间,姓名,单位,地点,服务内容,来源,状态,分钟,本人填写分钟"
    assert row == "2026-03-04 12:00,王师傅,长寿区某某局,1号楼,修理水管,wish:1,已确认,5,"
