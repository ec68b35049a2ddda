"""Taking over lists of places: all or nothing, twice is once, and every bad row is named."""

import pytest
import sqlalchemy as sa

from service.core import audit
from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid
from service.organization.actions.importing import import_list
from service.organization.columns import Kind
from service.organization.models import Level, Place
from tests.organization.sheets import csv_of, workbook_of

PLACES = ["地点编码", "名称", "级别", "上级编码"]
COMMUNITY = "500115001009"
COMPOUND = [f"{COMMUNITY}-07", "滨江苑", "小区", COMMUNITY]
BUILDING = [f"{COMMUNITY}-07-01", "1栋", "楼栋", f"{COMMUNITY}-07"]


def _count(model):
    return db.session.scalar(sa.select(sa.func.count()).select_from(model))


def _flaws(content, **options):
    with pytest.raises(Invalid) as refusal:
        import_list(content, by=None, **options)
    return refusal.value.extra["fields"]["file"]


def _imported(content, **options):
    outcome = import_list(content, by=None, **options)
    return len(outcome.added), len(outcome.changed), outcome.unchanged


@pytest.mark.parametrize("made", [csv_of, workbook_of])
def test_places_are_taken_over_in_any_order(town, made):
    assert _imported(made(PLACES, BUILDING, COMPOUND)) == (2, 0, 0)

    building = town.place(BUILDING[0])
    assert (building.name, building.level) == ("1栋", Level.BUILDING)
    assert building.path == f"{town.place(COMPOUND[0]).path}{building.id}/"
    assert building.path.startswith(town.place(COMMUNITY).path)


def test_households_come_with_a_list_and_an_empty_cell_leaves_what_stands(town):
    counted = [*PLACES, "户数"]
    assert _imported(csv_of(counted, [*COMPOUND, "60"], [*BUILDING, ""])) == (2, 0, 0)
    assert (town.place(COMPOUND[0]).households, town.place(BUILDING[0]).households) == (60, None)

    again = csv_of(counted, [*COMPOUND, "64"], [*BUILDING, ""],
                   [f"{COMMUNITY}-01-01", "1号楼", "楼栋", f"{COMMUNITY}-01", ""])
    assert _imported(again) == (0, 1, 2)
    assert (town.place(COMPOUND[0]).households, town.place("building_1").households) == (64, 36)


@pytest.mark.parametrize("cell", ["六户", "-1", "3.5", "99999999", "１２"])
def test_a_number_of_households_that_is_none_is_named(town, cell):
    assert _flaws(csv_of([*PLACES, "户数"], [*COMPOUND, cell])) == ["第 2 行「户数」：应当是 0 到 1000000 的整数"]


def test_english_headings_and_levels_are_understood(town):
    content = csv_of(["code", "name", "level", "parent_code"], ["x-1", "滨江苑", "compound", COMMUNITY])

    assert _imported(content) == (1, 0, 0)


def test_the_same_list_again_changes_nothing(town):
    content = csv_of(PLACES, COMPOUND, BUILDING)
    import_list(content, by=None)
    places, rows = _count(Place), _count(AuditEntry)

    assert _imported(content) == (0, 0, 2)
    assert (_count(Place), _count(AuditEntry)) == (places, rows)


def test_a_known_code_gets_its_new_name_and_keeps_its_place(town):
    import_list(csv_of(PLACES, COMPOUND), by=None)
    path = town.place(COMPOUND[0]).path

    outcome = import_list(csv_of(PLACES, [COMPOUND[0], "滨江新苑", *COMPOUND[2:]]), by=None)

    assert outcome.changed == [f"{COMPOUND[0]} 滨江苑 → 滨江新苑"]
    db.session.expire_all()
    assert (town.place(COMPOUND[0]).name, town.place(COMPOUND[0]).path) == ("滨江新苑", path)


@pytest.mark.parametrize("made", [csv_of, workbook_of])
def test_one_bad_row_among_a_thousand_is_named_and_nothing_is_written(town, made):
    rows = [[f"{COMMUNITY}-{number:04}", f"{number}号院", "小区", COMMUNITY] for number in range(2, 1002)]
    rows[698][3] = "500115009999"
    places = _count(Place)

    assert _flaws(made(PLACES, *rows)) == ["第 700 行「上级编码」：没有这个地点"]
    assert _count(Place) == places


def test_every_bad_row_is_named_not_only_the_first(town):
    assert _flaws(csv_of(PLACES, ["x-1", "", "小区", COMMUNITY], ["x-2", "甲", "小镇", COMMUNITY],
                         ["x 3", "乙", "小区", ""])) == [
        "第 2 行「名称」：没有填写", "第 3 行「级别」：不认识“小镇”",
        "第 4 行「地点编码」：只能用字母、数字和横线，最多 32 位", "第 4 行「上级编码」：没有填写"]


