"""What a holder has asked a supervisor for: waiting time or more time, not decided yet."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.feedback.models import Request, Ticket


def open_request(ticket: Ticket) -> Request | None:
    """What the holder has asked for and nobody has decided."""
    return db.session.scalar(sa.select(Request).where(Request.ticket_id == ticket.id, Request.decided_at.is_(None)))
