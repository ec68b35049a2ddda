"""The notation of safeguards: words, words near each other, and figures of speech that are cut out first.

`/` stands between words that are as good as each other, `+` between those that must come together:
`电梯/升降机+困/锁/关` is one of the first near one of the second, in either order. In a figure of speech `+` means
"directly followed by": `没有/没得+着火` cuts out 没有着火 and 没得着火.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import permutations

from service.feedback.routing.words import fold

NEAR = 10
"""Characters that may stand between words that are near each other; the end of a sentence may not."""
MOST_PARTS = 3
GAP = f"[^。!?;\n]{{0,{NEAR}}}?"
BLANK = re.compile(r"[^\S\n]+|[\u200b-\u200f\u2060\ufeff]+")
CUT = " "


def plain(text: str) -> str:
    """A text as patterns read it: folded, without the blanks that dictation and hurried thumbs leave."""
    return BLANK.sub("", fold(text))


def parts(entry: str) -> list[list[str]]:
    """An entry's words, by what must come together."""
    return [[plain(word) for word in part.split("/")] for part in entry.split("+")]


def flaw(entry: str) -> str | None:
    """What is wrong with an entry, in a sentence; None for a sound one."""
    found = parts(entry)
    if any(not word for part in found for word in part):
        return f"“{entry}”里有空白的词，请检查 + 和 / 的前后。"
    return f"“{entry}”最多用 {MOST_PARTS - 1} 个 +。" if len(found) > MOST_PARTS else None


def nearby(entry: str) -> re.Pattern[str]:
    """What finds an entry's words near each other, in whatever order."""
    orders = permutations(map(_any_of, parts(entry)))
    return re.compile("|".join(GAP.join(order) for order in orders))


def figures(entries: Iterable[str]) -> re.Pattern[str] | None:
    """What finds any of these figures of speech, the longest first; None when there are none."""
    said = ["".join(map(_any_of, parts(entry))) for entry in sorted(entries, key=len, reverse=True)]
    return re.compile("|".join(said)) if said else None


def words_in(entries: Iterable[str]) -> Iterator[str]:
    """Every single word of these entries."""
    return (word for entry in entries for part in parts(entry) for word in part)


def _any_of(words: list[str]) -> str:
    return f"(?:{'|'.join(re.escape(word) for word in sorted(words, key=len, reverse=True))})"
