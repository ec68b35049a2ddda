"""What this process remembers between requests, in one list, so that a test or a restore can forget it all."""

from __future__ import annotations

from collections.abc import Callable

_clearings: list[Callable[[], object]] = []


def register(clear: Callable[[], object]) -> Callable[[], object]:
    """Name a function that empties one cache, for instance the `cache_clear` of an lru_cache; gives it back."""
    _clearings.append(clear)
    return clear


def clear_all() -> None:
    """Empty every registered cache of this process."""
    for clear in _clearings:
        clear()
