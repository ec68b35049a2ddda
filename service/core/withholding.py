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