@pytest.mark.parametrize(("row", "flaw"), [
    (["x-1", "1栋", "楼栋", COMMUNITY], "「上级编码」：这一级不能放在这个地点下面"),
    (["x-1", "新区", "区", ""], "「级别」：区是预先建好的，不能用导入添加"),
    ([COMMUNITY, "东街社区", "村", "500115001"], "「级别」：这个编码已经有了，级别不同，不能用导入来改"),
    ([COMMUNITY, "东街社区", "社区", "500115002"], "「上级编码」：这个编码已经有了，上级不同，不能用导入来改"),
    (["5.00115E+11", "甲", "小区", COMMUNITY], "「地点编码」：被表格软件改成了科学计数法"),
    (["x-1", "长" * 65, "小区", COMMUNITY], "「名称」：最多 64 个字，现在有 65 个字"),
    (["x-1", "自己", "小区", "x-1"], "「上级编码」：这一级不能放在这个地点下面")])
def test_a_place_that_cannot_stand_there_is_refused(town, row, flaw):
    assert [text.startswith(f"第 2 行{flaw}") for text in _flaws(csv_of(PLACES, row))] == [True]


def test_the_same_code_twice_in_a_list_is_refused(town):
    assert _flaws(csv_of(PLACES, COMPOUND, BUILDING, COMPOUND)) == ["第 4 行「地点编码」：和第 2 行重复"]


def test_a_dry_run_says_what_would_happen_and_writes_nothing(town):
    places, rows = _count(Place), _count(AuditEntry)
    content = csv_of(PLACES, COMPOUND, [COMMUNITY, "东街老社区", "社区", "500115001"],
                     ["500115001003", "向阳路社区", "社区", "500115001"])

    outcome = import_list(content, by=None, dry_run=True)

    assert outcome.added == [f"{COMMUNITY}-07 滨江苑"]
    assert outcome.changed == [f"{COMMUNITY} 东街社区 → 东街老社区"]
    assert outcome.unchanged == len(["向阳路社区"])
    assert (_count(Place), _count(AuditEntry), town.place(COMMUNITY).name) == (places, rows, "东街社区")


def test_an_import_is_one_row_of_the_audit_log_with_its_counts(town):
    import_list(csv_of(PLACES, COMPOUND, BUILDING), by=town.actor("admin-zheng"))

    entry = db.session.scalar(sa.select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1))
    assert (entry.act, entry.subject) == ("import", "import:places")
    assert entry.details == '{"added":2,"changed":0,"unchanged":0}'
    with atomic():
        assert audit.first_broken() is None


@pytest.mark.parametrize("stranger", ["worker-zhang", "supervisor-wu", "unit-he", "resident-li"])
def test_only_the_district_takes_over_lists(town, stranger):
    with pytest.raises(Forbidden):
        import_list(csv_of(PLACES, COMPOUND), by=town.actor(stranger))


def test_a_long_list_costs_few_statements(town, statements):
    def cost(count):
        rows = [[f"c{count}-{number}", f"{number}号院", "小区", COMMUNITY] for number in range(count)]
        with statements() as sent:
            import_list(csv_of(PLACES, *rows), by=None)
        return len(sent)

    assert cost(900) <= cost(10) + 5


def test_the_kind_can_be_said_instead_of_guessed(town):
    with pytest.raises(Invalid, match="用户名"):
        import_list(csv_of(PLACES, COMPOUND), by=None, kind=Kind.STAFF)


def test_the_operator_seeds_from_the_command_line(town, app):
    answer = app.test_cli_runner().invoke(args=["organization", "seed"])

    assert (answer.exit_code, answer.output) == (0, "新增 0 个地点\n")


def test_the_operator_imports_a_file_after_trying_it(town, app, tmp_path):
    file, runner = tmp_path / "places.csv", app.test_cli_runner()
    file.write_bytes(csv_of([*PLACES, "备注"], [*COMPOUND, "新"], encoding="gb18030"))

    tried = runner.invoke(args=["organization", "import", str(file), "--dry-run"])
    done = runner.invoke(args=["organization", "import", str(file)])

    assert tried.output == (f"新增：{COMMUNITY}-07 滨江苑\n没有用到的列：备注\n"
                            "试算，没有写入：新增 1，修改 0，不变 0\n")
    assert done.output == "没有用到的列：备注\n已导入：新增 1，修改 0，不变 0\n"


def test_the_operator_reads_every_bad_row_and_the_command_fails(town, app, tmp_path):
    file = tmp_path / "places.csv"
    file.write_bytes(csv_of(PLACES, [*COMPOUND[:3], "nowhere"]))

    answer = app.test_cli_runner().invoke(args=["organization", "import", str(file)])

    assert answer.exit_code == 1
    assert "第 2 行「上级编码」：没有这个地点\n" in answer.output
    assert "什么都没有导入" in answer.output
