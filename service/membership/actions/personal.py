"""A person leaves the service: his registrations are over, and what was said of him goes; that he served stays."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import personal
from service.core.database import atomic, db
from service.membership.actions.ending import FIXED_REASONS, end_of_account
from service.membership.models.feedback import FeedbackNote, YearlyFeedback
from service.membership.models.records import ServiceEntry, ServiceRecord
from service.membership.models.registration import Registration


def anonymise(account: Account) -> None:
    """End his live registrations, and empty the texts about him and by him."""
    with atomic():
        end_of_account(account)
        mine = sa.select(Registration.id).where(Registration.account_id == account.id)
        written = sa.select(YearlyFeedback.id).where(YearlyFeedback.registration_id.in_(mine))
        records = sa.select(ServiceRecord.id).where(ServiceRecord.account_id == account.id)
        his, is_fixed = Registration.account_id == account.id, Registration.ended_reason.in_(FIXED_REASONS)
        personal.empty(Registration, his, is_fixed, but=("ended_reason",))
        personal.empty(Registration, his, sa.or_(sa.not_(is_fixed), Registration.ended_reason.is_(None)))
        personal.empty(FeedbackNote, FeedbackNote.feedback_id.in_(written))
        personal.empty(YearlyFeedback, YearlyFeedback.registration_id.in_(mine))
        personal.empty(ServiceEntry, ServiceEntry.record_id.in_(records))


def subjects_about(account: Account) -> list[str]:
    """By what letters and the audit log know his registrations, records and groups."""
    his = db.session.execute(sa.select(Registration.id, Registration.number)
                             .where(Registration.account_id == account.id)).all()
    return [*(f"registration:{row.id}" for row in his), *(row.number for row in his if row.number),
            *(f"service-record:{one}" for one in db.session.scalars(
                sa.select(ServiceRecord.id).where(ServiceRecord.account_id == account.id)))]
