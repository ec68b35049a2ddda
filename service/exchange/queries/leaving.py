"""What leaves the house, field by field: the matter, never the person (docs/adr/0032).

What is not written here is not sent: neither name nor phone nor address nor coordinates, nor pictures, on which there
may be faces; an outside system that needs more asks the community.
"""

from __future__ import annotations

from service.core.clock import iso
from service.core.database import db
from service.feedback.models import Forwarding, Ticket
from service.feedback.queries.showing import category_of
from service.organization.models import Place
from service.organization.queries.places import chain


def forwarded(ticket: Ticket, forwarding: Forwarding, reason: str) -> dict:
    """What the system needs to begin: the text as the resident wrote it, where, of which kind, by when."""
    return _ticket(ticket) | {
        "external_id": forwarding.external_id, "reason": reason, "text": ticket.text,
        "place": {**_place(ticket), "chain": [step["name"] for step in chain(db.session.get(Place, ticket.place_id))]},
        "urgency": ticket.urgency, "photo_count": ticket.photo_count, "answer_by": iso(ticket.answer_by)}


def taken_back(ticket: Ticket, forwarding: Forwarding, reason: str) -> dict:
    """It need not go on."""
    return _ticket(ticket) | {"external_id": forwarding.external_id, "reason": reason}


def closed(ticket: Ticket) -> dict:
    """For a system that counts: that it ended, and how; not a word of what it was about."""
    return _ticket(ticket) | {"outcome": ticket.outcome, "closed_at": iso(ticket.closed_at)}


def _ticket(ticket: Ticket) -> dict:
    return {"number": ticket.number, "version": ticket.version, "state": ticket.state, "place": _place(ticket),
            "category": category_of(ticket.category), "created_at": iso(ticket.created_at)}


def _place(ticket: Ticket) -> dict:
    place = db.session.get(Place, ticket.place_id)
    return {"code": place.code, "name": place.name}
