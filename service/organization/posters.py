"""Posters: the code of a place, its name in large type and one plain sentence, as SVG, PNG and PDF.

One layout in millimetres of A6 serves all three; A4 is the same twice as large. Type is Noto Sans SC, set as
outlines in the SVG and embedded as a subset in the PDF, so that a poster looks the same on every machine.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from xml.sax.saxutils import escape

import pylopdf_fonts_zh_cn
import segno
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont
from PIL import Image, ImageDraw, ImageFont

FONT = str(pylopdf_fonts_zh_cn.sans_path())
FONT_UNITS = 1000
SENTENCE = "用微信扫码，反映这里的问题，会有人答复您。"
WIDTH, HEIGHT, MARGIN = 105.0, 148.0, 6.0
QR_SIDE, QR_TOP = 78.0, 44.0
QUIET_MODULES = 4  # ISO/IEC 18004: four light modules on every side
PAPERS = {"a6": (105.0, 148.0, 1.0), "a4": (210.0, 297.0, 2.0)}  # ISO 216, and how far the layout grows
PIXELS_PER_MILLIMETRE = 300 / 25.4
_reading = Lock()  # fontTools reads glyphs lazily through one file position


@dataclass(frozen=True, slots=True)
class Poster:
    """What a poster says: the place, what it lies in, and the address behind the QR code."""

    name: str
    above: str
    url: str

    @property
    def title(self) -> str:
        """The whole name of the place, for those who cannot see the picture."""
        return "".join(filter(str.isprintable, f"{self.above} {self.name}".strip()))


@dataclass(frozen=True, slots=True)
class Words:
    """A centred line of type: its size and the height of its baseline, in millimetres."""

    text: str
    size: float
    baseline: float

    @property
    def left(self) -> float:
        """Where the line begins."""
        return (WIDTH - self.size * width(self.text)) / 2


@lru_cache(maxsize=1)
def _font() -> tuple:
    font = TTFont(FONT)
    return font.getGlyphSet(), font.getBestCmap()


@lru_cache(maxsize=4096)
def _outline(character: str) -> tuple[str, float]:
    """The SVG path of a character and its advance, in thousandths of the type size."""
    with _reading:
        glyphs, names = _font()
        glyph, pen = glyphs[names.get(ord(character), ".notdef")], SVGPathPen(glyphs)
        glyph.draw(pen)
        return pen.getCommands(), glyph.width


def width(text: str) -> float:
    """The width of a line of type in ems (1.0 = one Chinese character)."""
    return sum(_outline(character)[1] for character in text) / FONT_UNITS


def _cut(text: str, count: int) -> list[str]:
    each = -(-len(text) // count)
    return [text[start:start + each] for start in range(0, len(text), each)]


def _large(name: str, *, top: float = 15.0, room: float = 27.0, largest: float = 15.0) -> list[Words]:
    """The name as large as it fits in one, two or three lines."""
    best: list[Words] = []
    for count in (1, 2, 3):
        lines = _cut(name, count)
        widest = max(width(line) for line in lines) or 1
        size = min(largest, (WIDTH - 2 * MARGIN) / widest, room / (1.2 * len(lines)))
        if not best or size > best[0].size:
            first = top + (room - 1.2 * size * (len(lines) - 1)) / 2 + 0.36 * size
            best = [Words(line, size, first + 1.2 * size * number) for number, line in enumerate(lines)]
    return best


def _lines(poster: Poster) -> list[Words]:
    small = [(poster.above, 5.0, 12.0), (SENTENCE, 4.4, 132.0)]
    fitting = [Words(text, min(size, (WIDTH - 2 * MARGIN) / width(text)), baseline)
               for text, size, baseline in small if text]
    return [*_large(poster.name), *fitting]


def matrix(poster: Poster) -> list[list[int]]:
    """The QR code as rows of 0 and 1, quiet zone included; level Q survives a quarter of it worn off."""
    code = segno.make_qr(poster.url, error="q")
    return [list(row) for row in code.matrix_iter(scale=1, border=QUIET_MODULES)]


def _runs(poster: Poster) -> tuple[int, list[tuple[int, int, int]]]:
    """Modules a side, and the dark runs of each row as (column, row, length)."""
    rows, runs = matrix(poster), []
    for number, row in enumerate(rows):
        column = 0
        while column < len(row):
            length = 1
            while column + length < len(row) and row[column + length] == row[column]:
                length += 1
            if row[column]:
                runs.append((column, number, length))
            column += length
    return len(rows), runs


def svg(poster: Poster) -> bytes:
    """The poster as SVG: sized A6, scaled by whoever prints it."""
    side, runs = _runs(poster)
    dark = "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in runs)
    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{HEIGHT}mm" '
             f'viewBox="0 0 {WIDTH} {HEIGHT}"><title>{escape(poster.title)}</title>'
             f'<desc>{escape(SENTENCE)}</desc><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>'
             f'<path shape-rendering="crispEdges" d="{dark}" transform="translate('
             f'{(WIDTH - QR_SIDE) / 2} {QR_TOP}) scale({QR_SIDE / side:.6f})"/>']
    for line in _lines(poster):
        parts.append(f'<g transform="translate({line.left:.3f} {line.baseline:.3f}) '
                     f'scale({line.size / FONT_UNITS:.6f} {-line.size / FONT_UNITS:.6f})">')
        start = 0.0
        for character in line.text:
            path, advance = _outline(character)
            parts.append(f'<path transform="translate({start:g} 0)" d="{path}"/>')
            start += advance
        parts.append("</g>")
    return "".join([*parts, "</svg>"]).encode()


def png(poster: Poster) -> bytes:
    """The poster as a grey PNG, A6 at 300 dots an inch; every module is the same whole number of pixels."""
    def pixels(millimetres: float) -> int:
        return round(millimetres * PIXELS_PER_MILLIMETRE)
    side, runs = _runs(poster)
    image = Image.new("L", (pixels(WIDTH), pixels(HEIGHT)), 255)
    draw, step = ImageDraw.Draw(image), pixels(QR_SIDE) // side
    left, top = (image.width - step * side) // 2, pixels(QR_TOP)
    for column, row, length in runs:
        corner = (left + column * step, top + row * step)
        draw.rectangle((*corner, corner[0] + length * step - 1, corner[1] + step - 1), fill=0)
    for line in _lines(poster):
        draw.text((pixels(line.left), pixels(line.baseline)), line.text, fill=0, anchor="ls",
                  font=ImageFont.truetype(FONT, line.size * PIXELS_PER_MILLIMETRE))
    out = io.BytesIO()
    image.save(out, "PNG", dpi=(300, 300))
    return out.getvalue()


def pdf(poster: Poster, paper: str = "a4") -> bytes:
    """The poster as a one-page PDF on `a4` or `a6` with the type it needs embedded."""
    across, down, scale = PAPERS[paper]
    from fpdf import FPDF  # a third of a second that only a printed poster needs
    page = FPDF(unit="mm", format=(across, down))
    page.set_auto_page_break(False)
    page.set_title(poster.title)
    page.set_lang("zh-CN")
    page.add_page()
    side, runs = _runs(poster)
    step, left, top = QR_SIDE * scale / side, (WIDTH - QR_SIDE) / 2 * scale, QR_TOP * scale
    page.set_fill_color(0)
    for column, row, length in runs:
        page.rect(left + column * step, top + row * step, length * step, step, style="F")
    page.add_font("sans", fname=FONT)
    for line in _lines(poster):
        page.set_font("sans", size=line.size * scale * 72 / 25.4)
        page.text(line.left * scale, line.baseline * scale, line.text)
    return bytes(page.output())
