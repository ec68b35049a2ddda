"""A file that is small and would become large is refused at once, with the limit it passes and what to do."""

import io
import re
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from service.core.errors import Invalid
from service.organization import columns, file_limits, spreadsheets
from service.organization.columns import Kind
from service.town import cast
from tests.organization.hostile import CLOSED, FILES, packed
from tests.organization.sheets import csv_of, workbook_of

HEADINGS = ["地点编码", "名称", "级别", "上级编码"]
SECONDS = 3
SAID = {"one block over two million cells": "A1:CV20000", "a block over the whole sheet": "合并",
        "a hundred thousand blocks": "5000 处", "a row of three million cells": "600000 格",
        "a million rows": "最多 100000 行", "a million strings": "300000 种", "one string of ninety million": "32767",
        "more than a hundred megabytes": "100 MB", "three hundred sheets": "100 张", "five thousand parts": "1000 个",
        "words that become a thousand million": "损坏", "one line of a CSV": "16384 列", "a cell of a CSV": "太长",
        "ten million cells of a CSV": "600000 格"}


@pytest.mark.parametrize("what", FILES)
def test_what_would_become_large_is_refused_at_once_and_by_its_limit(what):
    content = FILES[what]()
    assert len(content) <= file_limits.MOST_BYTES

    code, sentence, seconds = _read_apart(content)

    assert code == "file_unreadable" and SAID[what] in sentence and sentence.endswith("。")
    assert float(seconds) < SECONDS


def _read_apart(content: bytes) -> list[str]:
    done = subprocess.run([sys.executable, "-m", "tests.organization.hostile"], input=content, capture_output=True,
                          cwd=Path(__file__).parent.parent.parent, timeout=60, check=True)
    return done.stdout.decode().rstrip("\n").split("\t")


def test_the_workbook_of_five_kilobytes_is_refused_at_every_door(client, town):
    content = FILES["one block over two million cells"]()
    for who, path in (("admin-zheng", "/api/v1/imports"),
                      ("unit-he", f"/api/v1/units/{cast.UNIT_CODE}/registrations")):
        answer = client.post(path, headers=town.sign_in(who),
                             data={"file": (io.BytesIO(content), "list.xlsx")})
        assert (answer.status_code, answer.json["code"]) == (422, "file_unreadable"), path
        assert "请取消合并后再导入" in answer.json["detail"]


def test_a_clerks_ledger_with_merged_headings_is_read_as_before():
    rows = [[f"500115001009-{number:02}", f"{number}栋", "楼栋", "500115001009"] for number in range(1, 60)]
    ledger = workbook_of(["长寿区凤城街道东街社区楼栋台账"], ["填表单位：东街社区"], HEADINGS, *rows,
                         merged=["A1:D1", "A2:D2"])

    table = columns.arranged(spreadsheets.read(ledger))

    assert (table.kind, [number for number, _ in table.rows], table.flaws) == (Kind.PLACES, [*range(4, 63)], {})
    assert [values for _, values in table.rows] == [
        values for _, values in columns.arranged(spreadsheets.read(csv_of(HEADINGS, *rows))).rows]


def test_a_block_down_a_column_spoils_its_own_cells_and_no_others():
    rows = [["a", "b", "c", "d"]] * 3
    found = spreadsheets.read(workbook_of(HEADINGS, *rows, merged=["B2:B3"]))

    assert [isinstance(cell, str) for row in found for cell in row.cells] == [
        *[True] * 4, *[True, False, True, True] * 2, *[True] * 4]


def _shown_as(how):
    book = openpyxl.Workbook()
    book.active.append([45000])
    book.active["A1"].number_format = how
    file = io.BytesIO()
    book.save(file)
    return spreadsheets.read(file.getvalue())[0].cells[0]


@pytest.mark.parametrize("how", ['yyyy"年"m"月"d"日"', "[$-804]aaaa;@ d", "[h]:mm", "m/d/yy"])
def test_a_date_is_known_by_how_it_is_shown(how):
    assert "日期" in _shown_as(how).reason


@pytest.mark.parametrize("how", ['0"m"', "[Red]0", "G/通用格式", "0.00E+00", "@", "#,##0\\d"])
def test_a_number_is_no_date_for_a_letter_beside_it(how):
    assert _shown_as(how) == "45000"


def test_what_stands_far_to_the_right_is_left_out_and_makes_no_row_wider():
    rows = spreadsheets.read(packed(['<row r="2"><c r="A2"><v>1</v></c><c r="XFD2"><v>2</v></c></row>', CLOSED]))

    assert rows[1].cells == ["1"]


@pytest.mark.parametrize("address", ["A0", "ZZZZ1", "1A", "A99999999", ""])
def test_an_address_that_is_none_makes_the_file_unreadable(address):
    with pytest.raises(Invalid, match="损坏"):
        spreadsheets.read(packed([f'<row r="2"><c r="{address}"><v>1</v></c></row>', CLOSED]))


def test_a_document_type_is_refused_however_harmless_its_words():
    content = packed(['<row r="2"><c r="A2" t="inlineStr"><is><t>&word;</t></is></c></row>', CLOSED],
                     before='<!DOCTYPE worksheet [<!ENTITY word "东街">]>')

    with pytest.raises(Invalid, match="损坏"):
        spreadsheets.read(content)


def test_how_a_word_is_pronounced_is_not_part_of_it():
    word = "<si><r><t>东</t></r><r><t>街</t></r><rPh sb='0' eb='1'><t>dong</t></rPh></si>"

    rows = spreadsheets.read(packed(['<row r="2"><c r="A2" t="s"><v>0</v></c></row>', CLOSED], strings=[word]))

    assert rows[1].cells == ["东街"]


def test_there_is_one_door_for_lists():
    opens = re.compile(r"openpyxl|ZipFile\(io|csv\.reader|expat")
    service = Path(spreadsheets.__file__).parent.parent

    assert {path.name for path in service.rglob("*.py") if opens.search(path.read_text())} == {
        "spreadsheets.py", "workbooks.py"}
