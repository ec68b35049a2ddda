"""Taking over lists: all or nothing, twice is once, and every bad row is named."""

import pytest
import sqlalchemy as sa

from service.accounts.models import Account
from service.core import audit
from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid
from service.core.keys import blind_indexes
from service.organization.actions.importing import import_list
from service.organization.columns import Kind
from service.organization.models import Grant, Level, Place, Role, Unit
from tests.organization.sheets import csv_of, workbook_of

PLACES = ["地点编码", "名称", "级别", "上级编码"]
UNITS = ["单位编码", "单位名称", "所在地点编码"]
STAFF = ["用户名", "姓名", "手机", "角色", "地点编码", "单位编码"]
COMMUNITY = "500115001009"
COMPOUND = [f"{COMMUNITY}-07", "滨江苑", "小区", COMMUNITY]
BUILDING = [f"{COMMUNITY}-07-01", "1栋", "楼栋", f"{COMMUNITY}-07"]
WORKER = ["liu.min", "刘敏", "19000001234", "社区工作者", COMMUNITY, ""]


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


def test_units_are_taken_over_renamed_and_moved(town):
    assert _imported(csv_of(UNITS, ["u-1", "某某中学", COMMUNITY])) == (1, 0, 0)
    assert _imported(csv_of(UNITS, ["u-1", "某某中学", COMMUNITY])) == (0, 0, 1)
    assert _imported(csv_of(UNITS, ["u-1", "第一中学", "500115001"])) == (0, 1, 0)

    unit = db.session.scalar(sa.select(Unit).where(Unit.code == "u-1"))
    assert (unit.name, unit.place_id) == ("第一中学", town.place("500115001").id)


def test_bad_units_are_refused(town):
    assert _flaws(csv_of(UNITS, ["u-1", "", COMMUNITY], ["", "甲", "nowhere"])) == [
        "第 2 行「单位名称」：没有填写", "第 3 行「单位编码」：没有填写", "第 3 行「所在地点编码」：没有这个地点"]


@pytest.mark.parametrize("made", [csv_of, workbook_of])
def test_staff_get_an_account_and_their_role(town, made):
    assert _imported(made(STAFF, WORKER)) == (1, 0, 0)

    person = db.session.scalar(sa.select(Account).where(Account.username == "liu.min"))
    held = db.session.scalar(sa.select(Grant).where(Grant.account_id == person.id))
    assert (person.display_name, person.phone, person.phone_verified_at) == ("刘敏", "19000001234", None)
    assert (held.role, held.place_id) == (Role.COMMUNITY_WORKER, town.place(COMMUNITY).id)


def test_an_imported_phone_is_found_by_its_blind_index_and_nowhere_in_plain_text(town):
    import_list(csv_of(STAFF, WORKER), by=None)

    row = db.session.execute(sa.text("SELECT phone, phone_index FROM accounts WHERE username = 'liu.min'")).one()
    assert row.phone_index == blind_indexes("19000001234", "phone")[0]
    assert "19000001234" not in row.phone


def test_no_password_comes_from_a_list(town):
    import_list(csv_of(STAFF, WORKER), by=None)

    assert db.session.scalar(sa.select(Account.password_hash).where(Account.username == "liu.min")) is None


def test_the_same_staff_again_changes_nothing(town):
    content = csv_of(STAFF, WORKER, ["liu.min", "刘敏", "19000001234", "社区工作者", "500115001003", ""])
    assert _imported(content) == (2, 0, 0)
    before = _count(Account), _count(Grant), _count(AuditEntry)

    assert _imported(content) == (0, 0, 2)
    assert (_count(Account), _count(Grant), _count(AuditEntry)) == before


def test_a_second_list_adds_a_role_to_the_same_person(town):
    import_list(csv_of(STAFF, WORKER), by=None)

    assert _imported(csv_of(STAFF, ["LIU.MIN", "刘敏", "", "支部书记", COMMUNITY, ""])) == (1, 0, 0)
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Account)
                             .where(Account.username == "liu.min")) == 1


def test_a_list_corrects_a_name_and_a_phone_nobody_has_proved(town):
    import_list(csv_of(STAFF, WORKER), by=None)

    assert _imported(csv_of(STAFF, ["liu.min", "刘敏敏", "19000005678", *WORKER[3:]])) == (0, 1, 1)
    db.session.expire_all()
    person = db.session.scalar(sa.select(Account).where(Account.username == "liu.min"))
    assert (person.display_name, person.phone) == ("刘敏敏", "19000005678")


def test_a_list_never_replaces_a_phone_somebody_has_proved(town):
    with atomic():
        town.account("worker-zhang").username = "zhang.rong"

    import_list(csv_of(STAFF, ["zhang.rong", "张蓉", "19000009999", *WORKER[3:]]), by=None)

    db.session.expire_all()
    assert town.account("worker-zhang").phone == "19000000003"
    assert town.account("worker-zhang").phone_verified_at is not None


def test_every_role_given_is_in_the_audit_log(town):
    import_list(csv_of(STAFF, WORKER, ["wu.yi", "吴一", "", "镇街督办", "500115001", ""]), by=None)

    acts = list(db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.sequence.desc()).limit(3)))
    assert sorted(acts) == ["grant", "grant", "import"]


@pytest.mark.parametrize(("row", "flaw"), [
    (["刘敏", *WORKER[1:]], "「用户名」：应为 3–32 个小写字母、数字、点、横线，以字母开头"),
    ([*WORKER[:2], "12", *WORKER[3:]], "「手机」：电话号码不正确"),
    ([*WORKER[:3], "大管家", COMMUNITY, ""], "「角色」：不认识“大管家”"),
    ([*WORKER[:3], "社区工作者", "nowhere", ""], "「地点编码」：没有这个地点"),
    ([*WORKER[:3], "社区工作者", "500115", ""], "「地点编码」：“社区工作者”不能设在这一级"),
    ([*WORKER[:3], "单位管理员", "500115", ""], "「单位编码」：单位管理员要填写单位编码"),
    ([*WORKER[:5], "u-9"], "「单位编码」：没有这个单位")])
def test_staff_that_cannot_be_appointed_so_are_refused(town, row, flaw):
    accounts = _count(Account)

    assert _flaws(csv_of(STAFF, row)) == [f"第 2 行{flaw}"]
    assert _count(Account) == accounts


def test_one_username_is_one_person(town):
    assert _flaws(csv_of(STAFF, WORKER, ["liu.min", "刘明", "19000001234", "支部书记", COMMUNITY, ""])) == [
        "第 3 行「用户名」：和第 2 行用户名相同，姓名或手机不同"]
    assert _flaws(csv_of(STAFF, WORKER, WORKER)) == ["第 3 行「用户名」：和第 2 行重复"]


def test_a_role_held_for_another_unit_must_be_taken_back_first(town):
    import_list(csv_of(UNITS, ["u-1", "某某中学", COMMUNITY], ["u-2", "某某医院", COMMUNITY]), by=None)
    import_list(csv_of(STAFF, ["he.jie", "何洁", "", "单位管理员", COMMUNITY, "u-1"]), by=None)

    assert _flaws(csv_of(STAFF, ["he.jie", "何洁", "", "单位管理员", COMMUNITY, "u-2"])) == [
        "第 2 行「单位编码」：这个人已有这个角色，但单位不同，请先收回再导入"]


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
