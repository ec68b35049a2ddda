"""What the first page shows."""

from __future__ import annotations

from service.feedback.queries import lists


def home() -> dict:
    """The newest public matters, for everybody."""
    return {"public": lists.tickets(None, view="public", limit=5).items}
