"""Taking over lists of units and staff: who is known stays one person, and no list gives too much."""

import pytest
import sqlalchemy as sa

from service.accounts.models import Account
from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import Invalid
from service.core.keys import blind_indexes
from service.organization.actions.importing import import_list
from service.organization.models import Grant, Role, Unit
from tests.organization.sheets import csv_of, workbook_of

UNITS = ["单位编码", "单位名称", "所在地点编码"]
STAFF = ["用户名", "姓名", "手机", "角色", "地点编码", "单位编码"]
COMMUNITY = "500115001009"
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
