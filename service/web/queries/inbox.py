"""One's messages, each with the ticket it is about."""

from __future__ import annotations

from service.feedback import numbers
from service.notifications import queries
from service.organization.actors import Actor


def inbox(by: Actor, *, unread: bool, cursor: str | None) -> dict:
    """A page of his messages, the newest first, and which tickets they are about by the message's id."""
    page = queries.inbox(by, unread=unread, limit=20, cursor=cursor)
    return {"page": page, "unread": unread, "about": {row.id: number_in(row.subject) for row in page.items}}


def number_in(subject: str | None) -> str | None:
    """The ticket's number in the subject of a message; None for a message about something else."""
    try:
        return numbers.canonical(subject or "")
    except ValueError:
        return None
