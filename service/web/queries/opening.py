"""What the first page shows."""

from __future__ import annotations

from service.feedback.queries.voices import asked_of
from service.notifications.queries import inbox
from service.organization.actors import Actor

AT_ONCE = 3


def home(by: Actor | None) -> dict:
    """What waits for him: matters with a question or an answer, and whether a message is unread."""
    if by is None:
        return {"asked": [], "has_news": False}
    return {"asked": asked_of(by, limit=AT_ONCE), "has_news": bool(inbox(by, unread=True, limit=1, cursor=None).items)}
