"""Spreadsheet programs spoil cells: what can be saved is saved, what is lost is said."""

import datetime
import io
import zipfile

import pytest

from service.core.errors import Invalid
from service.organization import columns, file_limits, spreadsheets
from service.organization.columns import Kind
from service.organization.spreadsheets import Row, Spoilt
from tests.organization.sheets import csv_of, workbook_of

HEADINGS = ["地点编码", "名称", "级别", "上级编码"]
A_PLACE = ["500115001009-07", "滨江苑", "小区", "500115001009"]


def _cell(value):
    return spreadsheets.read(workbook_of(["编码"], [value]))[1].cells[0]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_is_read_in_every_encoding_excel_writes(encoding):
    assert spreadsheets.read(csv_of(HEADINGS, encoding=encoding)) == [Row(1, HEADINGS)]


def test_empty_rows_are_left_out_and_the_others_keep_their_numbers():
    rows = spreadsheets.read("编码\r\n\r\n,,\r\n甲\r\n".encode())

    assert rows == [Row(1, ["编码"]), Row(4, ["甲"])]
    assert spreadsheets.read(workbook_of(["编码"], [], [None], ["甲"])) == rows


def test_a_line_break_inside_a_cell_does_not_shift_the_row_numbers():
    assert spreadsheets.read('编码\r\n"甲\n乙"\r\n丙\r\n'.encode())[-1] == Row(3, ["丙"])


@pytest.mark.parametrize("typed", ["500115001009.0", "5.00115001009E+11", " 500115001009　", "\u200b500115001009"])
def test_a_code_excel_has_rewritten_is_saved_where_nothing_is_lost(typed):
    assert spreadsheets.read(csv_of(["编码"], [typed]))[1].cells == ["500115001009"]


def test_a_code_kept_as_a_number_is_read_whole():
    assert _cell(500115001009.0) == _cell(500115001009) == "500115001009"


@pytest.mark.parametrize("typed", ["5.00115E+11", "1.38E+10", "5.0011500100912E+17"])
def test_a_code_that_has_lost_digits_is_refused(typed):
    cell = spreadsheets.read(csv_of(["编码"], [typed]))[1].cells[0]

    assert isinstance(cell, Spoilt) and "科学计数法" in cell.reason


@pytest.mark.parametrize(("value", "word"), [
    (datetime.date(2026, 3, 1), "日期"), (True, "是/否"), ("#REF!", "公式"), (5.00115001009123e17, "科学计数法")])
def test_a_cell_that_is_no_longer_what_was_typed_says_why(value, word):
    assert word in _cell(value).reason


def test_a_house_number_that_looks_like_a_number_stays_as_it_is():
    assert spreadsheets.read(csv_of(["名称"], ["3.0"], ["1E5"], ["007"]))[1:] == [
        Row(2, ["3.0"]), Row(3, ["1E5"]), Row(4, ["007"])]


def test_a_formula_is_read_as_the_value_it_had():
    content = io.BytesIO(workbook_of(["名称"], ["=1+1"]))
    changed = io.BytesIO()
    with zipfile.ZipFile(content) as before, zipfile.ZipFile(changed, "w") as after:
        for name in before.namelist():
            after.writestr(name, before.read(name).replace(b"<v />", b"<v>2</v>").replace(b"<v></v>", b"<v>2</v>"))

    assert spreadsheets.read(changed.getvalue())[1].cells == ["2"]


def test_merged_cells_in_the_list_are_refused_by_their_block():
    rows = spreadsheets.read(workbook_of(HEADINGS, A_PLACE, A_PLACE, merged=["D2:D3"]))

    assert all("D2:D3" in row.cells[3].reason for row in rows[1:])
    assert rows[1].cells[:3] == A_PLACE[:3]


def test_a_merged_title_above_the_headings_does_no_harm():
    rows = spreadsheets.read(workbook_of(["长寿区地点表"], HEADINGS, A_PLACE, merged=["A1:D1"]))

    table = columns.arranged(rows)
    assert (table.kind, [number for number, _ in table.rows], table.flaws) == (Kind.PLACES, [3], {})


@pytest.mark.parametrize("content", [
    b"\xd0\xcf\x11\xe0old", b"PK\x03\x04broken", '编码\r\n"甲'.encode(), b"\xff\xfd\x80", b"",
    csv_of(["名称", "备注"], ["甲", "乙"])])
def test_a_file_that_is_no_list_is_refused_with_a_reason(content):
    with pytest.raises(Invalid) as refusal:
        columns.arranged(spreadsheets.read(content))

    assert refusal.value.code == "file_unreadable"
    assert refusal.value.detail.endswith("。")


def test_a_workbook_that_unpacks_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(file_limits, "MOST_UNPACKED", 1000)

    with pytest.raises(Invalid, match="展开"):
        spreadsheets.read(workbook_of(HEADINGS))


@pytest.mark.parametrize("as_file", [csv_of, workbook_of])
def test_a_list_without_end_is_refused(as_file):
    rows = [["甲"]] * (10 + file_limits.ROWS_ABOVE)

    assert len(spreadsheets.read(as_file(*rows), 10)) == len(rows)
    with pytest.raises(Invalid, match="最多 10 行，请分成几个文件"):
        spreadsheets.read(as_file(*rows, ["甲"]), 10)


@pytest.mark.parametrize(("headings", "kind"), [
    (HEADINGS, Kind.PLACES), (["code", "name", "level", "parent_code"], Kind.PLACES),
    (["单位编码", "单位名称", "所在地点编码"], Kind.UNITS), (["code", "name", "place_code"], Kind.UNITS),
    (["用户名", "姓名", "手机", "角色", "地点编码", "单位编码"], Kind.STAFF),
    (["username", "display_name", "role", "place_code"], Kind.STAFF),
    (["* 地点编码（必填）", "名称 ", "级别：", "Parent_Code"], Kind.PLACES)])
def test_the_kind_of_a_list_is_known_by_its_headings(headings, kind):
    assert columns.arranged(spreadsheets.read(csv_of(headings))).kind is kind


def test_columns_nobody_asked_for_are_named():
    table = columns.arranged(spreadsheets.read(csv_of(["序号", *HEADINGS, "备注"])))

    assert table.ignored == ["序号", "备注"]


def test_two_columns_of_the_same_meaning_are_refused():
    with pytest.raises(Invalid, match="有两列"):
        columns.arranged(spreadsheets.read(csv_of([*HEADINGS, "编码"])))
