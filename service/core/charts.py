"""Charts as SVG made on the server: no script, no style of their own, coloured by our style sheet, read without colour.

Each bar stands beside its words, so that a chart says in black and white what its colours say. Whatever somebody named
is escaped by who makes the elements; nothing is put together as text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree

from markupsafe import Markup

NAMESPACE = "http://www.w3.org/2000/svg"
ElementTree.register_namespace("", NAMESPACE)
WIDTH, BAR, TYPE = 340, 26, 14  # a phone shows the picture in its own size, and the words can be read
LONGEST_NAME = 10
NOT_OURS = ("style", "script", "defs", "desc", "title")
SAID_OF = {"class", "d", "x", "y", "width", "height", "transform", "viewBox"}
LONG_NUMBER = re.compile(r"-?\d+\.\d+")
UNWRITABLE = re.compile(r"[^\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # what XML 1.0 has no way to write
COLUMNS, TILE_WIDTH, TILE_HEIGHT, GAP = 3, 112, 66, 6
LEVELS = 4


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: what it is called, how long it is (None: no bar), and the same in words."""

    name: str
    value: float | None
    said: str


@dataclass(frozen=True, slots=True)
class Tile:
    """One place of a map of heat: its name, its count, and where a tap leads."""

    name: str
    count: int
    leads_to: str


def bars(title: str, rows: Sequence[Bar], most: float | None = None) -> Markup:
    """A chart of horizontal bars, the first on top; `most` is the whole length, else the longest bar is."""
    import pygal  # a quarter of a second that only a chart needs
    from pygal.style import Style
    labels = [f"{_short(row.name)}　{row.said}" for row in rows]
    chart = pygal.HorizontalBar(
        css=(), js=(), no_prefix=True, disable_xml_declaration=True, width=WIDTH, height=BAR * len(rows) + 8,
        margin=4, margin_left=8 + TYPE * max(map(_lack, labels), default=0), spacing=6, show_legend=False,
        show_y_guides=False, show_x_guides=False, show_x_labels=False, show_y_labels=True, truncate_label=-1,
        range=(0, most or max([row.value or 0 for row in rows] + [1])), style=Style(label_font_size=TYPE))
    chart.x_labels = [_writable(label) for label in reversed(labels)]
    chart.add("", [row.value for row in reversed(rows)])
    return _ours(chart.render_tree(), title)


def _lack(label: str) -> float:
    """How much wider than pygal believes a label is, in ems: it takes every sign for 0.6 of one."""
    return sum(0.45 if ord(sign) > 0x2E7F else 0.02 for sign in label)


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[:LONGEST_NAME - 1]}…"


def _writable(text: str) -> str:
    return UNWRITABLE.sub("�", text)


def _ours(tree: ElementTree.Element, title: str) -> Markup:
    """The picture alone: without what pygal adds for scripts and styles, and named for who cannot see it."""
    plain = ElementTree.Element("svg", {"class": "chart"})
    _copy(tree, plain)
    plain.set("class", "chart")
    return _named(plain, title)


def _copy(source: ElementTree.Element, target: ElementTree.Element) -> None:
    """What draws something, and nothing else: no identifier, no event, no style gets past the list of `SAID_OF`."""
    for name, value in source.attrib.items():
        if name in SAID_OF and value:
            target.set(name, LONG_NUMBER.sub(lambda found: f"{float(found[0]):.1f}", value))
    target.text = source.text
    for child in source:
        tag = child.tag.split("}")[-1] if isinstance(child.tag, str) else ""
        if tag and tag not in NOT_OURS and "overlay" not in child.get("class", ""):
            _copy(child, ElementTree.SubElement(target, tag))
    for child in [each for each in target if each.tag == "g" and not len(each)]:
        target.remove(child)


def _named(svg: ElementTree.Element, title: str, role: str = "img") -> Markup:
    svg.set("role", role)
    svg.set("aria-label", _writable(title))
    first = ElementTree.Element("title")
    first.text = _writable(title)
    svg.insert(0, first)
    # Safe in a page as it is: every text in it was escaped as it was written.
    return Markup(ElementTree.tostring(svg, encoding="unicode", short_empty_elements=False))


def heat(title: str, tiles: Sequence[Tile]) -> Markup:
    """A map of tiles in the order given, each with its count, up to four squares for how much that is beside the
    others, and a way down."""
    most, lines = max([tile.count for tile in tiles] + [1]), -(-len(tiles) // COLUMNS)
    svg = ElementTree.Element("svg", {"class": "heat", "viewBox": f"-2 -2 {COLUMNS * (TILE_WIDTH + GAP) - 2} "
                                                                  f"{lines * (TILE_HEIGHT + GAP) - 2}"})
    for number, tile in enumerate(tiles):
        line, column = divmod(number, COLUMNS)
        level = -(-tile.count * LEVELS // most)
        place = ElementTree.SubElement(svg, "a", {"href": tile.leads_to, "class": f"heat-{level}"})
        _draw(place, tile, level, column * (TILE_WIDTH + GAP), line * (TILE_HEIGHT + GAP))
    return _named(svg, title, role="group")


def _draw(link: ElementTree.Element, tile: Tile, level: int, x: int, y: int) -> None:
    ElementTree.SubElement(link, "rect", {"class": "tile", "x": str(x), "y": str(y), "rx": "6",
                                          "width": str(TILE_WIDTH), "height": str(TILE_HEIGHT)})
    name = tile.name if len(tile.name) <= 7 else f"{tile.name[:6]}…"
    for text, down, kind in ((name, 20, "tile-name"), (f"{tile.count} 件", 40, "tile-count")):
        written = ElementTree.SubElement(link, "text", {"class": kind, "x": str(x + 8), "y": str(y + down)})
        written.text = _writable(text)
    for number in range(LEVELS):
        kind = "square filled" if number < level else "square"
        ElementTree.SubElement(link, "rect", {"class": kind, "x": str(x + 8 + number * 14), "y": str(y + 48),
                                              "width": "11", "height": "11"})
