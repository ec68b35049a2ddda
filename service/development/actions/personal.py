"""A candidate and his account: a proved phone finds him, leaving takes his person away."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import personal
from service.core.database import atomic, db
from service.core.keys import blind_indexes
from service.development import notices
from service.development.actions.accompanying import close
from service.development.models import Candidate, StageReached
from service.development.queries import opening
from service.development.stages import Ending
from service.party.days import today


def know(account: Account) -> None:
    """The phone he has proved is a candidate's: he may see his own way from now on."""
    with atomic() as session:
        session.execute(sa.update(Candidate).where(
            Candidate.phone_index.in_(blind_indexes(account.phone, "phone")), Candidate.ended_on.is_(None),
            Candidate.account_id.is_(None)).values(account_id=account.id, version=Candidate.version + 1)
            .execution_options(synchronize_session=False))


def anonymise(account: Account) -> None:
    """Name, phone and remarks go, stages and days stay as numbers; a way that was open ends as withdrawn, and the
    secretary hears that there is one, to ask on paper what he wants."""
    with atomic() as session:
        for candidate_id in session.scalars(sa.select(Candidate.id).where(Candidate.account_id == account.id)
                                            .order_by(Candidate.id)).all():
            candidate = opening.locked(candidate_id)
            if candidate.state == "live":
                close(candidate, Ending.WITHDRAWN, max(today(), candidate.stage_on), None)
                notices.erased(candidate)
            session.flush()
            personal.empty(Candidate, Candidate.id == candidate_id, account_id=None)
            personal.empty(StageReached, StageReached.candidate_id == candidate_id)
            session.expire(candidate)


def subjects_about(account: Account) -> list[str]:
    """By what letters and the audit log know his way."""
    return [f"candidate:{one}" for one in db.session.scalars(
        sa.select(Candidate.id).where(Candidate.account_id == account.id))]
