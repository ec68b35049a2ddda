"""Posters as PDF for the printer, on A4 and A6, or four A6 on one A4 for offices that have no other paper."""

from __future__ import annotations

import io
from dataclasses import dataclass

from service.organization.posters.layout import (
    CODE_LEFT,
    CODE_SIDE,
    CODE_TOP,
    HEIGHT,
    WIDTH,
    Poster,
    lines,
    runs,
)
from service.organization.posters.lettering import FONT

POINTS_PER_MILLIMETRE = 72 / 25.4
MARK, MARK_WIDTH, CUT = 9.0, 0.2, 140  # millimetres, millimetres, grey


@dataclass(frozen=True, slots=True)
class Paper:
    """A sheet in millimetres, how far the layout grows on it, and how many posters it takes a side."""

    across: float
    down: float
    scale: float
    aside: int = 1


PAPERS = {"a6": Paper(WIDTH, HEIGHT, 1.0), "a4": Paper(210.0, 297.0, 2.0), "a6x4": Paper(210.0, 297.0, 1.0, 2)}


class Sheets:
    """A document that grows by one poster at a time; `title` is what a reader calls it."""

    def __init__(self, paper: str, title: str, font: str = FONT):
        from fpdf import FPDF  # a third of a second that only a printed poster needs
        self._paper, self._count = PAPERS[paper], 0
        self._pages = FPDF(unit="mm", format=(self._paper.across, self._paper.down))
        self._pages.set_auto_page_break(False)
        self._pages.set_title(title)
        self._pages.set_lang("zh-CN")
        self._pages.add_font("sans", fname=font)

    def add(self, poster: Poster) -> None:
        """The next poster, on a new page where the last one is full."""
        row, column = divmod(self._count % self._paper.aside ** 2, self._paper.aside)
        if row == column == 0:
            self._pages.add_page()
            self._marks()
        left, top = (column * self._paper.across / self._paper.aside, row * self._paper.down / self._paper.aside)
        self._code(poster, left, top)
        for line in lines(poster):
            self._pages.set_font("sans", size=line.size * self._paper.scale * POINTS_PER_MILLIMETRE)
            self._pages.text(left + line.left * self._paper.scale, top + line.baseline * self._paper.scale, line.text)
        self._count += 1

    def finished(self) -> bytes:
        """The whole document; nothing can be added any more."""
        return bytes(self._pages.output())

    def _code(self, poster: Poster, left: float, top: float) -> None:
        scale = self._paper.scale
        left, top, width = left + CODE_LEFT * scale, top + CODE_TOP * scale, CODE_SIDE * scale
        if poster.picture:
            self._pages.image(io.BytesIO(poster.picture), left, top, width, width)
            return
        side, dark = runs(poster.url)
        step = width / side
        self._pages.set_fill_color(0)
        for column, row, length in dark:
            self._pages.rect(left + column * step, top + row * step, length * step, step, style="F")

    def _marks(self) -> None:
        """Where to cut: short lines at the edges and a cross in the middle, none of them on a poster's own words."""
        if self._paper.aside == 1:
            return
        across, down = self._paper.across, self._paper.down
        self._pages.set_draw_color(CUT)
        self._pages.set_line_width(MARK_WIDTH)
        for start in (0, down / 2 - MARK / 2, down - MARK):
            self._pages.line(across / 2, start, across / 2, start + MARK)
        for start in (0, across / 2 - MARK / 2, across - MARK):
            self._pages.line(start, down / 2, start + MARK, down / 2)


def drawn(poster: Poster, paper: str = "a4", font: str = FONT) -> bytes:
    """The poster as a one-page PDF with the type it needs embedded; on `a6x4` four times, to be cut apart."""
    sheets = Sheets(paper, poster.title, font)
    for _ in range(PAPERS[paper].aside ** 2):
        sheets.add(poster)
    return sheets.finished()
