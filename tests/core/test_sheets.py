"""Lists as files: a spreadsheet program shows every cell as it was meant, and runs none."""

import csv
import io
from datetime import UTC, datetime

import openpyxl
import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.http import exporting
from service.core.sheets import Column, Format, write

COLUMNS = (Column("编号", "number"), Column("地点", "place.name"), Column("分钟", "minutes"), Column("时间", "at"),
           Column("特长", "skills"), Column("公开", "public"))
ITEM = {"number": "A-1", "place": {"name": "东街花园"}, "minutes": 90,
        "at": datetime(2026, 3, 1, 16, 30, tzinfo=UTC), "skills": ["水电", "法律"], "public": True}
SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫")
BEFORE = ("", " ", "   ", "\t", "\r", "\n", "\r\n ", "\u3000", "\u00a0", "\u2003", "\u2028", "\ufeff", "\u200b",
          "\u200e", "\x0b", "\x01", "\u2800", "\ufe0f")
FORMULAS = [f"{before}{sign}cmd|' /C calc'!A0" for before in BEFORE for sign in SIGNS] + ["\t1", "\r1", "\n1"]
TEXTS = ("1=1", "a-b", "电话 023-40250000", "见\n=下文", "（+1）", "·-", "", "  ", "'=1", "3-2-501")


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


def test_no_cell_of_a_csv_begins_a_formula_whatever_stands_before_it():
    rows = _csv([ITEM | {"number": text, "place": {"name": text}, "skills": [text, "x"]} for text in FORMULAS])[1:]

    assert [[row[0], row[1], row[4]] for row in rows] == [[f"'{text}", f"'{text}", f"'{text}、x"] for text in FORMULAS]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_that_begins_no_formula_stays_as_it_is(text):
    assert _csv([ITEM | {"number": text}])[1][0] == text


def test_no_cell_of_a_workbook_is_a_formula():
    cells = _sheet([ITEM | {"number": text} for text in FORMULAS if "\x0b" not in text and "\x01" not in text])

    assert {row[0].data_type for row in cells.iter_rows(min_row=2)} == {"s"}


def test_a_word_of_the_code_is_written_as_people_say_it():
    file = io.BytesIO()
    write(Format.CSV, [Column("状态", "state", {"held": "已开展"})], [{"state": "held"}, {"state": "new"}, {}], file)

    assert file.getvalue().decode("utf-8-sig").split() == ["状态", "已开展", "new", '""']


def test_what_is_missing_is_an_empty_cell():
    assert _csv([{"number": None}])[1] == [""] * 6


@pytest.mark.parametrize("path", ("/party-mass-days", "/stations"))
def test_a_list_for_everybody_goes_home_only_with_who_is_signed_in(town, client, path):
    page = client.get(f"/api/v1{path}")
    refused = client.get(f"/api/v1{path}?format=csv")
    sent = client.get(f"/api/v1{path}?format=csv", headers=town.sign_in("resident-li"))
    entry = db.session.scalars(sa.select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1)).one()

    assert (page.status_code, refused.status_code, refused.json["code"], sent.status_code) == (
        200, 401, "unauthorized", 200)
    assert (entry.act, entry.actor_id) == ("export", town.account("resident-li").id)


def test_what_is_too_long_is_refused_before_anything_is_sent_and_leaves_no_file(town, client, monkeypatch):
    files = []
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    monkeypatch.setattr(exporting, "PAGE", 1)
    monkeypatch.setattr(exporting, "TemporaryFile", lambda: files.append(io.BytesIO()) or files[0])
    answer = client.get("/api/v1/members?format=csv", headers=town.sign_in("admin-zheng"))

    assert (answer.status_code, answer.json["code"]) == (422, "too_many_rows")
    assert [file.closed for file in files] == [True]
