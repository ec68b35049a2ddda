"""Coming on a roster and leaving it: found or put there once, on one roster only."""

from datetime import date

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import Invalid, Stale, WrongMoment
from service.organization.models import Role, Unit
from service.party.actions.members import AlreadyMember, HasLeft, enrol, leave
from service.party.actions.rosters import admit, amend, dismiss
from service.party.models import Leadership, PartyBranch, PartyMember
from service.party.queries.bodies import BodyEnded

PHONE = "13900000001"
TODAY = date(2026, 3, 4)


def _count():
    return db.session.scalar(sa.select(sa.func.count()).select_from(PartyMember))


def test_a_new_member_stands_on_the_roster_of_the_branch_of_his_group(town, today):
    member = enrol(name=" 游大明 ", phone=PHONE, group=town.group(1), by=None)

    assert (member.name, member.branch_id, member.group_id) == ("游大明", town.branch("village").id, town.group(1).id)
    assert (member.phone, member.joined_on, member.account_id) == (PHONE, TODAY, None)


def test_the_same_phone_on_the_same_roster_is_the_same_person(town, today):
    first = enrol(name="游大明", phone=PHONE, branch=town.branch("village"), by=None)

    again = enrol(name="游大明", phone=PHONE, group=town.group(2), by=None)

    assert (again.id, again.group_id) == (first.id, town.group(2).id)


def test_the_account_of_somebody_on_the_roster_finds_his_row_and_leaves_it_as_it_is(town, today):
    wang, rows = town.member("王师傅"), _count()

    found = enrol(name="王某", unit=town.unit, account_id=wang.account_id, by=None)

    assert (found.id, found.name, _count()) == (wang.id, "王师傅", rows)


def test_an_account_joins_the_row_that_has_his_phone(town, today, announced):
    row = enrol(name="李阿姨", phone=PHONE, unit=town.unit, by=None)

    found = enrol(name="李阿姨", phone=PHONE, unit=town.unit, account_id=town.account("resident-li").id, by=None)

    assert (found.id, found.account_id) == (row.id, town.account("resident-li").id)
    assert announced == [("joined", row.id)]


@pytest.mark.parametrize("known_by", ["phone", "account"])
def test_nobody_stands_on_two_rosters(town, today, known_by):
    wang = town.member("王师傅")
    him = {"phone": wang.phone} if known_by == "phone" else {"account_id": wang.account_id}

    with pytest.raises(AlreadyMember):
        enrol(name="王师傅", branch=town.branch("village"), by=None, **him)


def test_a_row_of_one_account_is_not_anothers_because_of_a_phone(town, today):
    with pytest.raises(AlreadyMember):
        enrol(name="李", phone=town.member("王师傅").phone, unit=town.unit,
              account_id=town.account("resident-li").id, by=None)


def test_whoever_left_may_come_back_elsewhere(town, today):
    wang = town.member("王师傅")
    leave(wang, on=TODAY, by=None)

    back = enrol(name="王师傅", branch=town.branch("village"), account_id=wang.account_id, by=None)

    assert back.id != wang.id


def test_leaving_is_announced_once_and_ends_what_he_led(town, today, announced, grants):
    hu = town.member("胡院长")

    leave(hu, on=date(2026, 3, 1), by=None)

    assert (hu.left_on, announced) == (date(2026, 3, 1), [("left", hu.id)])
    assert db.session.scalars(sa.select(Leadership.until).where(Leadership.member_id == hu.id)).all() == [
        date(2026, 3, 1)] * 2
    assert grants("lead-hu", Role.COURTYARD_LEAD) == []
    with pytest.raises(HasLeft):
        leave(hu, on=TODAY, by=None)


@pytest.mark.parametrize("day", [date(2026, 3, 5), date(2023, 12, 31)])
def test_nobody_leaves_tomorrow_or_before_he_came(town, today, day):
    with pytest.raises(Invalid):
        leave(town.member("胡院长"), on=day, by=None)


@pytest.mark.parametrize("named", [(), ("branch_code", "unit_code")])
def test_a_member_is_of_one_roster_exactly(people, named):
    codes = {"branch_code": "demo-branch-village", "unit_code": "demo-unit"}

    with pytest.raises(Invalid):
        admit(name="游大明", by=people.zheng, **{name: codes[name] for name in named})


def test_a_group_must_be_of_the_branch(people, town):
    with pytest.raises(Invalid):
        admit(name="游大明", branch_code="demo-branch-community", group_code="demo-group-1", by=people.wu)
    with pytest.raises(Invalid):
        amend(town.member("王师傅").id, by=people.he, group_code="demo-group-1")


@pytest.mark.parametrize("phone", ["19000000006", "19000000001"])
def test_admitting_somebody_who_stands_somewhere_is_refused(people, town, phone):
    enrol(name="李阿姨", unit=town.unit, account_id=people.li.account_id, by=None)

    with pytest.raises(AlreadyMember):
        admit(name="某人", phone=phone, branch_code="demo-branch-village", by=people.lin)


def test_an_amended_phone_may_not_be_anothers(people, town):
    you = town.member("游建国")
    enrol(name="另一人", phone=PHONE, branch=town.branch("village"), by=None)

    for phone in (PHONE, "19000000006"):
        with pytest.raises(AlreadyMember):
            amend(you.id, by=people.lin, phone=phone)
    amend(you.id, by=people.lin, phone="13900000002")

    assert town.member("游建国").phone == "13900000002"


def test_a_member_moves_from_group_to_group_and_the_version_is_checked(people, town):
    you = town.member("游建国")

    amend(you.id, by=people.lin, seen=1, group_code="demo-group-2")

    assert (you.group_id, you.version, you.name) == (town.group(2).id, 2, "游建国")
    with pytest.raises(Stale):
        dismiss(you.id, by=people.lin, seen=1)


def test_one_who_has_left_is_not_amended(people, town):
    you = town.member("游建国")
    dismiss(you.id, by=people.lin)

    with pytest.raises(WrongMoment) as refused:
        amend(you.id, by=people.lin, name="游建中")

    assert refused.value.code == "member_left"


def test_nobody_joins_a_branch_that_has_ended(town, today):
    branch = town.branch("community")
    with atomic():
        branch.ended_on = TODAY

    with pytest.raises(BodyEnded):
        enrol(name="游大明", branch=branch, by=None)


@pytest.mark.only_postgresql
def test_of_two_enrolments_at_once_one_wins(town, run_together):
    village, unit = town.branch("village").id, town.unit.id

    def into(word, model, number):
        return lambda: enrol(name="同一人", phone=PHONE, by=None, **{word: db.session.get(model, number)}).id

    results = run_together([into("branch", PartyBranch, village), into("unit", Unit, unit)])

    assert sorted(type(result).__name__ for result in results) == ["AlreadyMember", "int"]
