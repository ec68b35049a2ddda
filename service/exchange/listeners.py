"""What is written down for outside systems when a ticket is forwarded, taken back or closed, or a person leaves."""

from __future__ import annotations

from service.exchange import actions, systems
from service.exchange.queries import leaving
from service.exchange.systems import Event
from service.feedback import events as feedback
from service.feedback.queries.forwarding import last_to


def connect() -> None:
    """Listen to the packages below."""
    feedback.ticket_forwarded.connect(_forwarded)
    feedback.ticket_taken_back.connect(_taken_back)
    feedback.ticket_closed.connect(_closed)
    feedback.person_forgotten.connect(_forgotten)


def _forwarded(ticket, *, forwarding, reason, **_said) -> None:
    system = systems.known().get(forwarding.external_system)
    if system and system.hears(Event.FORWARDED):
        actions.tell(system, Event.FORWARDED, ticket, leaving.forwarded(ticket, forwarding, reason))


def _taken_back(ticket, *, forwarding, reason, **_said) -> None:
    system = systems.known().get(forwarding.external_system)
    if system and system.hears(Event.TAKEN_BACK):
        actions.tell(system, Event.TAKEN_BACK, ticket, leaving.taken_back(ticket, forwarding, reason))


def _closed(ticket, **_said) -> None:
    """What is sealed is nobody's to hear of who was not given it."""
    for system in systems.known().values():
        if system.hears(Event.CLOSED) and (not ticket.review_level or last_to(ticket, system.code)):
            actions.tell(system, Event.CLOSED, ticket, leaving.closed(ticket))


def _forgotten(_nobody, *, ids, why, **_said) -> None:
    actions.take_words(ids, why)
