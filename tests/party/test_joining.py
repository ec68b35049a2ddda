"""A member becomes known by an account when his phone is proved, and is forgotten when the person leaves."""

import pytest
import sqlalchemy as sa

from service.accounts import queries as accounts
from service.accounts.actions import erase, verify_phone
from service.core.database import atomic, db
from service.organization.models import Role
from service.party.actions.members import enrol
from service.party.actions.offices import appoint
from service.party.models import Office, PartyMember

PHONE = "13900000001"


def _row(number):
    return db.session.get(PartyMember, number, populate_existing=True)


def test_a_proved_phone_joins_the_member_and_brings_the_roles_he_leads_by(people, town, grants, announced):
    member = enrol(name="陈大爷", phone=PHONE, group=town.group(1), by=None)
    appoint(Office.GROUP_LEAD, town.group(1), member, by=people.lin)

    verify_phone(f"phone:{PHONE}", by=people.chen)

    assert _row(member.id).account_id == people.chen.account_id
    assert announced == [("joined", member.id)]
    assert grants("resident-chen", Role.COURTYARD_LEAD) == [town.place("courtyard_1").code]


def test_an_account_on_a_roster_does_not_join_a_second_row(people, town, announced):
    member = enrol(name="王某", phone=PHONE, branch=town.branch("village"), by=None)

    verify_phone(f"phone:{PHONE}", by=people.wang)

    assert (_row(member.id).account_id, announced) == (None, [])


def test_a_row_that_is_known_stays_whose_it_is(people, town):
    wang = town.member("王师傅")

    verify_phone(f"phone:{wang.phone}", by=people.chen)

    assert _row(wang.id).account_id == people.wang.account_id


def test_one_who_left_the_roster_is_not_joined(people, town):
    member = enrol(name="陈大爷", phone=PHONE, branch=town.branch("village"), by=None)
    with atomic():
        member.left_on = member.joined_on

    verify_phone(f"phone:{PHONE}", by=people.chen)

    assert _row(member.id).account_id is None


def test_whoever_proved_his_phone_before_is_known_when_he_comes_on_a_roster(people, town, announced):
    verify_phone(f"phone:{PHONE}", by=people.chen)

    member = enrol(name="陈大爷", phone=PHONE, branch=town.branch("village"), by=None)

    assert (member.account_id, announced) == (people.chen.account_id, [("joined", member.id)])


def test_a_phone_that_was_only_told_joins_nobody(people, town):
    with atomic():
        account = accounts.account(people.li.account_id)
        account.phone_verified_at = None

    assert enrol(name="李阿姨", phone="19000000001", branch=town.branch("village"), by=None).account_id is None


def test_a_person_sees_his_memberships_and_offices(people, town):
    section = accounts.my_data(people.hu.account_id)["party_memberships"]

    assert [(row["name"], row["body"], row["group"], row["left_on"]) for row in section] == [
        ("胡院长", "永丰村党支部", "大屋院落党小组", None)]
    assert [office["office"] for office in section[0]["offices"]] == ["group_lead", "household_head"]


@pytest.mark.usefixtures("today")
def test_the_erased_leave_a_masked_name_and_nothing_to_reach_them_by(people, town, grants):
    hu, account_id = town.member("胡院长").id, people.hu.account_id

    erase(by=people.hu)

    row = _row(hu)
    assert (row.name, row.phone, row.phone_index, row.account_id, row.left_on) == ("胡*", None, None, None, None)
    assert grants(account_id, Role.COURTYARD_LEAD) == []
    assert db.session.scalar(sa.select(PartyMember.id).where(PartyMember.account_id == account_id)) is None


@pytest.mark.only_postgresql
def test_enrolling_and_proving_at_once_join_once(people, town, run_together):
    village, chen = town.branch("village").id, people.chen
    kind = type(town.branch("village"))

    results = run_together([
        lambda: enrol(name="陈大爷", phone=PHONE, branch=db.session.get(kind, village), by=None).id,
        lambda: verify_phone(f"phone:{PHONE}", by=chen)])

    assert not [result for result in results if isinstance(result, Exception)], results
    rows = db.session.scalars(sa.select(PartyMember.account_id).where(PartyMember.name == "陈大爷")).all()
    assert len(rows) == 1
