"""The type of posters: Noto Sans SC, as outlines, as widths, and as a small font with just the signs of a batch."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from threading import Lock

import pylopdf_fonts_zh_cn
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.ttLib import TTFont

FONT = str(pylopdf_fonts_zh_cn.sans_path())
FONT_UNITS = 1000
_reading = Lock()  # fontTools reads glyphs lazily through one file position


@lru_cache(maxsize=1)
def _font() -> tuple:
    font = TTFont(FONT)
    return font.getGlyphSet(), font.getBestCmap()


@lru_cache(maxsize=4096)
def outline(character: str) -> tuple[str, float]:
    """The SVG path of a character and its advance, in thousandths of the type size."""
    with _reading:
        glyphs, names = _font()
        glyph, pen = glyphs[names.get(ord(character), ".notdef")], SVGPathPen(glyphs)
        glyph.draw(pen)
        return pen.getCommands(), glyph.width


def width(text: str) -> float:
    """The width of a line of type in ems (1.0 = one Chinese character)."""
    return sum(outline(character)[1] for character in text) / FONT_UNITS


@contextmanager
def small_font(characters: set[str]) -> Iterator[str]:
    """The path of a font file with these characters alone, there until the block ends.

    Opening the whole font (30,000 signs) takes most of the time of a PDF; a batch does it once, not once a poster.
    """
    from fontTools import subset  # a fifth of a second that only a batch needs
    options = subset.Options(layout_features=[], notdef_outline=True, name_IDs=["*"], hinting=False)
    font, chosen = TTFont(FONT, lazy=True), subset.Subsetter(options)
    chosen.populate(unicodes=[ord(character) for character in characters])
    chosen.subset(font)
    with tempfile.NamedTemporaryFile(suffix=".otf") as file:
        font.save(file)
        file.flush()
        yield file.name
