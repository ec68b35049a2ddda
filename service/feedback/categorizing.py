"""Suggests a category from what a resident wrote, so that most people need not choose one from a list."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from service.feedback.routing.words import Wordlist, fold

OPENING = 100
"""Characters at the beginning that count more: people say first what it is about."""
OPENING_FACTOR = 2.0
REPEATS = 3
"""How often a repeated word is counted at most; after that it is only a long text."""
ENOUGH = 4.0
"""Score at which the words alone are worth half a conviction."""
LEAD = 1.3
"""How far a child must lead its sisters before it is named instead of the parent."""


@dataclass(frozen=True, slots=True)
class CategoryWords:
    """A category's dotted code and the (word, weight above 0) pairs that speak for it."""

    code: str
    words: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A category code with a confidence from 0 (a guess) to 1 (hardly a doubt)."""

    code: str
    confidence: float


class Categorizer:
    """Knows the words of all categories; build it once, then ask it for every text."""

    def __init__(self, categories: Iterable[CategoryWords]) -> None:
        """Take each category's words; the same word may speak for several categories."""
        self._speaks_for: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for category in categories:
            for word, weight in category.words:
                if folded := fold(word).strip():
                    self._speaks_for[folded].append((category.code, weight * _length_factor(folded)))
        self._words = Wordlist(self._speaks_for)

    def suggest(self, text: str) -> Suggestion | None:
        """Return the likeliest category of a text, or None when no known word occurs in it.

        First the top category with the most behind it, then within it the child that clearly leads; what its
        children cannot decide stays with the parent. The confidence is the lead over the second-best top
        category, lowered while little was found.
        """
        scores = self._scores(fold(text))
        if not scores:
            return None
        tops: dict[str, float] = defaultdict(float)
        for code, score in scores.items():
            tops[code.split(".", 1)[0]] += score
        # The code is the last resort, so that the same text always gets the same suggestion.
        ranked = sorted(tops, key=lambda code: (-tops[code], code))
        best, second = tops[ranked[0]], tops[ranked[1]] if len(ranked) > 1 else 0.0
        return Suggestion(_descend(ranked[0], scores), round(_confidence(best, second), 3))

    def _scores(self, text: str) -> dict[str, float]:
        scores: dict[str, float] = defaultdict(float)
        opening = text[:OPENING]
        for word, times in self._counts(text).items():
            factor = min(times, REPEATS) ** 0.5 * (OPENING_FACTOR if word in opening else 1.0)
            for code, weight in self._speaks_for[word]:
                scores[code] += weight * factor
        return scores

    def _counts(self, text: str) -> dict[str, int]:
        """Return how often each word stands for itself: "污水管" says pipe, and nothing about "污水"."""
        found = sorted(self._words.found_in(text))
        counts = {word: text.count(word) for word in found}
        alone = {word: times - sum(counts[longer] for longer in found if word in longer and word != longer)
                 for word, times in counts.items()}
        return {word: times for word, times in alone.items() if times > 0}


def _length_factor(word: str) -> float:
    # Two characters are the usual Chinese word; each further one makes a chance hit much less likely.
    return 0.5 + 0.25 * min(len(word), 6)


def _descend(code: str, scores: dict[str, float]) -> str:
    """Go down from a category to the child that leads its sisters clearly, as deep as one does."""
    children: dict[str, float] = defaultdict(float)
    for other, score in scores.items():
        if other.startswith(f"{code}."):
            step = other[len(code) + 1:].split(".", 1)[0]
            children[f"{code}.{step}"] += score
    ranked = sorted(children, key=lambda child: (-children[child], child))
    if not ranked or (len(ranked) > 1 and children[ranked[0]] < LEAD * children[ranked[1]]):
        return code
    return _descend(ranked[0], scores)


def _confidence(best: float, second: float) -> float:
    return (best - second) / (best + second) * best / (best + ENOUGH)
