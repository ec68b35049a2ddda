"""Person: as much of whoever acts as this package needs; organization's Actor is one."""

from __future__ import annotations

from typing import Protocol


class Person(Protocol):
    """The account that acts, and the session it acts in (None on the command line)."""

    @property
    def account_id(self) -> int: ...

    @property
    def session_id(self) -> str | None: ...
