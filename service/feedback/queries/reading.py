"""How somebody reads the words of a ticket: as they were written, or without the persons in them.

Who sees a ticket only because it waits for him may be a stranger to the whole house: he learns what there is to do, and
whose it is once he has taken it on.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

import sqlalchemy as sa

from service.feedback import policy
from service.feedback.models import Ticket
from service.organization.actors import Actor
from service.screening.office_holders import named_near
from service.screening.persons import found_in, masked


class Words(Protocol):
    """How one person reads a text that stands in one of the tickets; with `longest` the beginning of it."""

    def __call__(self, ticket: Ticket | sa.Row, text: str | None, longest: int | None = None) -> str | None: ...


def words(by: Actor | None, tickets: Collection[Ticket | sa.Row]) -> Words:
    """How he reads these tickets, all visible to him; None reads nothing. At most one statement, of rows with `id`,
    `place_path` and whose they are."""
    waiting = {one.id: one.place_path for one in tickets if by is not None and policy.only_waits_for(by, one)}
    known = named_near(set(waiting.values()))

    def read(ticket: Ticket | sa.Row, text: str | None, longest: int | None = None) -> str | None:
        if by is None or text is None:
            return None
        shown = text[:longest]
        if ticket.id not in waiting:
            return shown
        return masked(shown, [one for one in found_in(text, known) if one.start < len(shown)])
    return read
