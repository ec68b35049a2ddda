"""Reads lists from CSV and Excel files, and says so where a spreadsheet program has spoilt a cell."""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from service.core.errors import Invalid

MOST_BYTES, MOST_UNPACKED, MOST_ROWS = 20 * 1024 * 1024, 300 * 1024 * 1024, 100_000
MOST_COLUMNS = 100
SCIENTIFIC = re.compile(r"[+-]?\d(?:\.(\d+))?[eE]\+(\d{2,3})", re.ASCII)
WHOLE_WITH_TAIL = re.compile(r"(\d{5,})\.0+", re.ASCII)
ERRORS = frozenset({"#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!"})
LOST = "被表格软件改成了科学计数法，后面的位数已经丢失，请把这一列设为“文本”后重新填写"
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"
EXACT = 10**15  # Excel keeps 15 digits


@dataclass(frozen=True, slots=True)
class Spoilt:
    """A cell whose text is not what was typed, and why."""

    reason: str


Cell = str | Spoilt


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is not empty, under the number a spreadsheet program shows."""

    number: int
    cells: list[Cell]


def unreadable(reason: str) -> Invalid:
    """A file that cannot be taken as a whole."""
    return Invalid(reason, code="file_unreadable", fields={"file": [reason]})


def read(content: bytes) -> list[Row]:
    """The rows of a CSV (UTF-8 or GB18030) or of the first sheet of an .xlsx; empty rows are left out.

    Formulas are read as the values they had when the file was saved. Raises Invalid `file_unreadable`.
    """
    if len(content) > MOST_BYTES:
        raise unreadable("文件太大了，最多 20 MB。")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise unreadable("这是旧式或加密的 Excel 文件，请去掉密码并另存为 .xlsx 或 CSV。")
    rows = _of_workbook(content) if content.startswith(b"PK\x03\x04") else _of_text(content)
    found = []
    for number, cells in enumerate(rows, start=1):
        if any(cells):
            found.append(Row(number, cells))
        if number > MOST_ROWS:
            raise unreadable(f"最多 {MOST_ROWS} 行，请分成几个文件。")
    return found


def _of_text(content: bytes) -> Iterator[list[Cell]]:
    text = _decoded(content)
    first = text.split("\n", 1)[0]
    separator = "\t" if "\t" in first and "," not in first else ","
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            yield [_of_typed(cell) for cell in row[:MOST_COLUMNS]]
    except csv.Error as error:
        raise unreadable("文件不是完整的 CSV，可能有没配对的引号。") from error


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise unreadable("认不出文件的编码，请另存为“CSV UTF-8”或 .xlsx。")


def _of_typed(text: str) -> Cell:
    """A cell of a CSV: `500115001009.0` is the number Excel wrote, `5.00115E+11` has lost its end."""
    text = text.strip().strip(INVISIBLE).strip()
    if text in ERRORS:
        return Spoilt("公式出错了")
    scientific = SCIENTIFIC.fullmatch(text)
    if scientific:
        whole = len(scientific[1] or "") == int(scientific[2])
        return str(int(Decimal(text))) if whole else Spoilt(LOST)
    tail = WHOLE_WITH_TAIL.fullmatch(text)
    return tail[1] if tail else text


def _of_value(value: object) -> Cell:
    """A cell of a workbook as text."""
    if value is None:
        return ""
    if isinstance(value, str):
        return _of_typed(value)
    if isinstance(value, bool):
        return Spoilt("应当是文字，现在是“是/否”")
    if isinstance(value, (datetime, date, time, timedelta)):
        return Spoilt("被表格软件改成了日期，请把这一列设为“文本”后重新填写")
    if isinstance(value, (int, float)) and abs(value) < EXACT:
        return str(int(value)) if value == int(value) else str(value)
    return Spoilt(LOST)


def _of_workbook(content: bytes) -> Iterable[list[Cell]]:
    import openpyxl  # a tenth of a second at every start that only an Excel file needs
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise unreadable("文件展开后太大了，请分成几个文件。")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # styles and checks of cells we do not read
            book = openpyxl.load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            sheet = book.worksheets[0]
            sheet.reset_dimensions()  # some programs write a size that is not true
            merged = _merged(sheet)
            rightmost = max((column for _, column in merged), default=0)
            for number, row in enumerate(sheet.iter_rows(values_only=True), start=1):
                cells = [_of_value(value) for value in row[:MOST_COLUMNS]]
                cells += [""] * (rightmost - len(cells))  # a merged block may end in cells that are not stored
                yield [merged.get((number, column), cell) for column, cell in enumerate(cells, start=1)]
    except Invalid:
        raise
    except Exception as error:  # a broken package can break the parser anywhere
        raise unreadable("打不开这个 Excel 文件，可能已经损坏，请重新另存为 .xlsx。") from error


def _merged(sheet) -> dict[tuple[int, int], Spoilt]:
    """The cells that belong to a merged block, by row and column from 1: whose value they hold is a guess.

    A title merged above the headings does no harm, since nothing is read from there.
    """
    from openpyxl.utils import range_boundaries
    cells = {}
    with sheet._get_source() as source:  # read-only worksheets do not tell of their merged cells otherwise
        blocks = re.findall(rb'<(?:\w+:)?mergeCell\b[^>]*\bref="([A-Z]+\d+:[A-Z]+\d+)"', source.read())
    for block in blocks[:MOST_ROWS]:
        left, top, right, bottom = range_boundaries(block.decode())
        for row in range(top, min(bottom, MOST_ROWS) + 1):
            for column in range(left, min(right, MOST_COLUMNS) + 1):
                cells[row, column] = Spoilt(f"是合并单元格（{block.decode()}），请取消合并，每行都填写")
    return cells
