"""Small numbers are withheld, so that a count never tells what became of one person: pure, no rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

FEWEST = 5
"""Personal facts of fewer are withheld (domain.md section 5)."""
Ring = Callable[..., Hashable | None]
"""What something waiting may be told as in a circle of others, the widest last; None: there it may not be told yet."""


def in_steps(waiting: Iterable[Hashable], rings: Sequence[Ring]) -> list[tuple[Hashable, list]]:
    """(label, those told under it): five or more at once, of the narrowest ring that has so many; nobody stands in two.

    What is told of steps that share nothing and never change is safe from every subtraction (docs/adr/0045).
    """
    left, found = dict.fromkeys(waiting), []
    for ring in rings:
        together = defaultdict(list)
        for one in left:
            if (label := ring(one)) is not None:
                together[label].append(one)
        for label, told in together.items():
            if len(told) >= FEWEST:
                found.append((label, told))
                for one in told:
                    del left[one]
    return found


def in_fives(counts: Mapping[Hashable, int],
             cells: Iterable[Hashable]) -> tuple[dict[Hashable, int | None], int | None]:
    """({cell: number or None}, total or None) for all `cells`, whether or not they were counted: rounded down to whole
    fives, None for 0 to 4 alike.

    For what changes from day to day, where no step stays true. Any difference of two numbers, of whatever places and
    moments, is whole fives; the total is the sum of what is told, so that it tells nothing besides.
    """
    shown = {cell: counts.get(cell, 0) // FEWEST * FEWEST or None for cell in cells}
    return shown, sum(count or 0 for count in shown.values()) or None
