"""A poster as SVG: type as outlines, so that it looks the same on every machine."""

from __future__ import annotations

from base64 import b64encode
from xml.sax.saxutils import escape

from service.organization.posters.layout import (
    CODE_LEFT,
    CODE_SIDE,
    CODE_TOP,
    HEIGHT,
    SENTENCE,
    WIDTH,
    Poster,
    Words,
    lines,
    runs,
)
from service.organization.posters.lettering import FONT_UNITS, outline


def drawn(poster: Poster) -> bytes:
    """The poster as SVG: sized A6, scaled by whoever prints it."""
    begin = (f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}mm" height="{HEIGHT}mm" '
             f'viewBox="0 0 {WIDTH} {HEIGHT}"><title>{escape(poster.title)}</title>'
             f'<desc>{escape(SENTENCE)}</desc><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>')
    code = _picture(poster.picture) if poster.picture else _modules(poster)
    return "".join([begin, code, *map(_type, lines(poster)), "</svg>"]).encode()


def _modules(poster: Poster) -> str:
    side, dark = runs(poster.url)
    path = "".join(f"M{column} {row}h{length}v1h-{length}z" for column, row, length in dark)
    return (f'<path shape-rendering="crispEdges" d="{path}" transform="translate({CODE_LEFT} {CODE_TOP}) '
            f'scale({CODE_SIDE / side:.6f})"/>')


def _picture(content: bytes) -> str:
    return (f'<image x="{CODE_LEFT}" y="{CODE_TOP}" width="{CODE_SIDE}" height="{CODE_SIDE}" '
            f'href="data:image/png;base64,{b64encode(content).decode()}"/>')


def _type(line: Words) -> str:
    parts, start = [], 0.0
    for character in line.text:
        path, advance = outline(character)
        parts.append(f'<path transform="translate({start:g} 0)" d="{path}"/>')
        start += advance
    scale = line.size / FONT_UNITS
    return (f'<g transform="translate({line.left:.3f} {line.baseline:.3f}) scale({scale:.6f} {-scale:.6f})">'
            f'{"".join(parts)}</g>')
