"""The columns of an import list: which heading means which field, and which kind of list a file is."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum

from service.core.errors import invalid
from service.core.text import flaw
from service.organization.file_limits import ROWS_ABOVE, unreadable
from service.organization.models import Level, Role
from service.organization.spreadsheets import Row, Spoilt


class Kind(StrEnum):
    """The lists of this package."""

    PLACES = "places"
    UNITS = "units"
    STAFF = "staff"


@dataclass(frozen=True, slots=True)
class Layout:
    """The columns of one kind of list: the headings each field is known by, the first one shown to people.

    `named` are plainer headings that count only when the kind is given. One column of `one_of` must be there.
    """

    kind: str
    words: dict[str, tuple[str, ...]]
    optional: frozenset[str] = frozenset()
    one_of: frozenset[str] = frozenset()
    named: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def found(self, row: Row, *, is_given: bool) -> dict[str, list[int]]:
        """The columns each field stands in, by their headings."""
        plain = [_plain(cell) for cell in row.cells]
        known = {name: words + (self.named.get(name, ()) if is_given else ()) for name, words in self.words.items()}
        return {name: [number for number, text in enumerate(plain) if text in words] for name, words in known.items()}

    def fits(self, row: Row, *, is_given: bool) -> bool:
        """Whether these can be its headings."""
        found = self.found(row, is_given=is_given)
        return all(places or name in self.optional for name, places in found.items()) and (
            not self.one_of or any(found[name] for name in self.one_of))

    @property
    def wanted(self) -> str:
        """The headings it cannot do without, for people."""
        must = [words[0] for name, words in self.words.items() if name not in self.optional]
        return "、".join([*must, *filter(None, [" 或 ".join(self.words[name][0] for name in sorted(self.one_of))])])


LAYOUTS: dict[str, Layout] = {}


def register(layout: Layout) -> None:
    """Make a kind of list known; kinds are guessed in the order they were registered in."""
    LAYOUTS[layout.kind] = layout


register(Layout(Kind.STAFF, {
    "username": ("用户名", "username"), "display_name": ("姓名", "display_name", "name"),
    "phone": ("手机", "手机号", "手机号码", "phone"), "role": ("角色", "role"),
    "place_code": ("地点编码", "place_code"), "unit_code": ("单位编码", "unit_code")},
    optional=frozenset({"phone", "unit_code"})))
register(Layout(Kind.PLACES, {
    "code": ("地点编码", "编码", "code"), "name": ("名称", "地点名称", "name"), "level": ("级别", "层级", "level"),
    "parent_code": ("上级编码", "上级地点编码", "parent_code"), "households": ("户数", "households")},
    optional=frozenset({"households"})))
register(Layout(Kind.UNITS, {
    "code": ("单位编码", "code", "unit_code"), "name": ("单位名称", "名称", "name"),
    "place_code": ("所在地点编码", "地点编码", "place_code")}))

LEVELS = {word: level for level, words in {
    Level.DISTRICT: "区 县 区县", Level.TOWN: "镇街 镇 街道 乡 乡镇 street", Level.COMMUNITY: "社区",
    Level.VILLAGE: "村", Level.COMPOUND: "小区", Level.COURTYARD: "院落", Level.BUILDING: "楼栋 楼 栋",
}.items()
    for word in (*words.split(), level.value)}
ROLES = {word: role for role, words in {
    Role.COMMUNITY_WORKER: "社区工作者 社区工作人员 村工作人员", Role.PARTY_MEMBER: "在职党员 党员",
    Role.VOLUNTEER: "志愿者", Role.COURTYARD_LEAD: "院落负责人 院落长", Role.BRANCH_SECRETARY: "支部书记",
    Role.TOWN_SUPERVISOR: "镇街督办 镇街督办员", Role.DISTRICT_ADMIN: "区管理员",
    Role.UNIT_ADMIN: "单位管理员", Role.AUDITOR: "审计员"}.items() for word in (*words.split(), role.value)}


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one cell, under the row and the heading the person sees."""

    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        return f"第 {self.row} 行「{self.column}」：{self.reason}"


