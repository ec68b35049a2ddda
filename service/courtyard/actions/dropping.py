"""Drafts nobody will finish: their writer is told, and a week later, untouched still, they go."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from service.core import clock, jobs
from service.core.database import atomic
from service.courtyard.actions.drafting import PHOTOS, forget
from service.courtyard.models import DayState, PartyMassDay
from service.courtyard.models.logs import ActivityItem, ActivityLog, LogState, Opinion, Presence
from service.courtyard.notices import drafts as notices
from service.media.models import Photo

BATCH = 100
EMPTY_FOR = timedelta(days=30)
OBSOLETE_FOR = timedelta(days=90)
NOTICE = timedelta(days=7)


def drop_drafts() -> dict[str, int]:
    """Tell the writers of drafts that are empty for 30 days, or untouched for 90 on a day that was then not held;
    drop those they were told of a week ago. A draft with words in it of a day still to be recorded stays for ever.

    Returns how many were told of and dropped. Safe twice, at once, late: a save makes it another version, and that
    begins anew.
    """
    done, last = {"told": 0, "dropped": 0}, 0
    while not jobs.is_stopping():
        with atomic() as session:
            logs = session.scalars(_given_up().where(ActivityLog.id > last)).all()
            for log in logs:
                _tell_or_drop(log, done)
        if not logs:
            break
        last = logs[-1].id
    return done


def _tell_or_drop(log: ActivityLog, done: dict[str, int]) -> None:
    told_at = notices.told_of(log)
    if told_at is None:
        notices.will_be_dropped(log, NOTICE)
        done["told"] += 1
    elif told_at <= clock.now() - NOTICE:
        forget([log.id])
        done["dropped"] += 1


def _given_up() -> sa.Select:
    """Drafts nobody will finish, locked, by id."""
    moment = clock.now()
    parts = [sa.exists().where(model.log_id == ActivityLog.id) for model in (Presence, ActivityItem, Opinion)]
    parts.append(sa.exists().where(Photo.attached_to == PHOTOS, Photo.attached_id == ActivityLog.id))
    fields = [ActivityLog.begins_at, ActivityLog.ends_at, ActivityLog.station_id, ActivityLog.spot,
              ActivityLog.host_id, ActivityLog.others_present]
    empty = sa.and_(ActivityLog.saved_at < moment - EMPTY_FOR, *(field.is_(None) for field in fields),
                    sa.cast(ActivityLog.minutes, sa.Text) == "{}", sa.cast(ActivityLog.decisions, sa.Text) == "[]",
                    *(~part for part in parts))
    obsolete = sa.and_(ActivityLog.saved_at < moment - OBSOLETE_FOR, PartyMassDay.state == DayState.NOT_HELD)
    return (sa.select(ActivityLog).join(PartyMassDay, PartyMassDay.id == ActivityLog.day_id)
            .where(ActivityLog.state == LogState.DRAFT, sa.or_(empty, obsolete))
            .order_by(ActivityLog.id).limit(BATCH).with_for_update(of=[ActivityLog, PartyMassDay], skip_locked=True)
            .execution_options(populate_existing=True))
