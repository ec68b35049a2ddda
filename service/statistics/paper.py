"""The monthly report on paper: A4, Chinese type embedded as a subset, numbered pages, every rate with its n."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from service.core import clock
from service.membership.certificates import drawable
from service.organization.posters import FONT

MARGIN, PAGES = 18.0, "\x02\x02\x02"  # stands for the number of pages until that is known; no text of ours holds it
GREY = (235, 235, 235)


@dataclass(frozen=True, slots=True)
class Table:
    """A title with a table below it: headings, rows of texts, widths of columns; `empty` stands for no rows."""

    title: str
    headings: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[str]]
    empty: str


@dataclass(frozen=True, slots=True)
class Report:
    """What the paper says, in the order in which it says it."""

    title: str
    lines: Sequence[str]
    tables: Sequence[Table]
    notes: Sequence[str]
    printed_at: datetime
    printed_by: str


def pdf(report: Report) -> bytes:
    """The report as PDF."""
    paper = _paper(report)
    paper.set_font("sans", size=18)
    paper.multi_cell(0, 11, drawable(report.title), align="C", new_x="LMARGIN", new_y="NEXT")
    paper.ln(2)
    _lines(paper, report.lines, 11, 7)
    for table in report.tables:
        _table(paper, table)
    paper.ln(3)
    _lines(paper, report.notes, 9, 5.5)
    return bytes(paper.output())


def _paper(report: Report):
    """An empty A4 document that says on every page when it was printed, by whom, and which page it is."""
    from fpdf import FPDF  # a third of a second that only a report needs
    at = clock.local(report.printed_at)
    foot = drawable(f"{at.year}年{at.month}月{at.day}日 {at:%H:%M} 由{report.printed_by}打印")

    class Paper(FPDF):
        def footer(self):
            self.set_y(-14)
            self.set_font("sans", size=9)
            self.cell(0, 6, f"{foot}　第 {self.page_no()} 页，共 {PAGES} 页", align="C")
    paper = Paper(unit="mm", format="A4")
    paper.alias_nb_pages(PAGES)
    paper.set_margins(MARGIN, MARGIN, MARGIN)
    paper.set_auto_page_break(True, margin=20)
    paper.set_title(drawable(report.title))
    paper.set_lang("zh-CN")
    paper.set_creation_date(at)
    paper.add_font("sans", fname=FONT)
    paper.add_page()
    return paper


def _lines(paper, lines: Sequence[str], size: float, height: float) -> None:
    paper.set_font("sans", size=size)
    for line in lines:
        paper.multi_cell(0, height, drawable(line), align="L", new_x="LMARGIN", new_y="NEXT")


def _table(paper, table: Table) -> None:
    """The headings stand on every page; a heading never stands alone at the end of one."""
    from fpdf.fonts import FontFace
    if paper.will_page_break(36):
        paper.add_page()
    paper.ln(3)
    _lines(paper, [table.title], 13, 9)
    if not table.rows:
        _lines(paper, [table.empty], 11, 7)
        return
    paper.set_font("sans", size=9)
    with paper.table(col_widths=table.widths, text_align=("LEFT", *["RIGHT"] * (len(table.widths) - 1)), line_height=6,
                     repeat_headings=1, headings_style=FontFace(emphasis=None, fill_color=GREY)) as drawn:
        drawn.row(table.headings)
        for row in table.rows:
            drawn.row([drawable(text) for text in row])
