"""Objections (异议) to what was refused or ended, counted apart from everything else: few rows, as they stand."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.feedback.models import Objection, Ticket, Verdict
from service.organization.models import Place
from service.statistics.local_time import top_of
from service.statistics.queries.tickets.cohorts import submitted
from service.statistics.queries.tickets.sums import Asked
from service.statistics.queries.tickets.worst import inside


def objections(place: Place, asked: Asked) -> dict[str, int]:
    """`{made, opened_again, upheld}` of the tickets a figure is of; what was made and is neither is not decided yet."""
    chosen = [column == value for column, value in ((Ticket.queue, asked.queue), (
        top_of(Ticket.category), asked.category)) if value is not None]
    row = db.session.execute(
        sa.select(sa.func.count().label("made"), *(
            sa.func.count(sa.case((Objection.verdict == verdict, 1))).label(name)
            for name, verdict in (("opened_again", Verdict.REOPEN), ("upheld", Verdict.UPHOLD))))
        .select_from(Objection).join(Ticket, Ticket.id == Objection.ticket_id)
        .where(*inside(place), submitted(asked.since, asked.until), *chosen)).one()
    return dict(row._mapping)
