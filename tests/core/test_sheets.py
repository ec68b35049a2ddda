"""Lists as files: a spreadsheet program shows every cell as it was meant, and runs none."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest

from service.core.sheets import Column, Format, write

COLUMNS = (Column("编号", "number"), Column("地点", "place.name"), Column("分钟", "minutes"), Column("时间", "at"),
           Column("特长", "skills"), Column("公开", "public"))
ITEM = {"number": "A-1", "place": {"name": "东街花园"}, "minutes": 90,
        "at": datetime(2026, 3, 1, 16, 30, tzinfo=UTC), "skills": ["水电", "法律"], "public": True}
FORMULAS = ("=1+1", "+86", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1")


def _csv(items):
    file = io.BytesIO()
    write(Format.CSV, COLUMNS, items, file)
    return list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"), newline="")))


def _sheet(items):
    file = io.BytesIO()
    write(Format.XLSX, COLUMNS, items, file)
    return openpyxl.load_workbook(io.BytesIO(file.getvalue())).active


def test_a_row_is_written_below_its_headings_in_local_time():
    assert _csv([ITEM]) == [["编号", "地点", "分钟", "时间", "特长", "公开"],
                            ["A-1", "东街花园", "90", "2026-03-02 00:30", "水电、法律", "是"]]


def test_excel_knows_the_encoding_of_a_csv():
    file = io.BytesIO()
    write(Format.CSV, COLUMNS, [], file)

    assert file.getvalue().startswith(b"\xef\xbb\xbf")


def test_a_workbook_keeps_numbers_as_numbers_and_texts_as_texts():
    cells = [cell.value for cell in list(_sheet([ITEM | {"number": "0123"}]).rows)[1]]

    assert cells == ["0123", "东街花园", 90, "2026-03-02 00:30", "水电、法律", "是"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_csv_begins_a_formula(text):
    assert _csv([ITEM | {"number": text}])[1][0] == f"'{text}"


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_a_workbook_is_a_formula(text):
    assert next(_sheet([ITEM | {"number": text}]).iter_rows(min_row=2)).__getitem__(0).data_type == "s"


def test_what_is_missing_is_an_empty_cell():
    assert _csv([{"number": None}])[1] == [""] * 6
