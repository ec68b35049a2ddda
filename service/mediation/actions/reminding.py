"""The timer: mediators hear of limits, performance and revisits, each once, however often or late it runs."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import atomic, db
from service.mediation import limits, notices
from service.mediation.models import Mediation
from service.mediation.queries import people
from service.party.days import today

BATCH = 500


def remind() -> int:
    """Remind the mediators of every case that is due, a short transaction each; returns how many cases."""
    done, last = 0, 0
    while ids := list(db.session.scalars(sa.select(Mediation.id).where(
            Mediation.remind_on <= today(), Mediation.id > last).order_by(Mediation.id).limit(BATCH))):
        done += sum(_remind(mediation_id) for mediation_id in ids)
        last = ids[-1]
    return done


def _remind(mediation_id: int) -> bool:
    with atomic() as session:
        mediation = session.scalar(
            sa.select(Mediation).where(Mediation.id == mediation_id, Mediation.remind_on <= today())
            .with_for_update(skip_locked=True, key_share=True).execution_options(populate_existing=True))
        if mediation is None:  # another worker has it in hand, or it is not due any more
            return False
        accounts = people.mediators_of(mediation_id)
        for day, reminder in limits.due(mediation, today()):
            notices.reminded(mediation, accounts, reminder, day)
        mediation.reminded_on = today()
        mediation.remind_on = limits.remind_on(mediation)
    return True
