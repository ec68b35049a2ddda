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
