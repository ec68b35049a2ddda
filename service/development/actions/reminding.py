"""The timer: contact persons and secretary hear before something is due and when it is, each once."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import atomic, db
from service.development import notices, stages
from service.development.models import Candidate
from service.party.days import today

BATCH = 500


def remind() -> int:
    """Remind of every candidate where something is due, a short transaction each; returns how many candidates."""
    done, last = 0, 0
    while ids := list(db.session.scalars(sa.select(Candidate.id).where(
            Candidate.remind_on <= today(), Candidate.id > last).order_by(Candidate.id).limit(BATCH))):
        done += sum(_remind(candidate_id) for candidate_id in ids)
        last = ids[-1]
    return done


def _remind(candidate_id: int) -> bool:
    with atomic() as session:
        candidate = session.scalar(
            sa.select(Candidate).where(Candidate.id == candidate_id, Candidate.remind_on <= today())
            .with_for_update(skip_locked=True, key_share=True).execution_options(populate_existing=True))
        if candidate is None:  # another worker has it in hand, or nothing is due any more
            return False
        reminder = stages.to_say(candidate, today())
        if reminder:
            notices.reminded(candidate, reminder)
        candidate.reminded_on = today()
        candidate.remind_on = stages.remind_on(candidate)
    return True
