"""Who leads what: appointed with dates, followed, ended; and the roles that come and go with it."""

from datetime import date

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden, Invalid, NotFound, WrongMoment
from service.organization.actions import grants as granting
from service.organization.models import Grant, Role, Unit
from service.party.actions.bodies import found_group
from service.party.actions.members import enrol
from service.party.actions.offices import AlreadyInOffice, OfficeEnded, appoint, end_office
from service.party.models import CourtyardGroup, Leadership, MemberHousehold, Office, PartyMember
from service.party.queries.bodies import body

TODAY = date(2026, 3, 4)


def _live(office, member):
    return db.session.scalars(sa.select(Leadership).where(
        Leadership.office == office, Leadership.member_id == member.id, Leadership.until.is_(None))).one()


def test_a_new_lead_follows_the_old_one_whose_role_goes(people, town, grants, history):
    group, lin = town.group(1), town.member("林书记")

    appoint(Office.GROUP_LEAD, group, lin, date(2026, 2, 1), by=people.wu)

    assert history(Leadership.group_id == group.id) == [
        ("胡院长", "2024-01-01", "2026-02-01"), ("林书记", "2026-02-01", None)]
    assert grants("lead-hu", Role.COURTYARD_LEAD) == []
    assert grants("secretary-lin", Role.COURTYARD_LEAD) == [town.place("courtyard_1").code]


def test_the_secretary_of_a_village_gets_the_role_there(people, town, grants):
    appoint(Office.SECRETARY, town.branch("village"), town.member("胡院长"), by=people.wu)

    assert grants("lead-hu", Role.BRANCH_SECRETARY) == [town.place("village").code]
    assert grants("secretary-lin", Role.BRANCH_SECRETARY) == []


def test_the_secretary_of_a_town_gets_no_role(people, town, grants):
    member = enrol(name="李阿姨", branch=town.branch("town"), account_id=people.li.account_id, by=None)

    office = appoint(Office.SECRETARY, town.branch("town"), member, by=people.wu)

    assert (office.grant_id, grants("resident-li", Role.BRANCH_SECRETARY)) == (None, [])


def test_the_contact_of_a_unit_becomes_its_administrator_beside_the_first(people, town, grants):
    appoint(Office.UNIT_CONTACT, town.unit, town.member("赵师傅"), by=people.he)

    assert grants("member-zhao", Role.UNIT_ADMIN) == ["500115"]
    assert people.zhao.held(Role.UNIT_ADMIN)[0].unit_id == town.unit.id
    assert grants("unit-he", Role.UNIT_ADMIN) == ["500115"]


def test_an_administrator_of_another_unit_at_the_same_place_is_refused(people, town):
    granting.give(Role.UNIT_ADMIN, people.zhao.account_id, town.place("district"), by=None, unit=None)

    with pytest.raises(WrongMoment) as refused:
        appoint(Office.UNIT_CONTACT, town.unit, town.member("赵师傅"), by=people.he)

    assert refused.value.code == "grant_of_another_unit"


def test_committee_members_stand_side_by_side(people, town):
    for name in ("胡院长", "游建国"):
        appoint(Office.COMMITTEE_MEMBER, town.branch("village"), town.member(name), by=people.lin)

    assert db.session.scalar(sa.select(sa.func.count()).where(
        Leadership.office == Office.COMMITTEE_MEMBER, Leadership.until.is_(None))) == 2
    with pytest.raises(AlreadyInOffice):
        appoint(Office.COMMITTEE_MEMBER, town.branch("village"), town.member("游建国"), by=people.lin)


def test_a_grant_that_stands_is_joined_and_ends_with_the_office(people, town, grants):
    granting.give(Role.COURTYARD_LEAD, people.lin.account_id, town.place("courtyard_2"), by=None)

    office = appoint(Office.GROUP_LEAD, town.group(2), town.member("林书记"), by=people.wu)

    assert grants("secretary-lin", Role.COURTYARD_LEAD) == [town.place("courtyard_2").code]
    end_office(office.id, by=people.wu)
    assert grants("secretary-lin", Role.COURTYARD_LEAD) == []


def test_a_grant_stays_while_another_office_needs_it(people, town, grants):
    second = _group_at("courtyard_1", town)
    first = _live(Office.GROUP_LEAD, town.member("胡院长"))
    other = appoint(Office.GROUP_LEAD, second, town.member("胡院长"), by=people.wu)

    end_office(first.id, by=people.wu)

    assert grants("lead-hu", Role.COURTYARD_LEAD) == [town.place("courtyard_1").code]
    end_office(other.id, by=people.wu)
    assert grants("lead-hu", Role.COURTYARD_LEAD) == []


