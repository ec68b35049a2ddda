"""Taking away what has been told and heard long ago, as logs are."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from flask import current_app

from service.core import clock
from service.core.database import atomic
from service.exchange.models import IncomingEvent, OutgoingEvent


def forget_old() -> dict[str, int]:
    """Delete what was heard, and what waits no more, RETAIN_LOG_DAYS after it was written; how many of each."""
    before = clock.now() - timedelta(days=current_app.config["RETAIN_LOG_DAYS"])
    with atomic() as session:
        told = session.execute(sa.delete(OutgoingEvent).where(
            OutgoingEvent.created_at < before, OutgoingEvent.next_try_at.is_(None)))
        heard = session.execute(sa.delete(IncomingEvent).where(IncomingEvent.at < before))
    return {"outgoing": told.rowcount, "incoming": heard.rowcount}
