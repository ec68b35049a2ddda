"""Who sees which registrations, and how much of a person; a page costs the same however long it is."""

import pytest

from service.core.errors import NotFound
from service.membership.actions import deciding
from service.membership.models.registration import RegistrationState
from service.membership.queries import registrations as queries
from service.membership.queries import units
from service.organization.actions import grants
from service.organization.models import Role, Unit
from service.town import cast


@pytest.fixture
def both(registry):
    """One registration at home, one in another community: `(home, away)`."""
    return registry.apply("li", "building_1"), registry.apply("qian", "other_community")


def _ids(page):
    return {item["id"] for item in page.items}


@pytest.mark.parametrize(("who", "view", "seen"), [
    ("li", "mine", [0]), ("qian", "mine", [1]), ("chen", "mine", []), ("zhang", "place", [0]), ("far", "place", [1]),
    ("wu", "place", [0, 1]), ("zheng", "place", [0, 1]), ("feng", "place", [0, 1]), ("he", "unit", [0, 1]),
    ("zhang", "unit", []), ("he", "place", []), ("lin", "place", []), ("wang", "place", []), ("li", "place", [])])
def test_each_view_holds_what_is_ones_own_to_see(both, people, who, view, seen):
    page = queries.registrations(getattr(people, who), view=view)

    assert _ids(page) == {both[number].id for number in seen}


@pytest.mark.parametrize("who", ["li", "qian", "zhang", "far", "wu", "feng", "he", "wang", "lin"])
def test_one_opens_exactly_what_ones_lists_hold(both, people, who):
    actor = getattr(people, who)
    listed = set().union(*(_ids(queries.registrations(actor, view=view)) for view in queries.VIEWS))

    for one in both:
        if one.id in listed:
            assert queries.registration(one.id, actor)["id"] == one.id
        else:
            with pytest.raises(NotFound):
                queries.registration(one.id, actor)


@pytest.mark.parametrize(("who", "name", "has_phone", "place"), [
    ("li", "李阿姨", True, "1号楼"), ("zhang", "李阿姨", True, "1号楼"), ("he", "李阿姨", True, "东街社区"),
    ("wu", "李*", False, "1号楼"), ("feng", "李*", False, "1号楼")])
def test_each_sees_as_much_of_a_person_as_he_needs(both, people, who, name, has_phone, place):
    shown = queries.registration(both[0].id, getattr(people, who))

    assert (shown["name"], shown["phone_masked"] is not None, shown["place"]["name"]) == (name, has_phone, place)
    assert shown["phone_masked"] in (None, "190****0001")


def test_a_unit_reads_no_other_units_members(both, people, town):
    other = Unit(code="other-unit", name="另一个局", place_id=town.place("district").id)
    with grants.atomic() as session:
        session.add(other)
        session.flush()
        grants.give(Role.UNIT_ADMIN, people.chen.account_id, town.place("district"), by=None, unit=other)

    assert queries.registrations(people.chen, view="unit").items == []
    with pytest.raises(NotFound):
        queries.registration(both[0].id, people.chen)
    with pytest.raises(NotFound):
        units.members(cast.UNIT_CODE, by=people.chen, limit=20)
    assert units.members("other-unit", by=people.chen, limit=20).items == []


def test_a_list_is_narrowed_by_state_place_unit_and_skill(both, people):
    deciding.accept(both[0].id, by=people.zhang)

    def found(**asked):
        return _ids(queries.registrations(people.zheng, view="place", **asked))

    assert found(state=RegistrationState.ACCEPTED) == {both[0].id}
    assert found(place=cast.OTHER_COMMUNITY) == {both[1].id}
    assert found(unit="nowhere") == set()
    assert found(skill="law") == set() and len(found(skill="electrical")) == 2


@pytest.mark.parametrize(("place", "seen"), [
    ("building_1", []), ("compound", []), ("community", [0]), ("town", [0, 1])])
def test_a_unit_does_not_learn_the_house_by_asking_for_one_after_another(both, people, place, seen):
    page = queries.registrations(people.he, view="unit", place=cast.NICKNAMES[place])

    assert _ids(page) == {both[number].id for number in seen}


@pytest.mark.parametrize(("who", "note"), [
    ("li", "住二单元"), ("zhang", "住二单元"), ("he", None), ("wu", None), ("feng", None)])
def test_what_he_wrote_to_the_community_is_for_the_community(registry, people, who, note):
    applied = registry.apply("li", note="住二单元")

    assert queries.registration(applied.id, getattr(people, who))["note"] == note


def test_pages_hold_everything_once(registry, people):
    wanted = [registry.apply_for(registry.enrol(f"党员{number}")).id for number in range(7)]
    found, cursor = [], None
    for _ in range(4):
        page = queries.registrations(people.zhang, view="place", limit=2, cursor=cursor)
        found, cursor = found + [item["id"] for item in page.items], page.next

    assert (found, cursor) == (wanted[::-1], None)


def test_a_page_costs_two_statements_however_long(registry, people, statements):
    for number in range(6):
        registry.apply_for(registry.enrol(f"党员{number}"))
    worker, admin, sent = people.zhang, people.he, []
    for limit in (1, 6):
        with statements() as one:
            queries.registrations(worker, view="place", limit=limit)
        with statements() as other:
            units.members(cast.UNIT_CODE, by=admin, limit=limit)
        sent.append((len(one), len(other)))

    assert sent == [(2, 3), (2, 3)]


def test_the_unit_sees_its_roster_with_how_each_one_stands(both, people):
    deciding.accept(both[0].id, by=people.zhang)

    rows = {item["name"]: item for item in units.members(cast.UNIT_CODE, by=people.he, limit=100).items}

    assert set(rows) == {"王师傅", "赵师傅", "孙师傅", "何干事", "李阿姨", "钱骑手"}
    assert rows["李阿姨"]["registration"]["state"] is RegistrationState.ACCEPTED
    assert rows["李阿姨"]["registration"]["community"]["code"] == cast.COMMUNITY
    assert rows["王师傅"]["registration"] is None


@pytest.mark.parametrize("who", ["zhang", "wu", "zheng", "feng", "wang"])
def test_others_do_not_find_the_roster(people, who):
    with pytest.raises(NotFound):
        units.members(cast.UNIT_CODE, by=getattr(people, who), limit=20)


@pytest.mark.parametrize("path", ["/registrations?view=unit&", f"/units/{cast.UNIT_CODE}/members?"])
def test_a_file_says_in_words_how_a_registration_stands(client, town, registry, path):
    registry.apply("li")

    rows = client.get(f"/api/v1{path}format=csv", headers=town.sign_in("unit-he")).text

    assert "申请中" in rows and "applied" not in rows
