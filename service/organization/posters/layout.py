"""What a poster says and where it stands on the paper, in millimetres of A6; every format draws this one layout."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import segno

from service.organization.posters.lettering import width

SAYING = ("用微信扫码，", "反映这里的问题，会有人答复您。")  # two lines, so that old eyes can read it at arm's length
SENTENCE = "".join(SAYING)
WIDTH, HEIGHT, MARGIN = 105.0, 148.0, 6.0  # A6, ISO 216
CODE_SIDE, CODE_TOP = 78.0, 44.0
CODE_LEFT = (WIDTH - CODE_SIDE) / 2
QUIET_MODULES = 4  # ISO/IEC 18004: four light modules on every side


@dataclass(frozen=True, slots=True)
class Poster:
    """What a poster says: the place, what it lies in, and the address behind the QR code.

    With a `picture` (the platform's round code, a grey PNG) that is shown in place of the QR code.
    """

    name: str
    above: str
    url: str
    picture: bytes | None = None

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


def _cut(text: str, count: int) -> list[str]:
    each = -(-len(text) // count)
    return [text[start:start + each] for start in range(0, len(text), each)] if text else []


def large(name: str, *, top: float = 15.0, room: float = 27.0, largest: float = 15.0) -> list[Words]:
    """The name as large as it fits in one, two or three lines."""
    best: list[Words] = []
    for count in (1, 2, 3):
        lines = _cut(name, count)
        widest = max(map(width, lines), default=0) or 1
        size = min(largest, (WIDTH - 2 * MARGIN) / widest, room / (1.2 * max(1, len(lines))))
        if not best or size > best[0].size:
            first = top + (room - 1.2 * size * (len(lines) - 1)) / 2 + 0.36 * size
            best = [Words(line, size, first + 1.2 * size * number) for number, line in enumerate(lines)]
    return best


def lines(poster: Poster) -> list[Words]:
    """Every line of type on a poster, the name first."""
    small = [(poster.above, 5.0, 12.0), *zip(SAYING, (6.0, 6.0), (130.0, 139.0), strict=True)]
    fitting = [Words(text, min(size, (WIDTH - 2 * MARGIN) / (width(text) or 1)), baseline)
               for text, size, baseline in small if text]
    return [*large(poster.name), *fitting]


def matrix(url: str) -> list[list[int]]:
    """The QR code of an address as rows of 0 and 1, quiet zone included; level Q survives a quarter of it worn off."""
    code = segno.make_qr(url, error="q")
    return [list(row) for row in code.matrix_iter(scale=1, border=QUIET_MODULES)]


@lru_cache(maxsize=16)
def runs(url: str) -> tuple[int, tuple[tuple[int, int, int], ...]]:
    """Modules a side of its QR code, and the dark runs of each row as (column, row, length); a batch asks twice."""
    rows, found = matrix(url), []
    for number, row in enumerate(rows):
        column = 0
        while column < len(row):
            length = 1
            while column + length < len(row) and row[column + length] == row[column]:
                length += 1
            if row[column]:
                found.append((column, number, length))
            column += length
    return len(rows), tuple(found)
