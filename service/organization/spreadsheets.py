"""Reads lists from CSV and Excel files, and says so where a spreadsheet program has spoilt a cell."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from service.organization import file_limits as limits
from service.organization import workbooks
from service.organization.file_limits import unreadable
from service.organization.workbook_parts import Block, Sheet, Stored

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


def read(content: bytes, most: int = limits.MOST_ROWS) -> list[Row]:
    """The rows of a CSV (UTF-8 or GB18030) or of the first sheet of an .xlsx; empty rows are left out.

    Formulas are read as the values they had when the file was saved. Raises Invalid `file_unreadable`, also where
    more than `most` rows, and some above their headings, hold something.
    """
    if len(content) > limits.MOST_BYTES:
        raise unreadable(f"文件太大了，最多 {limits.MOST_BYTES // limits.MEGABYTE} MB，{limits.SPLIT}")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise unreadable("这是旧式或加密的 Excel 文件，请去掉密码并另存为 .xlsx 或 CSV。")
    if content.startswith(b"PK\x03\x04"):
        return _of_sheet(workbooks.first_sheet(content, most))
    found = []
    for row in _of_text(content):
        found.append(row)
        if len(found) > most + limits.ROWS_ABOVE:
            raise limits.too_many_rows(most)
    return found


def _of_text(content: bytes) -> Iterator[Row]:
    lines = _Lines(_decoded(content))
    cells_read = 0
    try:
        for number, cells in enumerate(csv.reader(lines, delimiter=lines.separator, strict=True), start=1):
            lines.separators, cells_read = 0, cells_read + 1 + len(cells)
            if cells_read > limits.MOST_CELLS:
                raise limits.too_many_cells()
            found = [_of_typed(cell) for cell in cells[:limits.MOST_COLUMNS]]
            if any(found):
                yield Row(number, found)
    except csv.Error as error:
        raise unreadable("文件不是完整的 CSV，可能有没配对的引号，或者有一格的文字太长了，请改好后另存为“CSV UTF-8”。"
                         ) from error


class _Lines:
    """The lines of a text, none of which becomes more cells than a sheet has columns."""

    def __init__(self, text: str):
        first = text.split("\n", 1)[0]
        self.separator = "\t" if "\t" in first and "," not in first else ","
        self.separators, self._lines = 0, io.StringIO(text, newline="")

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.separators += line.count(self.separator)  # of one row, which may be of many lines
            if self.separators > limits.WIDEST:
                raise unreadable(f"有一行的列太多了，最多 {limits.WIDEST} 列，请删去用不到的列后再导入。")
            yield line


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


def _of_sheet(sheet: Sheet) -> list[Row]:
    """The rows of a sheet; a cell of a merged block says so, for whose value it holds is a guess.

    A title merged above the headings does no harm, since nothing is read from there.
    """
    rows = {number: {column: _of_stored(cell) for column, cell in cells.items()} for number, cells in
            sheet.rows.items()}
    for block in sheet.blocks:
        _spoil(rows, block)
    return [Row(number, [cells.get(column, "") for column in range(1, max(cells) + 1)])
            for number, cells in sorted(rows.items()) if any(cells.values())]


def _spoil(rows: dict[int, dict[int, Cell]], block: Block) -> None:
    """Only in rows that hold something, and in columns that are read."""
    spoilt = Spoilt(f"是合并单元格（{block.name}），请取消合并，每行都填写")
    for number in range(block.top, block.bottom + 1):
        if number in rows:
            rows[number].update(dict.fromkeys(range(block.left, min(block.right, limits.MOST_COLUMNS) + 1), spoilt))


def _of_stored(cell: Stored) -> Cell:
    """A cell of a workbook as text."""
    if cell.kind == "b":
        return Spoilt("应当是文字，现在是“是/否”")
    if cell.kind == "d":
        return Spoilt("被表格软件改成了日期，请把这一列设为“文本”后重新填写")
    if cell.kind == "n":
        value = float(cell.text)
        if not abs(value) < EXACT:
            return Spoilt(LOST)
        return str(int(value)) if value == int(value) else str(value)
    return _of_typed(cell.text)
