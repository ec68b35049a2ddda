"""Who hears that a draft will be thrown away: the one who wrote it."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.courtyard.models import DayState
from service.courtyard.models.logs import ActivityLog
from service.notifications import outbox
from service.notifications.models import Message
from service.notifications.outbox import Letter

KIND = "draft_goes"


def _key(log: ActivityLog) -> str:
    """One letter for each version: whoever saves the draft again has all the time again."""
    return f"log:{log.id}/{log.version}/{KIND}/{log.recorder_id}"


def will_be_dropped(log: ActivityLog, notice: timedelta) -> None:
    """The writer hears a week before, and what he can do about it."""
    day, last = log.day.on, clock.local(clock.now() + notice)
    way_out = ("这一天已记为未召开，如果确实召开了，请在那之前更正。" if log.day.state is DayState.NOT_HELD
               else "里面还没有内容，还要用的话请在那之前填写。")
    outbox.put([Letter(
        account_id=log.recorder_id, kind=KIND, title="活动记录草稿将清理", subject=f"log:{log.id}",
        place_id=log.community_id, dedupe_key=_key(log),
        body=f"{log.group.name} {day.month}月{day.day}日的活动记录草稿很久没有动过，"
             f"{last.month}月{last.day}日以后会清理。{way_out}")])


def told_of(log: ActivityLog) -> datetime | None:
    """When the writer of this version was told; None when he was not."""
    return db.session.scalar(sa.select(Message.created_at).where(Message.dedupe_key == _key(log)))
