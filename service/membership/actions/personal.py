"""A person leaves the service: his registrations are over, and what was said of him goes; that he served stays."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import atomic
from service.membership.actions.ending import FIXED_REASONS, end_of_account
from service.membership.models.feedback import FeedbackNote, YearlyFeedback
from service.membership.models.registration import Registration

ERASED = "（已应本人要求删除）"


def anonymise(account: Account) -> None:
    """End his live registrations, and empty the texts about him and by him."""
    with atomic() as session:
        end_of_account(account)
        mine = sa.select(Registration.id).where(Registration.account_id == account.id)
        written = sa.select(YearlyFeedback.id).where(YearlyFeedback.registration_id.in_(mine))
        for statement in (
                sa.update(Registration).where(Registration.account_id == account.id).values(
                    note=None, return_reason=sa.case((Registration.return_reason.is_not(None), ERASED)),
                    ended_reason=sa.case((Registration.ended_reason.not_in(FIXED_REASONS), ERASED),
                                         else_=Registration.ended_reason)),
                sa.update(FeedbackNote).where(FeedbackNote.feedback_id.in_(written)).values(text=ERASED),
                sa.update(YearlyFeedback).where(YearlyFeedback.registration_id.in_(mine)).values(text=ERASED),
                sa.update(YearlyFeedback).where(YearlyFeedback.registration_id.in_(mine),
                                                YearlyFeedback.remark.is_not(None)).values(remark=ERASED)):
            session.execute(statement.execution_options(synchronize_session=False))
