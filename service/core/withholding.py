"""Small numbers are withheld, so that a count never tells what became of one person: pure, no rows."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping

FEWEST = 5
"""Personal facts of fewer are withheld (domain.md section 5)."""


def withheld(counts: Mapping[Hashable, int],
             cells: Iterable[Hashable]) -> tuple[dict[Hashable, int | None], int | None]:
    """({cell: number or None}, total or None) for all `cells`, whether or not they were counted.

    None stands for 0 to 4 alike: were a nought shown, the cells that are not shown would be known to hold somebody.
    The total is shown only while each cell that is not could still be anything from 0 to 4 after subtracting.
    """
    shown = {cell: count if (count := counts.get(cell, 0)) >= FEWEST else None for cell in cells}
    hidden = [counts.get(cell, 0) for cell, count in shown.items() if count is None]
    seen = sum(count for count in shown.values() if count is not None)
    most = FEWEST - 1
    tells_nothing = not hidden or most <= sum(hidden) <= most * (len(hidden) - 1)
    return shown, seen + sum(hidden) if tells_nothing else None


def hidden(answers: Mapping[Hashable, int]) -> set[Hashable]:
    """The cells whose parts are not told: those of 1 to 4 answers; and, where these together are fewer than five, the
    smallest other one too, for the whole is told, and taking away all that is told would give them away."""
    few = {cell for cell, count in answers.items() if 0 < count < FEWEST}
    if 0 < sum(answers[cell] for cell in few) < FEWEST:
        others = [cell for cell, count in answers.items() if count >= FEWEST]
        few |= {min(others, key=lambda cell: (answers[cell], str(cell)))} if others else set()
    return few
