"""Taking over the party organisation from lists: all or nothing, twice is once, every bad row named."""

from datetime import date

import pytest
import sqlalchemy as sa

from service.core.database import atomic, db
from service.core.errors import Invalid
from service.organization.actions.importing import import_list
from service.organization.models import Role
from service.party.models import CourtyardGroup, DeliberationStation, Leadership, MemberHousehold, PartyBranch
from service.party.queries.bodies import body
from tests.organization.sheets import csv_of, workbook_of
from tests.party.lists import BRANCHES, GROUPS, HOUSEHOLDS, STATIONS, VILLAGE

pytestmark = pytest.mark.usefixtures("today")
TODAY = date(2026, 3, 4)
YARD = f"{VILLAGE}-01"
SMALL = {
    "branches": (BRANCHES, ["b-1", "新村总支", VILLAGE, "demo-branch-town"], ["b-2", "一支部", VILLAGE, "b-1"]),
    "groups": (GROUPS, ["g-1", "新小组", "demo-branch-village", YARD]),
    "households": (HOUSEHOLDS, ["h-1", "游家中心户", "demo-group-1", YARD]),
    "stations": (STATIONS, ["s-1", "新议事站", VILLAGE, "二楼", "周一至周五 09:00-17:00"]),
}
MODELS = {"branches": PartyBranch, "groups": CourtyardGroup, "households": MemberHousehold,
          "stations": DeliberationStation}


def _flaws(content, **options):
    with pytest.raises(Invalid) as refusal:
        import_list(content, by=None, **options)
    assert refusal.value.code == "rows_refused"
    return [(row["row"], row["column"], row["reason"]) for row in refusal.value.extra["rows"]]


def _imported(content, **options):
    outcome = import_list(content, by=None, **options)
    return outcome.kind, len(outcome.added), len(outcome.changed), outcome.unchanged


def _count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


@pytest.mark.parametrize("kind", SMALL)
@pytest.mark.parametrize("made", [csv_of, workbook_of])
def test_a_list_is_known_by_its_headings_and_twice_is_once(town, kind, made):
    content, rows = made(*SMALL[kind]), len(SMALL[kind]) - 1

    assert _imported(content) == (kind, rows, 0, 0)
    assert _imported(content) == (kind, 0, 0, rows)


@pytest.mark.parametrize("kind", SMALL)
def test_a_known_code_gets_its_new_name(town, kind):
    heading, *rows = SMALL[kind]
    import_list(csv_of(heading, *rows), by=None)

    assert _imported(csv_of(heading, *([row[0], "改了名", *row[2:]] for row in rows))) == (kind, 0, len(rows), 0)

    db.session.expire_all()
    assert {body(MODELS[kind], row[0]).name for row in rows} == {"改了名"}
    assert body(MODELS[kind], rows[0][0]).version == 2


@pytest.mark.parametrize("kind", SMALL)
def test_a_list_with_plain_headings_says_what_it_is(town, kind):
    heading, *rows = SMALL[kind]

    assert _imported(csv_of(["编码", "名称", *heading[2:]], *rows), kind=kind)[:2] == (kind, len(rows))


def test_a_kind_nobody_knows_is_refused(town):
    with pytest.raises(Invalid) as refusal:
        import_list(csv_of(*SMALL["groups"]), by=None, kind="cats")

    assert list(refusal.value.extra["fields"]) == ["kind"]


def test_the_parent_of_a_branch_may_come_with_the_list_and_change(town):
    heading, over, under = SMALL["branches"]
    import_list(csv_of(heading, under, over), by=None)
    assert body(PartyBranch, "b-2").parent_id == body(PartyBranch, "b-1").id

    assert _imported(csv_of(heading, over, [*under[:3], "demo-branch-village"])) == ("branches", 0, 1, 1)

    db.session.expire_all()
    assert body(PartyBranch, "b-2").parent_id == town.branch("village").id


def test_a_household_of_a_list_has_its_group_and_place(town):
    import_list(csv_of(*SMALL["households"]), by=None)

    assert (body(MemberHousehold, "h-1").group_id, body(MemberHousehold, "h-1").place.code) == (
        town.group(1).id, YARD)


@pytest.mark.parametrize(("kind", "row", "column", "reason"), [
    ("branches", ["b-1", "甲", YARD, ""], "地点编码", "党组织只能设在区、镇街、村或社区"),
    ("branches", ["b-1", "甲", "500115999", ""], "地点编码", "没有这个地点"),
    ("branches", ["b-1", "甲", VILLAGE, "b-9"], "上级党组织编码", "没有这个党组织"),
    ("branches", ["b-1", "甲", VILLAGE, "b-1"], "上级党组织编码", "不能放在自己或自己的下级下面"),
    ("branches", ["b-1", "甲", VILLAGE, "demo-branch-community"], "地点编码", "不在上级党组织的地点之内"),
    ("branches", ["demo-branch-village", "永丰", "500115001", ""], "地点编码", "这个编码已经有了，地点不同"),
    ("groups", ["g-1", "甲", "demo-branch-community", YARD], "地点编码", "不在所属党组织的地点之内"),
    ("groups", ["g-1", "甲", "b-9", YARD], "党组织编码", "没有这个党组织"),
    ("groups", ["demo-group-1", "甲", "demo-branch-town", YARD], "党组织编码", "这个编码已经有了，党组织不同"),
    ("groups", ["坏 码", "甲", "demo-branch-village", YARD], "党小组编码", "只能用字母、数字和横线"),
    ("households", ["h-1", "甲", "demo-group-2", YARD], "地点编码", "不在所属党小组的地点之内"),
    ("households", ["h-1", "", "demo-group-1", YARD], "中心户名称", "没有填写"),
    ("stations", ["s-1", "甲", "500115001", "", ""], "地点编码", "议事站只能设在村、社区或以下"),
    ("stations", ["s-1", "甲", VILLAGE, "", "上午"], "开放时间", "看不懂“上午”")])
