"""Writes lists as CSV and Excel files that a spreadsheet program shows and never runs."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import BinaryIO

import orjson

from service.core import clock
from service.core.text import BLANK, INVISIBLE

FORMULA = frozenset("=+-@")  # OWASP, CSV injection
ENDS_A_CELL = frozenset("\t\r\n")  # a program that splits at them finds the formula behind

MOST_ROWS = 1_048_575  # a sheet of Excel holds these below its headings


class Format(StrEnum):
    """Kinds of files."""

    CSV = "csv"
    XLSX = "xlsx"


MIMETYPES = {Format.CSV: "text/csv",
             Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}


@dataclass(frozen=True, slots=True)
class Column:
    """A heading, and the dotted path of its value in an item (`place.name`, `months.0.state`); a list is joined by 、.

    `words` says what people read for a value of the code (`held` → 已开展).
    """

    heading: str
    path: str
    words: Mapping[str, str] = field(default_factory=dict)

    def of(self, item: dict) -> str | int | float:
        """The value as it stands in a cell: a number, or a text."""
        value: object = item
        for part in self.path.split("."):
            if isinstance(value, list):
                value = value[int(part)] if int(part) < len(value) else None
            else:
                value = value.get(part) if isinstance(value, dict) else None
        return plain(self.words.get(value, value) if isinstance(value, str) else value)


def plain(value: object) -> str | int | float:
    """A number as it is; yes and no, moments (local), lists and all else as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float):
        return value
    if isinstance(value, datetime):
        return clock.local(value).strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return "、".join(str(plain(part)) for part in value)
    if isinstance(value, dict):
        return orjson.dumps(value).decode()
    return str(value)


def harmless(value: str | int | float) -> str | int | float:
    """A text that would begin a formula gets an apostrophe in front, as a spreadsheet program itself does."""
    return f"'{value}" if isinstance(value, str) and _begins_a_formula(value) else value


def _begins_a_formula(text: str) -> bool:
    """Whether the first sign that can be seen begins one, in any width: a program that imports trims what is before."""
    if text[:1] in ENDS_A_CELL:
        return True
    first = next((sign for sign in text if unicodedata.category(sign) not in INVISIBLE and not BLANK.match(sign)), "")
    return unicodedata.normalize("NFKC", first)[:1] in FORMULA


def write(kind: Format, columns: Sequence[Column], items: Iterable[dict], file: BinaryIO) -> int:
    """Write the items as rows below their headings; returns how many. Memory does not grow with them."""
    return (_write_csv if kind is Format.CSV else _write_workbook)(columns, items, file)


def _write_csv(columns: Sequence[Column], items: Iterable[dict], file: BinaryIO) -> int:
    text = io.TextIOWrapper(file, "utf-8-sig", newline="", write_through=True)  # Excel knows UTF-8 by its mark
    writer, count = csv.writer(text), 0
    writer.writerow([column.heading for column in columns])
    for count, item in enumerate(items, start=1):  # noqa: B007  the last count is the answer
        writer.writerow([harmless(column.of(item)) for column in columns])
    text.flush()
    text.detach()
    return count


def _write_workbook(columns: Sequence[Column], items: Iterable[dict], file: BinaryIO) -> int:
    import xlsxwriter  # only an export needs it
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    sheet, count = book.add_worksheet(), 0
    bold = book.add_format({"bold": True})
    for place, column in enumerate(columns):
        sheet.write_string(0, place, column.heading, bold)
    for count, item in enumerate(items, start=1):
        for place, column in enumerate(columns):
            value = column.of(item)
            if isinstance(value, str):
                sheet.write_string(count, place, value)  # a text stays a text, whatever it begins with
            else:
                sheet.write_number(count, place, value)
    sheet.freeze_panes(1, 0)
    book.close()
    return count
