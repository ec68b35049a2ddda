"""What a day is to talk about: decisions still open, decisions and opinions whose outcome is to be read out."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.core.text import mask_name
from service.courtyard.models import DayState, Decision, DecisionState, PartyMassDay
from service.courtyard.policy import days as policy
from service.courtyard.queries.logs import opinions_to_read_out
from service.organization.actors import Actor

MOST = 100  # of one kind: an agenda is read to people


def agenda(day, by: Actor | None = None) -> dict:
    """`{open_decisions, finished_decisions, opinions}` of a day, or of a row with its id, group, date and state.

    Finished decisions stand on the agenda of the next day until they were read out, afterwards on the day on which
    that was done. Opinions stand there until then; afterwards the day's log tells of them. What came to an end after
    the day could not be told on it: it waits for the next one, also when the day is recorded late. Names are masked
    for a reader (`by`) from further away.
    """
    names = sa.true() if by is None else policy.names_shown_to(by)
    unread = Decision.read_out_day_id.is_(None) if day.state != DayState.HELD else sa.false()
    rows = db.session.execute(
        sa.select(Decision.__table__, PartyMassDay.on.label("decided_on"), names.label("names"))
        .join(PartyMassDay, PartyMassDay.id == Decision.day_id)
        .where(Decision.group_id == day.group_id, Decision.day_id != day.id, PartyMassDay.on < day.on,
               sa.or_(Decision.state == DecisionState.OPEN, Decision.read_out_day_id == day.id,
                      sa.and_(Decision.state != DecisionState.OPEN, Decision.ended_on <= day.on, unread)))
        .order_by(Decision.id).limit(MOST)).all()
    return {"open_decisions": [brief(row) for row in rows if row.state == DecisionState.OPEN],
            "finished_decisions": [brief(row) for row in rows if row.state != DecisionState.OPEN],
            "opinions": [] if day.state == DayState.HELD else opinions_to_read_out(day.group_id, day.on)}


def brief(row) -> dict:
    """A decision in few words."""
    return {"id": row.id, "what": row.what, "who": row.who if row.names else mask_name(row.who), "state": row.state,
            "due_on": iso(row.due_on), "decided_on": iso(row.decided_on), "ended_on": iso(row.ended_on),
            "done_text": row.done_text, "reason": row.reason}
