"""What is taken from each part of an .xlsx (ECMA-376, part 1, chapter 18) while it streams by; nothing else is kept."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from service.organization import file_limits as limits
from service.organization.file_limits import unreadable

ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})", re.ASCII)
DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
"""Formats by number that show a date or a time, in any Excel and in a Chinese one (18.8.30)."""
NOT_SHOWN = re.compile(r'"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]', re.IGNORECASE)
"""What of a written format is text, colour or condition."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A cell that holds something: its text; `kind` as in the file (`n`, `s`, `str`, `inlineStr`, `b`, `e`, `d`)."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True)
class Block:
    """A merged block: a rectangle, and it stays one; rows and columns from 1, both ends in it."""

    name: str
    top: int
    bottom: int
    left: int
    right: int

    @property
    def area(self) -> int:
        """How many cells it covers."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)


@dataclass(slots=True)
class Sheet:
    """Rows that hold something, by number, each of cells by column; and the merged blocks."""

    rows: dict[int, dict[int, Stored]] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


class Part:
    """A reader: told of each element by its name without a prefix, and of the text in it."""

    def begins(self, name: str, said: dict[str, str]) -> None:
        """An element begins."""

    def ends(self, name: str) -> None:
        """It ends."""

    def says(self, text: str) -> None:
        """Some text of it."""


class Named(Part):
    """The attributes of every element of one name."""

    def __init__(self, name: str):
        self.name, self.found = name, []

    def begins(self, name: str, said: dict[str, str]) -> None:
        if name == self.name:
            self.found.append(said)
            if len(self.found) > limits.MOST_PARTS:
                raise unreadable(f"工作表太多了，{limits.ANEW}")


class Formats(Part):
    """Which styles of a cell, by their position, show a date."""

    def __init__(self):
        self._is_written_date, self._of_cells, self.are_dates = {}, False, []

    def begins(self, name: str, said: dict[str, str]) -> None:
        if name == "numFmt":
            shown = NOT_SHOWN.sub("", said["formatCode"]).lower()
            self._is_written_date[said["numFmtId"]] = any(letter in shown for letter in "dmyhs")
        elif name == "cellXfs":
            self._of_cells = True
        elif name == "xf" and self._of_cells:
            number = said.get("numFmtId", "0")
            self.are_dates.append(self._is_written_date.get(number, int(number) in DATES))

    def ends(self, name: str) -> None:
        self._of_cells = self._of_cells and name != "cellXfs"


class Texts(Part):
    """A part with texts in it: what stands in `t` (and in `within`), without how it is pronounced (`rPh`)."""

    within = ("t",)

    def __init__(self):
        self._text, self._length, self._listens, self._is_spoken = [], 0, False, False

    def begins(self, name: str, said: dict[str, str]) -> None:
        self._listens, self._is_spoken = name in self.within, self._is_spoken or name == "rPh"

    def ends(self, name: str) -> None:
        self._listens, self._is_spoken = False, self._is_spoken and name != "rPh"

    def says(self, text: str) -> None:
        if self._listens and not self._is_spoken:
            self._text.append(text)
            self._length += len(text)
            if self._length > limits.LONGEST_CELL:
                raise limits.too_long_a_cell()

    def taken(self) -> str:
        """The text heard since the last time."""
        text, self._text, self._length = "".join(self._text), [], 0
        return text


class Strings(Texts):
    """The texts a workbook keeps in one place."""

    def __init__(self):
        super().__init__()
        self.found: list[str] = []

    def ends(self, name: str) -> None:
        super().ends(name)
        if name == "si":
            self.found.append(self.taken())
            if len(self.found) > limits.MOST_STRINGS:
                raise unreadable(f"不同的文字太多了，最多 {limits.MOST_STRINGS} 种，{limits.SPLIT}")


class Cells(Texts):
    """The cells of a sheet that hold something, in the columns a list may have; and the merged blocks."""

    within = ("t", "v")

    def __init__(self, strings: list[str], are_dates: list[bool], most: int):
        super().__init__()
        self.sheet, self._strings, self._are_dates, self._most = Sheet(), strings, are_dates, most
        self._row = self._column = self._stored = self._merged = 0
        self._kind, self._style = "n", "0"

    def begins(self, name: str, said: dict[str, str]) -> None:
        super().begins(name, said)
        if name == "row":
            self._row, self._column = int(said.get("r", self._row + 1)), 0
        elif name == "c":
            self._column = _placed(said["r"])[1] if "r" in said else self._column + 1
            self._kind, self._style = said.get("t", "n"), said.get("s", "0")
        elif name == "mergeCell":
            self._merge(said["ref"])
        if name in ("row", "c"):
            self._stored += 1
            if self._stored > limits.MOST_CELLS:
                raise limits.too_many_cells()

    def ends(self, name: str) -> None:
        super().ends(name)
        if name == "c" and (text := self.taken()) and self._column <= limits.MOST_COLUMNS:
            self.sheet.rows.setdefault(self._row, {})[self._column] = self._cell(text)
            if len(self.sheet.rows) > self._most + limits.ROWS_ABOVE:
                raise limits.too_many_rows(self._most)

    def _cell(self, text: str) -> Stored:
        if self._kind == "s":
            return Stored(self._strings[int(text)], "s")
        style = int(self._style)
        is_date = self._kind == "n" and style < len(self._are_dates) and self._are_dates[style]
        return Stored(text, "d" if is_date else self._kind)

    def _merge(self, name: str) -> None:
        first, _, last = name.partition(":")
        (top, left), (bottom, right) = _placed(first), _placed(last or first)
        block = Block(name, top, bottom, left, right)
        self.sheet.blocks.append(block)
        self._merged += block.area
        if len(self.sheet.blocks) > limits.MOST_MERGED or self._merged > limits.MOST_MERGED_CELLS:
            raise unreadable(f"合并的单元格太多或太大了（{name}），最多 {limits.MOST_MERGED} 处、一共盖住 "
                             f"{limits.MOST_MERGED_CELLS} 格，请取消合并后再导入。")


def _placed(address: str) -> tuple[int, int]:
    """(row, column) from 1 of `CV20000`. Raises ValueError."""
    found = ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError("not an address")
    column = 0
    for letter in found[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(found[2]), column
