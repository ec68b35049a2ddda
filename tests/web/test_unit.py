"""A unit registers its members by a list on pages: tried, reported by row, imported."""

from io import BytesIO

import pytest
import sqlalchemy as sa
from openpyxl import Workbook, load_workbook

from service.core.database import db
from service.membership.models.registration import Registration
from tests.web.applying import BUILDING
from tests.web.browsing import values_of

PATH = "/unit/demo-unit/list"
HEADINGS = ("姓名", "手机号", "小区或楼栋编码", "特长")
GOOD = ("文某", "19000000071", BUILDING, "电工")
BAD = ("余某", "123", "nowhere", "")


def _workbook(*rows):
    book, file = Workbook(), BytesIO()
    for row in (HEADINGS, *rows):
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def _tried(visitor, content):
    return visitor.submit(visitor.get(PATH), f"{PATH}/trial", _list=(BytesIO(content), "名单.xlsx"))


def _applications():
    return db.session.scalar(sa.select(sa.func.count(Registration.id)))


def test_a_list_with_faults_is_reported_by_row_column_and_reason(visit):
    he = visit("unit-he")

    wrong = _tried(he, _workbook(GOOD, BAD))
    report = he.send(f"{PATH}/report", dict(values_of(wrong.form(f"{PATH}/report"))))
    rows = [[cell.value for cell in row] for row in load_workbook(BytesIO(report.body)).active.iter_rows()]

    assert "有 2 处不对，什么都没有导入" in wrong.text
    assert (rows[0], [row[:2] for row in rows[1:]]) == (
        ["行", "列", "问题"], [[3, "手机号"], [3, "小区或楼栋编码"]])
    assert all(row[2] for row in rows) and _applications() == 0


def test_a_list_is_tried_and_then_everybody_on_it_has_applied(visit):
    he = visit("unit-he")

    tried = _tried(he, _workbook(GOOD))
    before = _applications()
    done = he.submit(tried, PATH)

    assert ("会新增 1 行" in tried.text, "文某" in tried.text, before) == (True, True, 0)
    assert ("1 人的申请已交给社区" in done.text, "文某" in done.text, _applications()) == (True, True, 1)
    assert "都已经有了" in _tried(he, _workbook(GOOD)).text


def test_the_code_of_a_place_is_found_step_by_step_and_the_empty_list_fits(visit):
    he = visit("unit-he")
    page = he.get(f"{PATH}?place={BUILDING}")
    empty = load_workbook(BytesIO(he.client.get("/unit/list.xlsx").data)).active

    assert (f"编码： {BUILDING}" in page.text, "/unit/list.xlsx" in page.links()) == (True, True)
    assert "电工" in page.text
    assert [cell.value for cell in empty[1]] == [*HEADINGS, "可提供服务"]
    assert he.submit(page, f"{PATH}/trial").status == 422


@pytest.mark.parametrize("name", ["admin-zheng", "resident-li"])
def test_only_who_administers_a_unit_sees_its_list(visit, name):
    he, other = visit("unit-he"), visit(name)
    form = he.get(PATH)

    assert (other.get(PATH).status, other.get("/unit/demo-unit").status, he.get("/unit/other").status) == (404,) * 3
    assert form.status == 200
