"""A rehearsal: the very work a timer does, inside one transaction that is rolled back at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass

from service.core import caches
from service.core.database import atomic, db

Watching = AbstractContextManager[Callable[[], Iterable[str]]]
_witnesses: list[Callable[[], Watching]] = []


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What the work returned, and the lines of everybody who watched."""

    outcome: object
    seen: list[str]


class _Curtain(Exception):
    """The play is over; whatever was changed on the stage is put back."""


def witness(begin: Callable[[], Watching]) -> None:
    """Let somebody watch every rehearsal: `with begin() as tell`, and `tell()` is asked for lines at the end."""
    if begin not in _witnesses:
        _witnesses.append(begin)


def rehearse(work: Callable[[], object]) -> Rehearsal:
    """Do the work and take all of it back: its transactions become savepoints of one that is rolled back, nothing
    waits for its commit. Only for work that touches nothing but the database.

    Raises RuntimeError inside a transaction, and whatever the work raises.
    """
    session, found = db.session(), []
    if session.info.get("atomic"):
        raise RuntimeError("rehearse outside of any transaction")
    session.info["rehearsing"] = True
    try:
        with atomic(), ExitStack() as stack:
            watching = [stack.enter_context(begin()) for begin in _witnesses]
            outcome = work()
            session.flush()
            found.append(Rehearsal(outcome, [line for tell in watching for line in tell()]))
            raise _Curtain
    except _Curtain:
        return found[0]
    finally:
        session.info.pop("rehearsing")
        session.expire_all()
        caches.clear_all()  # something may have been remembered that never was
