"""Questions about mediations; `mediates` is the one other packages ask."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.mediation.models import Mediator


def mediates(account_id: int, mediation_id: int) -> bool:
    """Whether this person is a mediator of this case now; False too for a case that does not exist."""
    return db.session.scalar(sa.select(sa.exists().where(
        Mediator.mediation_id == mediation_id, Mediator.account_id == account_id, Mediator.until.is_(None))))
