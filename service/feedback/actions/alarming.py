"""Danger that is told later: in a reply, in a rating. It rings as danger does that is told at once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from service.core import clock
from service.feedback import deadlines, notices
from service.feedback.models import Ticket
from service.feedback.queries.catalogue import current, warns
from service.feedback.routing import Safeguard
from service.feedback.routing.safeguards import EMERGENCY


@contextmanager
def heeding(ticket: Ticket, text: str | None, *, ends: bool = False) -> Iterator[None]:
    """Around the step that words of the resident's take: those of danger make it an emergency before it, unless it
    `ends` there, and ring after it."""
    caught = warns(ticket, text)
    if caught and not ends:
        _endanger(ticket, [one.name for one in caught])
    yield
    if caught:
        notices.endangered(ticket)


def _endanger(ticket: Ticket, names: list[str]) -> None:
    """Limits of an emergency from now on, and never again a queue of volunteers; who has it in hand keeps it."""
    level, moment = current().levels[EMERGENCY], clock.now()
    ticket.route = ticket.route | {"later": names}
    ticket.safeguard, ticket.fallback = Safeguard.DANGER, None
    if ticket.service_level == EMERGENCY:
        return
    ticket.service_level, ticket.clock, ticket.answer_since, ticket.answer_warned = level.code, level.clock, moment, 0
    ticket.answer_by = min(ticket.answer_by, deadlines.add(moment, level.answer_within, level.clock))
