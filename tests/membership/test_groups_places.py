"""Which groups serve a place, and which places have none."""


import pytest

from service.core.errors import Forbidden
from service.membership.actions import groups as actions
from service.membership.queries import groups as queries


def _found(town, name, **asked):
    return [item["name"] for item in queries.groups(town.actor(name), **asked).items]


def _missing(town, name="worker-zhang", place="community", **asked):
    return [item["code"] for item in queries.missing(town.place(place).code, town.actor(name), **asked).items]


def test_a_compound_without_a_group_is_listed_once_for_all_its_buildings(town):
    assert _missing(town) == [town.place("compound").code, town.place("river_compound").code]


def test_a_group_of_the_compound_serves_its_buildings(town, group):
    assert _missing(town) == [town.place("river_compound").code]


def test_beside_a_building_with_its_own_group_the_others_are_missing(town, enter):
    enter("building_1")

    assert _missing(town, place="compound") == [town.place(name).code for name in ("building_2", "building_3")]


def test_a_group_of_the_whole_community_is_none_of_a_compound_and_a_dissolved_one_serves_nobody(town, enter, group):
    enter("community", "社区群")
    actions.end(group.id, by=town.actor("worker-zhang"))

    assert town.place("compound").code in _missing(town)


@pytest.mark.parametrize("name", ["member-wang", "worker-far", "resident-li", "auditor-feng"])
def test_who_does_not_look_after_a_place_is_not_told_what_it_lacks(town, name):
    with pytest.raises(Forbidden):
        _missing(town, name)


def test_the_directory_is_walked_by_place_each_group_once(town, enter):
    for place in ("river_compound", "compound", "building_1"):
        for name in ("1群", "2群"):
            enter(place, name)
    by, walked, cursor = town.actor("worker-zhang"), [], None
    while True:
        page = queries.groups(by, limit=2, cursor=cursor)
        walked += [(item["place"]["code"], item["name"]) for item in page.items]
        cursor = page.next
        if cursor is None:
            break

    assert walked == sorted(walked)
    assert len(set(walked)) == 6


def test_the_groups_that_serve_a_building_are_its_own_its_compounds_and_its_communitys(town, enter):
    for place, name in (("building_1", "楼群"), ("building_2", "邻楼群"), ("compound", "小区群"),
                        ("community", "社区群"), ("river_compound", "河街群")):
        enter(place, name)

    assert set(_found(town, "member-wang", place=town.place("building_1").code)) == {"楼群", "小区群", "社区群"}
    assert set(_found(town, "member-wang", place=town.place("compound").code)) == {"楼群", "邻楼群", "小区群", "社区群"}
    assert len(_found(town, "member-wang")) == 5


def test_a_page_of_groups_costs_the_same_however_many(town, enter, statements):
    for number in range(12):
        enter(name=f"{number}群")
    counts = []
    for limit in (1, 10):
        by = town.actor("worker-zhang")
        with statements() as sent:
            queries.groups(by, limit=limit)
        counts.append(len(sent))

    assert counts == [1, 1]
