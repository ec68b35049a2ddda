"""Values as the fields of a subscribe template take them: one that does not fit fails the whole message (47003)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

LONGEST_THING, LONGEST_PHRASE, LONGEST_STRING = 20, 5, 32
LONGEST_NAME, LONGEST_LATIN_NAME = 10, 20
FIELD = re.compile(r"([a-z_]+?)[0-9]{1,3}")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
DATE = r"[0-9]{4}(?:年[0-9]{1,2}月[0-9]{1,2}日|[-/.][0-9]{1,2}[-/.][0-9]{1,2})"
HOUR = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9])?"
JOINERS = "\u200d\ufe0e\ufe0f"  # they hold the parts of an emoji together
BREAKS, PARTS_OF_NUMBERS = "，。；！？（", "0123456789:.-/年月日 "
HALF_A_NUMBER = re.compile(r"[0-9][0-9:./年月日 -]*$")
LOOSE = JOINERS + " "
NO_TEXT = {"Cc", "Cs", "Cn", "Co", "Cf", "Zl", "Zp"}


def kind_of(field_name: str) -> str:
    """The type in a field's name: `thing1` is a `thing`. Raises ValueError for a type we do not know."""
    found = FIELD.fullmatch(field_name)
    if not found or found[1] not in KINDS:
        raise ValueError(f"no field of a subscribe template is called {field_name!r}")
    return found[1]


def fitted(field_name: str, text: str) -> str:
    """The text as this field takes it: cut (in code points), on one line, never empty. Raises ValueError.

    Source: subscribeMessage.send, 订阅消息参数值内容限制说明.
    """
    fit, otherwise = KINDS[kind_of(field_name)]
    return fit(_on_one_line(text)) or otherwise


def _on_one_line(text: str) -> str:
    """No line break, no control character, no half of a character; single spaces."""
    readable = "".join(one if one in JOINERS or unicodedata.category(one) not in NO_TEXT else " " for one in text)
    return " ".join(readable.split())


def _thing(text: str) -> str:
    """Cut after a part of the sentence where one ends in the second half, and never within a number or a date."""
    if len(text) <= LONGEST_THING:
        return text.strip(LOOSE)
    ends = [place for place in range(LONGEST_THING // 2, LONGEST_THING) if text[place] in BREAKS]
    kept = text[:ends[-1] if ends else LONGEST_THING - 1]
    if not ends and text[LONGEST_THING - 1] in PARTS_OF_NUMBERS:
        kept = HALF_A_NUMBER.sub("", kept) or kept
    return kept.lstrip(LOOSE).rstrip(LOOSE + BREAKS) + "…"


def _phrase(text: str) -> str:
    return "".join(HAN.findall(text))[:LONGEST_PHRASE]


def _name(text: str) -> str:
    """A name with one Chinese character in it counts as a Chinese one."""
    without_digits = " ".join("".join(one for one in text if not one.isnumeric()).strip(LOOSE).split())
    return without_digits[:LONGEST_NAME if HAN.search(text) else LONGEST_LATIN_NAME].strip(LOOSE)


def _keeping(characters: str, longest: int) -> Callable[[str], str]:
    """Only these characters, and so many of them."""
    others = re.compile(f"[^{characters}]")
    return lambda text: others.sub("", text)[:longest]


def _first(pattern: str) -> Callable[[str], str]:
    """The first part of the text that looks like this."""
    wanted = re.compile(pattern)

    def fit(text: str) -> str:
        found = wanted.search(text)
        return found[0] if found else ""
    return fit


KINDS: dict[str, tuple[Callable[[str], str], str]] = {
    "thing": (_thing, "-"),
    "phrase": (_phrase, "消息"),
    "character_string": (_keeping(r"\x21-\x7e", LONGEST_STRING), "-"),
    "time": (_first(f"{DATE} {HOUR}|{HOUR}|{DATE}"), "00:00"),
    "date": (_first(f"{DATE} {HOUR}|{DATE}"), "2000年1月1日"),
    "name": (_name, "-"),
    "number": (_first(r"(?<![0-9.])[0-9]{1,15}(?:\.[0-9]{1,15})?(?![0-9])"), "0"),
    "amount": (_first(r"[¥￥$€£]?(?<![0-9.])[0-9]{1,10}(?:\.[0-9]{1,2})?(?![0-9])元?"), "0元"),
    "phone_number": (_keeping(r"0-9+()\-", 17), "0"),
    "car_number": (_first(r"[\u4e00-\u9fffA-Z0-9][A-Z0-9]{4,6}[\u4e00-\u9fffA-Z0-9]"), "0"),
    "letter": (_keeping("A-Za-z", LONGEST_STRING), "N"),
    "symbol": (_keeping(r"!-/:-@\[-`{-~", 5), "-"),
}
"""By type: how a text is made to fit, and what stands there when nothing of it is left."""
