"""How a text is read before persons are looked for: one sign for one sign, so that what is found is found in the text
as it was typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

DIGITS = str.maketrans("〇零○一幺壹二两贰三叁参四肆五伍六陆七柒八捌九玖", "000111222333445566778899")
NOTHING = "\u200b\u200c\u200d\u2060\ufeff\u00ad"  # stands between two digits, and nobody sees it


class Kind(StrEnum):
    """What of a person was found."""

    PHONE = "phone"
    LANDLINE = "landline"
    IDENTITY = "identity"
    CARD = "card"
    ACCOUNT = "account"
    PLATE = "plate"
    DOOR = "door"
    NAME = "name"
    OFFICE_HOLDER = "office_holder"


Spans = Iterator[tuple[Kind, int, int]]  # what, from, to (exclusive)


@lru_cache(maxsize=4096)
def _plain(sign: str) -> str:
    """A full-width or circled sign as the plain one, a small letter as a capital; all else as it is."""
    plain = unicodedata.normalize("NFKC", sign).upper()
    if len(plain) == 1:
        return " " if plain.isspace() or sign in NOTHING else plain
    return sign


def plain(text: str) -> str:
    """The text with plain signs, as long as it was: `１３９ａ` → `139A`."""
    return "".join(map(_plain, text))


def in_digits(text: str) -> str:
    """A plain text with every Chinese digit as a digit, as long as it was: `三单元五零一` → `3单元501`."""
    return text.translate(DIGITS)
