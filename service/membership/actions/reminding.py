"""What time brings about: applications left lying, feedback not written, feedback not acknowledged."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from service.core import clock
from service.core.clock import local
from service.core.database import atomic, db
from service.membership import reminding
from service.membership.models.feedback import FeedbackPeriod, YearlyFeedback
from service.membership.models.registration import Registration, RegistrationState
from service.membership.notices import feedback as feedback_notices
from service.membership.notices import registrations as notices
from service.membership.queries.feedback import served_in
from service.organization.models import Place, Unit


def remind_of_applications() -> int:
    """Once a day, the workers of communities with applications older than five working days; how many communities."""
    moment = clock.now()
    if not reminding.is_waking_hour(moment):
        return 0
    waiting = dict(db.session.execute(
        sa.select(Registration.community_id, sa.func.count()).where(
            Registration.state == RegistrationState.APPLIED,
            Registration.applied_at < reminding.waiting_since(moment)).group_by(Registration.community_id)).all())
    with atomic() as session:
        for community in session.scalars(sa.select(Place).where(Place.id.in_(waiting)).order_by(Place.id)).all():
            notices.waiting(community, waiting[community.id], local(moment).date())
    return len(waiting)


def remind_of_unwritten() -> int:
    """Two weeks, one week and a day before `write_by`, the communities that have not written; how many communities."""
    moment, reminded = clock.now(), 0
    if not reminding.is_waking_hour(moment):
        return 0
    today = local(moment).date()
    soon = sa.select(FeedbackPeriod.id).where(
        FeedbackPeriod.write_by >= today, FeedbackPeriod.reminders < len(reminding.BEFORE_WRITE_BY),
        FeedbackPeriod.write_by <= today + timedelta(days=max(reminding.BEFORE_WRITE_BY)))
    for period_id in db.session.scalars(soon).all():
        with atomic() as session:
            period = session.scalar(sa.select(FeedbackPeriod).where(FeedbackPeriod.id == period_id)
                                    .with_for_update().execution_options(populate_existing=True))
            due = reminding.reminders_due(period.write_by, today)
            if due > period.reminders:
                period.reminders = due
                reminded += _tell_communities(period)
    return reminded


def _tell_communities(period: FeedbackPeriod) -> int:
    written = sa.exists().where(YearlyFeedback.registration_id == Registration.id,
                                YearlyFeedback.period_id == period.id)
    counts = dict(db.session.execute(
        sa.select(Registration.community_id, sa.func.count()).join(FeedbackPeriod, served_in()).where(
            FeedbackPeriod.id == period.id, Registration.state == RegistrationState.ACCEPTED, ~written)
        .group_by(Registration.community_id)).all())
    for community in db.session.scalars(sa.select(Place).where(Place.id.in_(counts)).order_by(Place.id)).all():
        feedback_notices.unwritten(community, counts[community.id], period, period.reminders)
    return len(counts)


def remind_of_unacknowledged() -> int:
    """After 14 and after 28 days, the administrators of the unit; how many feedbacks they were reminded of."""
    moment = clock.now()
    if not reminding.is_waking_hour(moment):
        return 0
    due = sa.and_(YearlyFeedback.acknowledged_at.is_(None), sa.or_(*(
        sa.and_(YearlyFeedback.reminded < days, YearlyFeedback.written_at <= moment - timedelta(days=days))
        for days in reminding.UNACKNOWLEDGED)))
    with atomic() as session:
        counts = dict(session.execute(
            sa.select(Registration.unit_id, sa.func.count()).select_from(YearlyFeedback)
            .join(Registration, Registration.id == YearlyFeedback.registration_id)
            .where(due).group_by(Registration.unit_id)).all())
        if not counts:
            return 0
        for unit in session.scalars(sa.select(Unit).where(Unit.id.in_(counts)).order_by(Unit.id)).all():
            feedback_notices.unacknowledged(unit.id, unit.place_id, counts[unit.id])
        for days in reminding.UNACKNOWLEDGED:
            session.execute(
                sa.update(YearlyFeedback).where(due, YearlyFeedback.written_at <= moment - timedelta(days=days))
                .values(reminded=days).execution_options(synchronize_session=False))
    return sum(counts.values())
