"""Taking over rosters: the same phone is the same person, and nobody comes twice."""

import time
from datetime import date

import pytest
import sqlalchemy as sa

from service.accounts.actions import verify_phone
from service.core.database import db
from service.core.errors import Forbidden, Invalid
from service.organization.actions.importing import import_list
from service.organization.models import Role
from service.party.actions.members import enrol
from service.party.actions.offices import appoint
from service.party.models import Office, PartyMember
from tests.organization.sheets import csv_of, workbook_of
from tests.party.lists import MEMBERS

pytestmark = pytest.mark.usefixtures("today")
PHONE, OTHER = "13900000001", "13900000002"


def _of_village(name, phone="", group="", joined_on=""):
    return [name, phone, "demo-branch-village", group, "", joined_on]


def _of_unit(name, phone=""):
    return [name, phone, "", "", "demo-unit", ""]


def _imported(*rows, made=csv_of):
    outcome = import_list(made(MEMBERS, *rows), by=None)
    return outcome.kind, len(outcome.added), len(outcome.changed), outcome.unchanged


def _flaws(*rows):
    with pytest.raises(Invalid) as refusal:
        import_list(csv_of(MEMBERS, *rows), by=None)
    return [(row["row"], row["column"], row["reason"]) for row in refusal.value.extra["rows"]]


def _members(name):
    return db.session.scalars(sa.select(PartyMember).where(PartyMember.name == name).order_by(PartyMember.id)
                              .execution_options(populate_existing=True)).all()


@pytest.mark.parametrize("made", [csv_of, workbook_of])
def test_members_of_branches_groups_and_units_come_with_one_list(town, made):
    rows = [_of_village("甲一", PHONE, "demo-group-1", "2020-07-01"), ["甲二", "", "", "demo-group-2", "", ""],
            _of_unit("甲三", OTHER)]

    assert _imported(*rows, made=made) == ("members", 3, 0, 0)
    assert _imported(*rows, made=made) == ("members", 0, 0, 3)
    one, two, three = _members("甲一")[0], _members("甲二")[0], _members("甲三")[0]
    assert (one.phone, one.joined_on, one.group_id) == (PHONE, date(2020, 7, 1), town.group(1).id)
    assert (two.branch_id, two.group_id) == (town.branch("village").id, town.group(2).id)
    assert three.unit_id == town.unit.id


def test_a_list_corrects_names_and_adds_phones_and_groups(town):
    _imported(_of_village("甲一", PHONE), _of_village("甲二"))

    assert _imported(_of_village("甲壹", PHONE, "demo-group-1"), _of_village("甲二", OTHER)) == ("members", 0, 2, 0)

    assert [(row.phone, row.group_id, row.version) for row in _members("甲壹")] == [(PHONE, town.group(1).id, 2)]
    assert [row.phone for row in _members("甲二")] == [OTHER]


@pytest.mark.parametrize(("rows", "flaw"), [
    ([_of_village("甲", PHONE), _of_unit("乙", PHONE)], (3, "手机", "和第 2 行重复")),
    ([_of_village("甲"), _of_village("甲", PHONE)], (2, "姓名", "同一个组织里有同名的，请填写手机以便区分")),
    ([_of_village("王师傅", "19000000006")], (2, "手机", "这个人已经在另一个组织的名册上，请先办理转出")),
    ([["甲", "", "demo-branch-x", "", "", ""]], (2, "党组织编码", "没有这个党组织")),
    ([["甲", "", "demo-branch-community", "demo-group-1", "", ""]], (2, "党小组编码", "党小组不属于这个党组织")),
    ([["甲", "", "", "", "", ""]], (2, "党组织编码", "党组织和单位填一个，不能都填或都不填")),
    ([["甲", "", "demo-branch-village", "", "demo-unit", ""]], (2, "单位编码", "党组织和单位填一个，不能都填或都不填")),
    ([_of_village("甲", "12345")], (2, "手机", "电话号码不正确")),
    ([_of_village("", PHONE)], (2, "姓名", "没有填写")),
    ([_of_village("甲", joined_on="2026-03-05")], (2, "加入日期", "不能填写将来的日期")),
])
def test_a_row_that_cannot_be_is_named(town, rows, flaw):
    assert flaw in _flaws(*rows)
    assert not _members("甲")


def test_a_namesake_with_another_phone_must_be_told_apart(town):
    enrol(name="甲", phone=PHONE, branch=town.branch("village"), by=None)

    [(_, column, reason)] = _flaws(_of_village("甲", OTHER))

    assert (column, reason[:12]) == ("手机", "名册上已有同名的人，手机")
    assert _imported(_of_village("甲", OTHER), _of_village("甲", PHONE)) == ("members", 1, 0, 1)


def test_whoever_proved_his_phone_is_known_at_once_with_his_roles(people, town, grants):
    member = enrol(name="陈大爷", branch=town.branch("village"), by=None)
    appoint(Office.GROUP_LEAD, town.group(2), member, by=people.lin)
    verify_phone(f"phone:{PHONE}", by=people.chen)

    _imported(_of_village("陈大爷", PHONE))

    assert _members("陈大爷")[0].account_id == people.chen.account_id
    assert grants("resident-chen", Role.COURTYARD_LEAD) == [town.place("courtyard_2").code]


def test_only_the_district_imports(people):
    for who in (people.wu, people.lin, people.he):
        with pytest.raises(Forbidden):
            import_list(csv_of(MEMBERS, _of_village("甲")), by=who)


def test_an_import_is_one_row_of_the_audit_log(people, acts):
    before = acts()

    import_list(csv_of(MEMBERS, _of_village("甲"), _of_village("乙")), by=people.zheng)

    assert acts()[len(before):] == ["import"]


def test_fifty_thousand_members_come_in_half_a_minute(town, database):
    if database.engine.dialect.name != "sqlite":
        pytest.skip("on SQLite only, the slower of the two")
    content = csv_of(MEMBERS, *(_of_unit(f"甲{number}", f"139{number:08}") for number in range(50_000)))

    began = time.perf_counter()
    outcome = import_list(content, by=None)

    assert time.perf_counter() - began < 30
    assert len(outcome.added) == 50_000
