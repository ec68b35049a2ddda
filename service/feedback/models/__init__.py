"""Rows of the feedback system: the ticket, the facts of its life, and the catalogue that steers it."""

from service.feedback.models.catalogue import (
    Catalogue,
    Category,
    QueueSetting,
    RoutingRule,
    SafeguardRule,
    ServiceLevel,
)
from service.feedback.models.facts import (
    Answer,
    Claim,
    Contact,
    Forwarding,
    Objection,
    Rating,
    Request,
    RequestKind,
    Solved,
    Support,
    SyncState,
    TimelineEntry,
    Verdict,
)
from service.feedback.models.ticket import KeptBack, Surroundings, Ticket

__all__ = ["Answer", "Catalogue", "Category", "Claim", "Contact", "Forwarding", "KeptBack", "Objection",
           "QueueSetting", "Rating", "Request", "RequestKind", "RoutingRule", "SafeguardRule", "ServiceLevel", "Solved",
           "Support", "Surroundings", "SyncState", "Ticket", "TimelineEntry", "Verdict"]
