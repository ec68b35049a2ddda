"""A plan: what one list would add and change, before anything is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from service.organization.columns import Table


@dataclass(slots=True)
class Plan:
    """Sentences for the person, and `write`, which does it inside the caller's transaction."""

    added: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: int = 0
    write: Callable[[], None] = lambda: None


def only_once(table: Table, name: str) -> dict[str, int]:
    """The row in which each value of a column first stands; every further row with it is refused."""
    first: dict[str, int] = {}
    for number, values in table.rows:
        value = values[name]
        if value and first.setdefault(value, number) != number:
            table.refuse(number, name, f"和第 {first[value]} 行重复")
    return first
