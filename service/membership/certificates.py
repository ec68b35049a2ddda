"""The printable certificate of a member's own service: A4, Chinese type embedded as a subset, over as many pages as
it takes, with a number and a check code by which a unit can ask whether it is ours."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache

import orjson
from fontTools.ttLib import TTFont

from service.core.clock import LOCAL
from service.organization.posters import FONT

MISSING = "□"
MISSING_NOTE = f"注：个别生僻字字库中没有，以“{MISSING}”代替。"
MARGIN, WIDTHS = 20.0, (30.0, 116.0, 24.0)  # millimetres: the columns of date, what, minutes
PAGES = "\x02\x02\x02"  # stands for the number of pages until that is known; no text of a record holds it, see drawable
HEADINGS = ("日期", "服务内容", "分钟")


@dataclass(frozen=True, slots=True)
class Service:
    """One confirmed service: the local day, what it was, how many minutes."""

    record_id: int
    day: date
    title: str
    minutes: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a certificate says of one person; unit, community and receipt only as far as he is registered."""

    account_id: int
    name: str
    unit: str | None
    community: str | None
    receipt: str | None
    since: date
    until: date
    services: tuple[Service, ...]

    @property
    def total_minutes(self) -> int:
        """His own minutes, all together."""
        return sum(service.minutes for service in self.services)

    @property
    def digest(self) -> str:
        """The SHA-256 of all it says: the same facts are the same certificate."""
        said = [self.account_id, self.name, self.unit, self.community, self.receipt, self.since, self.until,
                [[one.record_id, one.day, one.title, one.minutes] for one in self.services]]
        return hashlib.sha256(orjson.dumps(said)).hexdigest()


@dataclass(frozen=True, slots=True)
class Seal:
    """What makes a paper ours: its number, its check code, the local day it was issued, where to ask."""

    number: str
    check_code: str
    issued_on: date
    address: str


@lru_cache(maxsize=1)
def _known() -> frozenset[int]:
    return frozenset(TTFont(FONT, lazy=True).getBestCmap())


def drawable(text: str | None) -> str:
    """The text on one line in characters the type has: invisible ones are left out, unknown ones become `□`."""
    line = "".join(one for one in unicodedata.normalize("NFC", " ".join((text or "—").split()))
                   if unicodedata.category(one)[0] != "C" or unicodedata.category(one) == "Co")
    return "".join(one if ord(one) in _known() else MISSING for one in line)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _paper(seal: Seal):
    """An empty A4 document that numbers its pages."""
    from fpdf import FPDF  # a third of a second that only a certificate needs

    class Paper(FPDF):
        def footer(self):
            self.set_y(-15)
            self.set_font("sans", size=9)
            self.cell(0, 6, f"证明编号 {seal.number}　第 {self.page_no()} 页，共 {PAGES} 页", align="C")
    paper = Paper(unit="mm", format="A4")
    paper.alias_nb_pages(PAGES)
    paper.set_margins(MARGIN, MARGIN, MARGIN)
    paper.set_auto_page_break(True, margin=22)
    paper.set_title(f"服务证明 {seal.number}")
    paper.set_lang("zh-CN")
    paper.set_creation_date(datetime.combine(seal.issued_on, time(), LOCAL))
    paper.add_font("sans", fname=FONT)
    paper.add_page()
    return paper


def pdf(facts: Facts, seal: Seal) -> bytes:
    """The certificate as PDF."""
    paper = _paper(seal)
    paper.set_font("sans", size=20)
    paper.cell(0, 16, "在职党员服务证明", align="C", new_x="LMARGIN", new_y="NEXT")
    paper.set_font("sans", size=11)
    for label, value in (("姓名", facts.name), ("所在单位", facts.unit), ("报到社区", facts.community),
                         ("报到受理编号", facts.receipt),
                         ("起止日期", f"{_day(facts.since)}至{_day(facts.until)}")):
        paper.cell(32, 8, label)
        paper.multi_cell(0, 8, drawable(value), new_x="LMARGIN", new_y="NEXT")
    paper.ln(3)
    _table(paper, facts.services)
    _closing(paper, facts, seal)
    return bytes(paper.output())


def _table(paper, services: tuple[Service, ...]) -> None:
    """One line a service; the headings stand on every page."""
    from fpdf.fonts import FontFace
    paper.set_font("sans", size=10)
    with paper.table(col_widths=WIDTHS, text_align=("LEFT", "LEFT", "RIGHT"), line_height=7, repeat_headings=1,
                     headings_style=FontFace(emphasis=None, fill_color=(235, 235, 235))) as table:
        table.row(HEADINGS)
        for service in services:
            table.row((service.day.isoformat(), drawable(service.title), str(service.minutes)))


def _closing(paper, facts: Facts, seal: Seal) -> None:
    """The total, and how somebody can ask whether this paper is ours; kept together on one page."""
    lines = [f"合计 {len(facts.services)} 次，{facts.total_minutes} 分钟。以上均经社区或服务对象确认。",
             f"开具日期：{_day(seal.issued_on)}",
             f"证明编号：{seal.number}　校验码：{seal.check_code}"]
    said = [facts.name, facts.unit, facts.community, *(service.title for service in facts.services)]
    if any(MISSING in drawable(text) and MISSING not in (text or "") for text in said):
        lines.append(MISSING_NOTE)
    paper.set_font("sans", size=11)
    if paper.will_page_break(8 * len(lines) + 20):
        paper.add_page()
    paper.ln(4)
    for line in lines:
        paper.multi_cell(0, 8, line, new_x="LMARGIN", new_y="NEXT")
    paper.set_font("sans", size=9)
    paper.multi_cell(0, 8, f"核验地址：{seal.address}", new_x="LMARGIN", new_y="NEXT")