def _group_at(nickname, town):
    return found_group("group-x", "又一个党小组", "demo-branch-village", town.place(nickname).code, by=None)


def test_a_role_an_admin_takes_back_leaves_the_office_without_it(people, town):
    office = _live(Office.GROUP_LEAD, town.member("胡院长"))

    granting.revoke(office.grant_id, by=people.zheng)

    db.session.refresh(office)
    assert (office.until, office.grant_id) == (None, None)
    end_office(office.id, by=people.lin)


def test_an_ended_office_remembers_the_grant_it_had(people, town):
    office = _live(Office.GROUP_LEAD, town.member("胡院长"))
    grant_id = office.grant_id

    end_office(office.id, by=people.lin)

    assert office.grant_id == grant_id
    assert db.session.get(Grant, grant_id).revoked_by_id == people.lin.account_id


@pytest.mark.parametrize(("since", "field"), [(date(2026, 3, 5), "since"), (date(2023, 12, 31), "since")])
def test_an_office_begins_neither_tomorrow_nor_before_the_one_it_follows(people, town, since, field):
    with pytest.raises(Invalid) as refused:
        appoint(Office.GROUP_LEAD, town.group(1), town.member("游建国"), since, by=people.lin)

    assert list(refused.value.extra["fields"]) == [field]


@pytest.mark.parametrize("until", [date(2026, 3, 5), date(2023, 12, 31)])
def test_an_office_ends_neither_tomorrow_nor_before_it_began(people, town, until):
    with pytest.raises(Invalid):
        end_office(_live(Office.GROUP_LEAD, town.member("胡院长")).id, until=until, by=people.lin)


def test_what_has_ended_is_history(people, town):
    office = _live(Office.GROUP_LEAD, town.member("胡院长"))
    end_office(office.id, until=date(2026, 1, 1), by=people.lin)

    with pytest.raises(OfficeEnded):
        end_office(office.id, by=people.lin)
    assert office.until == date(2026, 1, 1)


@pytest.mark.parametrize(("office", "kind", "code", "name"), [
    (Office.GROUP_LEAD, CourtyardGroup, "demo-group-1", "王师傅"),
    (Office.HOUSEHOLD_HEAD, MemberHousehold, "demo-household-1", "王师傅"),
    (Office.UNIT_CONTACT, Unit, "demo-unit", "胡院长"),
    (Office.SECRETARY, CourtyardGroup, "demo-group-1", "胡院长")])
def test_only_a_member_of_the_body_leads_it_in_an_office_of_its_kind(town, today, office, kind, code, name):
    with pytest.raises(Invalid):
        appoint(office, body(kind, code), town.member(name), by=None)


@pytest.mark.parametrize(("who", "office", "code", "kind", "name"), [
    ("lin", Office.SECRETARY, "demo-branch-village", "branch", "胡院长"),   # not one's own successor
    ("hu", Office.GROUP_LEAD, "demo-group-1", "group", "游建国"),
    ("zhang", Office.GROUP_LEAD, "demo-group-1", "group", "游建国"),
    ("wu", Office.UNIT_CONTACT, "demo-unit", "unit", "赵师傅"),
    ("wang", Office.UNIT_CONTACT, "demo-unit", "unit", "赵师傅")])
def test_who_may_not_appoint(people, town, who, office, code, kind, name):
    found = {"branch": lambda: town.branch("village"), "group": lambda: town.group(1), "unit": lambda: town.unit}

    with pytest.raises(Forbidden):
        appoint(office, found[kind](), town.member(name), by=getattr(people, who))


def test_a_secretary_does_not_end_the_offices_of_another_village(people, town):
    member = enrol(name="某人", branch=town.branch("community"), by=None)
    office = appoint(Office.COMMITTEE_MEMBER, town.branch("community"), member, by=people.wu)

    with pytest.raises(NotFound):
        end_office(office.id, by=people.lin)


def test_a_member_without_an_account_leads_without_a_role(people, town):
    office = appoint(Office.GROUP_LEAD, town.group(1), town.member("游建国"), by=people.lin)

    assert office.grant_id is None


@pytest.mark.only_postgresql
def test_two_leads_appointed_at_once_follow_each_other(town, run_together):
    group, members = town.group(1).id, [town.member(name).id for name in ("游建国", "余秀兰")]

    results = run_together([
        lambda number=number: appoint(Office.GROUP_LEAD, db.session.get(CourtyardGroup, group),
                                      db.session.get(PartyMember, number), by=None).id for number in members])

    assert all(isinstance(result, int) for result in results), results
    db.session.expire_all()
    assert db.session.scalar(sa.select(sa.func.count()).where(
        Leadership.group_id == group, Leadership.until.is_(None))) == 1
