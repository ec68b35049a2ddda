"""The columns of a unit's list of members who register: which heading means which field."""

from __future__ import annotations

import re

from service.organization.columns import Flaw
from service.organization.file_limits import ROWS_ABOVE, too_many_rows, unreadable
from service.organization.spreadsheets import Row, Spoilt

HEADINGS = {
    "name": ("姓名", "name"), "phone": ("手机号", "手机", "手机号码", "phone"),
    "place_code": ("小区或楼栋编码", "楼栋编码", "小区编码", "地点编码", "place_code"),
    "skills": ("特长", "skills"), "services": ("可提供服务", "服务", "services"),
}
OPTIONAL = frozenset({"skills", "services"})


class Sheet:
    """A list in its columns; `rows` are (number, {field: text}), a spoilt cell is "" and in `flaws`."""

    def __init__(self, headings: dict[str, str], ignored: list[str]):
        self.headings, self.ignored = headings, ignored
        self.rows: list[tuple[int, dict[str, str]]] = []
        self.flaws: dict[tuple[int, str], Flaw] = {}

    def refuse(self, number: int, name: str, reason: str) -> None:
        """Note a flaw of one cell; the first one of a cell is enough."""
        self.flaws.setdefault((number, name), Flaw(number, self.headings[name], reason))


def _plain(heading: object) -> str:
    """A heading without blanks, stars and remarks in brackets, in small letters."""
    text = heading if isinstance(heading, str) else ""
    return re.sub(r"[（(].*?[)）]|[\s*＊:：]", "", text).lower()


def arranged(rows: list[Row], most: int) -> Sheet:
    """The list in its columns. Raises Invalid `file_unreadable`, also past `most` rows."""
    for position, row in enumerate(rows[:ROWS_ABOVE]):
        plain = [_plain(cell) for cell in row.cells]
        found = {name: [number for number, text in enumerate(plain) if text in words]
                 for name, words in HEADINGS.items()}
        if all(places or name in OPTIONAL for name, places in found.items()):
            return _filled(row, rows[position + 1:], found, most)
    raise unreadable("没有找到需要的列标题：姓名、手机号、小区或楼栋编码。")


def _filled(heading: Row, rows: list[Row], found: dict[str, list[int]], most: int) -> Sheet:
    for name, places in found.items():
        if len(places) > 1:
            raise unreadable(f"有两列都是「{HEADINGS[name][0]}」，请只留一列。")
    if len(rows) > most:
        raise too_many_rows(most)
    columns = {name: places[0] for name, places in found.items() if places}
    sheet = Sheet({name: heading.cells[columns[name]] if name in columns else words[0]
                   for name, words in HEADINGS.items()},
                  [cell for number, cell in enumerate(heading.cells)
                   if isinstance(cell, str) and cell and number not in columns.values()])
    for row in rows:
        _take(sheet, row, columns)
    return sheet


def _take(sheet: Sheet, row: Row, columns: dict[str, int]) -> None:
    values = dict.fromkeys(HEADINGS, "")
    for name, column in columns.items():
        cell = row.cells[column] if column < len(row.cells) else ""
        if isinstance(cell, Spoilt):
            sheet.refuse(row.number, name, cell.reason)
        else:
            values[name] = cell
    if any(values.values()) or any((row.number, name) in sheet.flaws for name in columns):
        sheet.rows.append((row.number, values))
