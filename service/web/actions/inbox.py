"""Opening a message: it is read, and leads to what it tells of."""

from __future__ import annotations

from flask import Response, redirect, url_for

from service.notifications import actions
from service.organization.actors import Actor
from service.web.queries.inbox import number_in


def open_message(message_id: int, *, by: Actor) -> Response:
    """Mark a message of one's own as read, and on to its ticket, or back to the others. Raises NotFound."""
    number = number_in(actions.read(message_id, by=by).subject)
    return redirect(url_for("web.tickets.ticket", number=number) if number else url_for("web.inbox.inbox"), 303)