@dataclass(slots=True)
class Table:
    """A list with known columns; `rows` are (number, {field: text}), a spoilt cell is "" and in `flaws`."""

    kind: str
    headings: dict[str, str]
    ignored: list[str]
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    flaws: dict[tuple[int, str], Flaw] = field(default_factory=dict)

    def refuse(self, number: int, name: str, reason: str) -> None:
        """Note a flaw of one cell; the first one of a cell is enough."""
        self.flaws.setdefault((number, name), Flaw(number, self.headings[name], reason))

    def text(self, number: int, name: str, value: str, longest: int) -> str:
        """One line of text, or a flaw."""
        reason = flaw(value, longest, one_line=True)
        if reason:
            self.refuse(number, name, "没有填写" if not value else reason.rstrip("。"))
        return value

    def count(self, number: int, name: str, value: str, most: int) -> int | None:
        """A whole number, None for an empty cell, or a flaw."""
        if not value:
            return None
        if not (value.isascii() and value.isdecimal() and len(value) <= len(str(most)) and int(value) <= most):
            self.refuse(number, name, f"应当是 0 到 {most} 的整数")
            return None
        return int(value)

    def word(self, number: int, name: str, value: str, words: dict):
        """The member a word stands for, or None and a flaw."""
        if value not in words:
            self.refuse(number, name, f"不认识“{value[:20]}”" if value else "没有填写")
        return words.get(value)


def _plain(heading: object) -> str:
    """A heading without blanks, stars and remarks in brackets, in small letters."""
    text = heading if isinstance(heading, str) else ""
    return re.sub(r"[（(].*?[)）]|[\s*＊:：]", "", text).lower()


def layout_of(kind: str) -> Layout:
    """Raises Invalid for a kind of list nobody has registered."""
    if kind not in LAYOUTS:
        raise invalid(kind="没有这种名单：应为 " + "、".join(LAYOUTS) + " 之一。")
    return LAYOUTS[kind]


def arranged(rows: list[Row], kind: str | None = None) -> Table:
    """The list in its columns; the kind is guessed from the headings unless given. Raises Invalid."""
    layouts = [layout_of(kind)] if kind else list(LAYOUTS.values())
    for position, row in enumerate(rows[:ROWS_ABOVE]):
        for layout in layouts:
            if layout.fits(row, is_given=kind is not None):
                return _filled(rows[position], rows[position + 1:], layout, kind is not None)
    raise unreadable("没有找到需要的列标题：" + "；或者 ".join(layout.wanted for layout in layouts) + "。")


def _filled(heading: Row, rows: list[Row], layout: Layout, is_given: bool) -> Table:
    found = layout.found(heading, is_given=is_given)
    for name, columns in found.items():
        if len(columns) > 1:
            raise unreadable(f"有两列都是「{layout.words[name][0]}」，请只留一列。")
    columns = {name: places[0] for name, places in found.items() if places}
    table = Table(layout.kind, {name: heading.cells[column] for name, column in columns.items()},
                  [cell for number, cell in enumerate(heading.cells)
                   if isinstance(cell, str) and cell and number not in columns.values()])
    for name, words in layout.words.items():
        table.headings.setdefault(name, words[0])
    for row in rows:
        _take(table, row, columns)
    return table


def _take(table: Table, row: Row, columns: dict[str, int]) -> None:
    values = dict.fromkeys(table.headings, "")
    for name, column in columns.items():
        cell = row.cells[column] if column < len(row.cells) else ""
        if isinstance(cell, Spoilt):
            table.refuse(row.number, name, cell.reason)
        else:
            values[name] = cell
    if any(values.values()) or any((row.number, name) in table.flaws for name in columns):
        table.rows.append((row.number, values))
