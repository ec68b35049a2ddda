"""What membership holds on one person, for the copy he may ask for."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.membership.models.feedback import FeedbackNote, FeedbackPeriod, YearlyFeedback
from service.membership.models.registration import OfferKind, Registration
from service.membership.queries.registrations import COLUMNS, joined, offers_of


def held_on(account_id: int) -> dict:
    """`{"registrations": […], "yearly_feedback": […]}`, ready for JSON."""
    return {"registrations": _registrations(account_id), "yearly_feedback": _feedback(account_id)}


def _registrations(account_id: int) -> list[dict]:
    rows = db.session.execute(joined(*COLUMNS).where(Registration.account_id == account_id)
                              .order_by(Registration.id)).all()
    offers = offers_of([row.id for row in rows])
    return [{"number": row.number, "state": row.state, "name": row.name, "phone": row.phone, "unit": row.unit_name,
             "place": row.place_code, "note": row.note, "applied_at": iso(row.applied_at),
             "decided_at": iso(row.decided_at), "return_reason": row.return_reason, "ended_at": iso(row.ended_at),
             "ended_reason": row.ended_reason, "skills": offers[row.id][OfferKind.SKILL],
             "services": offers[row.id][OfferKind.SERVICE]} for row in rows]


def _feedback(account_id: int) -> list[dict]:
    rows = db.session.execute(
        sa.select(YearlyFeedback, FeedbackPeriod.name).join(FeedbackPeriod).join(Registration)
        .where(Registration.account_id == account_id).order_by(YearlyFeedback.id)).all()
    notes: dict[int, list[dict]] = {row.YearlyFeedback.id: [] for row in rows}
    for note in db.session.scalars(sa.select(FeedbackNote).where(FeedbackNote.feedback_id.in_(notes))
                                   .order_by(FeedbackNote.id)):
        notes[note.feedback_id].append({"kind": note.kind, "text": note.text, "written_at": iso(note.written_at)})
    return [{"period": row.name, "text": row.YearlyFeedback.text, "took_part": row.YearlyFeedback.took_part,
             "written_at": iso(row.YearlyFeedback.written_at), "remark": row.YearlyFeedback.remark,
             "acknowledged_at": iso(row.YearlyFeedback.acknowledged_at), "notes": notes[row.YearlyFeedback.id]}
            for row in rows]
