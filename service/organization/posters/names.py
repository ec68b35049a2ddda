"""Names of files that every system can unpack: whatever a place is called, nothing leads out of the folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

LONGEST = 60  # characters; three bytes each in UTF-8, and 255 bytes are the most a file system takes
KEPT = frozenset("-_#+（）()·")
PIECE = re.compile(r"(\d+)")


def safe(text: str) -> str:
    """The letters, figures and a few signs of a text, blanks for all else: no slash, no dot, no invisible sign."""
    plain = "".join(one if one.isalnum() or one in KEPT else " " for one in unicodedata.normalize("NFC", text))
    return " ".join(plain.split())


def as_people_count(code: str) -> list[tuple[bool, int, str]]:
    """A key by which `…-2` comes before `…-10`."""
    return [(piece.isdecimal(), int(piece) if piece.isdecimal() else 0, piece) for piece in PIECE.split(code)]


def file_names(titles: Sequence[tuple[str, str]], suffix: str) -> list[str]:
    """A name for each (code of the place, its name), in order; one that is taken, if only in other letters, gets a
    number behind it."""
    taken, names = set(), []
    for code, title in titles:
        stem = f"{safe(code)} {safe(title)[-LONGEST:]}".strip()
        name, number = stem, 1
        while name.casefold() in taken:
            number += 1
            name = f"{stem} ({number})"
        taken.add(name.casefold())
        names.append(f"{name}.{suffix}")
    return names