def test_a_row_that_cannot_be_is_named(town, kind, row, column, reason):
    [(number, where, why)] = _flaws(csv_of(SMALL[kind][0], row))

    assert (number, where) == (2, column)
    assert why.startswith(reason)


def test_one_bad_row_keeps_the_whole_list_out(town):
    before = _count(CourtyardGroup)

    flaws = _flaws(csv_of(GROUPS, ["g-1", "甲", "demo-branch-village", YARD],
                          ["g-1", "乙", "demo-branch-village", YARD]))

    assert flaws == [(3, "党小组编码", "和第 2 行重复")]
    assert _count(CourtyardGroup) == before


def test_a_merged_cell_is_named(town):
    content = workbook_of(GROUPS, ["g-1", "甲", "demo-branch-village", YARD], ["g-2", "乙", "", YARD], merged=["C2:C3"])

    assert [(row, column) for row, column, _ in _flaws(content)] == [(2, "党组织编码"), (3, "党组织编码")]


def test_an_ended_body_is_not_brought_back(town):
    import_list(csv_of(*SMALL["stations"]), by=None)
    with atomic():
        body(DeliberationStation, "s-1").ended_on = TODAY

    assert _flaws(csv_of(*SMALL["stations"])) == [(2, "议事站编码", "已经撤销，不能再改")]


def test_a_list_of_stations_names_nobody(town):
    flaws = _flaws(csv_of(STATIONS[:3] + ["位置"], ["s-1", "王大姐议事站", VILLAGE, "找13800138000"]))

    assert [(column, said.rpartition("：")[2]) for _, column, said in flaws] == [
        ("议事站名称", "王*议事站"), ("位置", "找***")]


def test_what_a_list_of_stations_leaves_out_stays(town):
    import_list(csv_of(*SMALL["stations"]), by=None)

    assert _imported(csv_of(STATIONS[:3], ["s-1", "新议事站", VILLAGE])) == ("stations", 0, 0, 1)


OFFICES = ["职务", "姓名", "党组织编码", "党小组编码", "中心户编码", "单位编码", "任职日期"]


def test_offices_are_taken_over_and_followed(town, history, grants):
    content = csv_of(OFFICES, ["副书记", "游建国", "demo-branch-village", "", "", "", "2025-01-01"],
                     ["组长", "林书记", "", "demo-group-1", "", "", "2026-02-01"],
                     ["户主", "余秀兰", "", "", "demo-household-1", "", "2026年2月1日"],
                     ["联络员", "赵师傅", "", "", "", "demo-unit", ""])

    assert _imported(content) == ("offices", 2, 2, 0)
    assert _imported(content) == ("offices", 0, 0, 4)
    assert history(Leadership.group_id == town.group(1).id) == [
        ("胡院长", "2024-01-01", "2026-02-01"), ("林书记", "2026-02-01", None)]
    assert grants("member-zhao", Role.UNIT_ADMIN) == ["500115"]
    assert grants("lead-hu", Role.COURTYARD_LEAD) == []


@pytest.mark.parametrize(("row", "column", "reason"), [
    (["厂长", "游建国", "demo-branch-village", "", "", "", ""], "职务", "不认识“厂长”"),
    (["副书记", "张三", "demo-branch-village", "", "", "", ""], "姓名", "这个组织的名册上没有这个人"),
    (["副书记", "游建国", "", "demo-group-1", "", "", ""], "党组织编码", "没有填写"),
    (["组长", "游建国", "", "demo-group-9", "", "", ""], "党小组编码", "没有这个党小组"),
    (["组长", "游建国", "", "demo-group-1", "", "", "2023-01-01"], "任职日期", "不能早于现任的任职日期 2024-01-01"),
    (["组长", "游建国", "", "demo-group-1", "", "", "2026-03-05"], "任职日期", "不能填写将来的日期"),
    (["组长", "游建国", "", "demo-group-1", "", "", "去年"], "任职日期", "不是正确的日期，应写成 2026-05-01"),
    (["组长", "胡院长", "", "demo-group-1", "", "", "2025-01-01"], "任职日期", "已经在任，任职日期是 2024-01-01"),
    (["联络员", "胡院长", "", "", "", "demo-unit", ""], "姓名", "这个组织的名册上没有这个人")])
def test_an_office_that_cannot_be_is_named(town, row, column, reason):
    [(number, where, why)] = _flaws(csv_of(OFFICES, row))

    assert (number, where) == (2, column)
    assert why.startswith(reason)


def test_a_group_has_one_lead_in_a_list(town):
    rows = [["组长", name, "", "demo-group-1", "", "", ""] for name in ("游建国", "余秀兰")]

    assert _flaws(csv_of(OFFICES, *rows)) == [(3, "职务", "和第 2 行重复")]
