"""How much of a list that is taken over is read at all; and the refusals, which say what to do about it."""

from __future__ import annotations

from service.core.errors import Invalid

MEGABYTE = 1024 * 1024
MOST_BYTES, MOST_UNPACKED = 20 * MEGABYTE, 100 * MEGABYTE
MOST_PARTS, MOST_SHEETS = 1000, 100
MOST_ROWS, MOST_COLUMNS, MOST_CELLS = 100_000, 100, 600_000
"""Rows that hold something; columns that are read; cells that are stored, whether or not they hold something."""
ROWS_ABOVE = 10
"""A title and a note may stand above the headings of a list."""
WIDEST = 16_384
"""Columns a sheet of Excel has."""
MOST_STRINGS, LONGEST_CELL = 300_000, 32_767
"""Texts a workbook keeps in one place; characters Excel allows in a cell."""
MOST_MERGED, MOST_MERGED_CELLS = 5000, 100_000

SPLIT = "请分成几个文件，再分别导入。"
ANEW = "请把要导入的内容复制到一张新的表格里，另存为 .xlsx 或 CSV，再导入。"


def unreadable(reason: str) -> Invalid:
    """A file that cannot be taken as a whole."""
    return Invalid(reason, code="file_unreadable", fields={"file": [reason]})


def too_many_rows(most: int) -> Invalid:
    """More rows than this list may have."""
    return unreadable(f"最多 {most} 行，{SPLIT}")


def too_many_cells() -> Invalid:
    """More cells than are read."""
    return unreadable(f"表格太大了，最多 {MOST_CELLS} 格（只有格式的空格也算），{ANEW}")


def too_long_a_cell() -> Invalid:
    """A text no spreadsheet program would have let in."""
    return unreadable(f"有一格的文字太长了，一格最多 {LONGEST_CELL} 个字，请缩短后再导入。")
