"""Finding the person to give a role to: who may look, what he sees, and that it is written down."""

import orjson
import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.errors import Forbidden, Invalid
from service.organization.actions.finding import find_people
from service.organization.actions.staffing import create_staff
from service.organization.models import Role
from service.town import cast

PHONES = {person.name: person.phone for person in cast.PEOPLE}


def _looks():
    rows = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "person_looked_up")
                              .order_by(AuditEntry.sequence))
    return [(row.subject, row.details) for row in rows]


@pytest.mark.parametrize("name", ["resident-li", "worker-zhang", "auditor-feng", "unit-he", "secretary-lin"])
def test_who_gives_no_roles_finds_nobody(town, name):
    with pytest.raises(Forbidden):
        find_people(by=town.actor(name), phone=PHONES["resident-li"])


def test_a_resident_is_found_by_his_phone_masked(town):
    found, = find_people(by=town.actor("supervisor-wu"), phone=PHONES["resident-li"])

    assert found["account_id"] == town.account("resident-li").id
    assert (found["display_name"], found["phone_masked"], found["username"], found["grants"]) == (
        "李*", f"{PHONES['resident-li'][:3]}****{PHONES['resident-li'][-4:]}", None, [])


def test_staff_of_ones_own_places_are_found_by_a_part_of_the_name(town):
    name = town.account("worker-zhang").display_name

    found, = find_people(by=town.actor("supervisor-wu"), name=name[:2])

    assert (found["display_name"], [held["role"] for held in found["grants"]]) == (name, [Role.COMMUNITY_WORKER])


@pytest.mark.parametrize("part", ["李阿", "%", "_"])
def test_residents_are_not_found_by_name_nor_everybody_by_a_sign(town, part):
    assert find_people(by=town.actor("admin-zheng"), name=part) == []


def test_a_town_does_not_see_what_one_is_elsewhere(town):
    found, = find_people(by=town.actor("supervisor-wu"), phone=PHONES["admin-zheng"])

    assert (found["grants"], found["display_name"]) == ([], "郑*")


def test_a_username_is_found_however_it_is_written(town):
    zheng = town.actor("admin-zheng")
    made = create_staff("小周", "zhou.desk", Role.COMMUNITY_WORKER, town.place("community"), by=zheng)

    found, = find_people(by=zheng, username=" Zhou.Desk ")

    assert (found["account_id"], found["username"], found["has_password"]) == (made.account_id, "zhou.desk", False)


def test_nobody_is_found_quietly(town):
    assert find_people(by=town.actor("admin-zheng"), phone="13999999999") == []


def test_a_look_is_written_down_and_what_was_typed_is_not(town):
    find_people(by=town.actor("admin-zheng"), phone=PHONES["resident-li"])
    find_people(by=town.actor("admin-zheng"), phone="13999999999")

    (subject, said), (nobody, _) = _looks()
    assert (subject, nobody) == (f"account:{town.account('resident-li').id}", "accounts")
    assert orjson.loads(said) == {"how": "phone", "found": 1}


@pytest.mark.parametrize("typed", [{}, {"phone": "13800001234", "username": "zhou"}])
def test_one_thing_is_asked_at_a_time(town, typed):
    with pytest.raises(Invalid):
        find_people(by=town.actor("admin-zheng"), **typed)
