"""The notation of safeguards: words, words near each other, and figures of speech that are cut out first.

`/` stands between words that are as good as each other, `+` between those that must come together:
`电梯/升降机+困/锁/关` is one of the first near one of the second, in either order. In a figure of speech `+` means
"directly followed by": `没有/没得+着火` cuts out 没有着火 and 没得着火.
"""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from itertools import chain, islice, product
from math import prod

from service.feedback.routing.words import fold

NEAR = 10
"""Characters that may stand between words that are near each other; the end of a sentence may not."""
MOST_PARTS, MOST_FIGURES = 3, 2000
ENDS = frozenset("。!?;\n")
BLANK = re.compile(r"[^\S\n]+|[\u200b-\u200f\u2060\ufeff]+")

Spot = tuple[int, int]
"""Where a word begins and where it ends."""


def plain(text: str) -> str:
    """A text as patterns read it: folded, without the blanks that dictation and hurried thumbs leave."""
    return BLANK.sub("", fold(text))


def parts(entry: str) -> list[list[str]]:
    """An entry's words, by what must come together."""
    return [[plain(word) for word in part.split("/")] for part in entry.split("+")]


def flaw(entry: str, *, written_out: bool = False) -> str | None:
    """What is wrong with an entry, in a sentence; None for a sound one. Figures of speech are `written_out`."""
    found = parts(entry)
    if written_out and prod(map(len, found)) > MOST_FIGURES:
        return f"“{entry[:20]}…”的组合太多，请分成几项。"
    if any(not word for part in found for word in part):
        return f"“{entry}”里有空白的词，请检查 + 和 / 的前后。"
    return f"“{entry}”最多用 {MOST_PARTS - 1} 个 +。" if len(found) > MOST_PARTS else None


def figures(entry: str) -> list[str]:
    """Every figure of speech an entry stands for, written out."""
    return ["".join(words) for words in product(*parts(entry))]


class Pattern:
    """Words near each other, made ready once."""

    def __init__(self, entry: str) -> None:
        """Take an entry apart; it must be a sound one."""
        self._parts = parts(entry)
        self.words = frozenset(chain.from_iterable(self._parts))

    def found_in(self, text: str, held: Collection[str]) -> str | None:
        """The words of it that stand near each other in a plain text, of those it is known to hold."""
        spots = []
        for part in self._parts:
            spots.append(sorted(spot for word in part if word in held for spot in _spots(text, word)))
            if not spots[-1]:
                return None
        together = _together(text, spots)
        return together and "…".join(text[start:end] for start, end in together)


def _spots(text: str, word: str) -> Iterator[Spot]:
    start = text.find(word)
    while start >= 0:
        yield start, start + len(word)
        start = text.find(word, start + 1)


def _together(text: str, spots: list[list[Spot]], after: Spot | None = None) -> list[Spot] | None:
    """One spot of each list, near each other in whatever order, behind `after`; None when there are none."""
    for position, mine in enumerate(spots):
        others = spots[:position] + spots[position + 1:]
        for spot in mine if after is None else _within_reach(text, mine, after[1]):
            rest = _together(text, others, spot) if others else []
            if rest is not None:
                return [spot, *rest]
    return None


def _within_reach(text: str, spots: list[Spot], end: int) -> Iterator[Spot]:
    for spot in islice(spots, bisect_left(spots, (end, 0)), None):
        if spot[0] > end + NEAR or not ENDS.isdisjoint(text[end:spot[0]]):
            return
        yield spot
