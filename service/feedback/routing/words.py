"""Finds which of many words a text holds, so that a hundred rules cost about as much as one."""

from collections import defaultdict
from collections.abc import Iterable
from operator import add
from unicodedata import normalize


def fold(text: str) -> str:
    """Make full and half width, upper and lower case alike (compatibility caseless match, Unicode 3.13)."""
    return normalize("NFKC", normalize("NFKC", text).casefold())


class Wordlist:
    """A fixed set of folded words, kept by their first two characters."""

    def __init__(self, words: Iterable[str]) -> None:
        """Keep the words, which must be folded already; empty ones are never found."""
        self._by_opening = defaultdict(list)
        for word in sorted(set(words) - {""}):
            self._by_opening[word[:2]].append(word)

    def found_in(self, text: str) -> set[str]:
        """Return the words that occur anywhere in a folded text."""
        # Only words whose first two characters stand together in the text are worth a search through it.
        openings = self._by_opening.keys() & set(map(add, text, text[1:])).union(text)
        return {word for opening in openings for word in self._by_opening[opening] if word in text}
