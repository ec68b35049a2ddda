"""submit: the draft becomes the log of its day, decisions and tickets come out of it, all or nothing."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid
from service.core.opening import check_version
from service.courtyard.actions import days, decisions, opinions
from service.courtyard.models.logs import ActivityLog, LogState, Presence
from service.courtyard.notices import logs as notices
from service.courtyard.policy import logs as policy
from service.courtyard.queries import logs as queries
from service.courtyard.queries.agenda import agenda
from service.feedback.queries.people import with_roles
from service.organization.actors import Actor
from service.organization.models import Role
from service.party.queries import members

MISSING = "请填写后再提交。"


def submit(client_id: str, *, by: Actor, seen: int | None = None, read_out: list[int] | None = None,
           decisions_read_out: list[int] | None = None) -> ActivityLog:
    """Submit the log; one that is submitted already is answered as it stands. Marks the day held, enters decisions,
    raises opinions as tickets, notes what was read out (None: all that stood on the agenda, but for what the draft
    says was not).

    Raises UnknownLog, Forbidden, Stale, Invalid (what is missing; the item), DayNotCome and what the day refuses.
    """
    with atomic():
        log = queries.opened(client_id, by, seen=None)
        is_member = members.belongs_to(by.account_id, group_id=log.group_id)
        if not policy.may_edit(by, log, is_member=is_member):
            raise Forbidden()
        if log.state not in policy.EDITABLE:
            return log
        check_version(log, seen)
        _check_complete(log)
        _hold(log, by, decisions_read_out)
        opinions.raise_all(log, by=by)
        opinions.read_out(log, read_out)
        _close(log, by)
        notices.submitted(log)
    return log


def _check_complete(log: ActivityLog) -> None:
    """The least an honest log says: when, who led, who was there. Items are not required: a quiet day is a day."""
    missing = [name for name in ("begins_at", "ends_at", "host_id") if getattr(log, name) is None]
    someone = db.session.scalar(sa.select(sa.exists().where(Presence.log_id == log.id, Presence.present)))
    if not someone and log.others_present is None:
        missing.append("present")
    if any(not (one["what"] and one["who"]) for one in log.decisions):
        missing.append("decisions")
    if missing:
        raise Invalid("记录还不完整，请补充后再提交。", fields={name: [MISSING] for name in missing})
    opinions.check(log)


def _hold(log: ActivityLog, by: Actor, decisions_read_out: list[int] | None) -> None:
    day = days.locked(log.day_id)
    unread = log.left_unread("decisions")
    finished = [one["id"] for one in agenda(day)["finished_decisions"] if one["id"] not in unread]
    days.hold(day, by=by)
    drafted = [one | {"due_on": date.fromisoformat(one["due_on"]) if one["due_on"] else None}
               for one in log.decisions]
    decisions.enter(log, day, drafted, by=by)
    decisions.read_out(day, finished if decisions_read_out is None else decisions_read_out)


def _close(log: ActivityLog, by: Actor) -> None:
    """A log its secretary had a hand in, or one without a secretary, is the town's to decide."""
    secretaries = set(with_roles(log.place_path, Role.BRANCH_SECRETARY))
    hands = {log.recorder_id, by.account_id}
    log.for_supervisor = bool(hands & secretaries) or not secretaries
    log.state, log.submitted_at, log.submitted_by_id = LogState.SUBMITTED, clock.now(), by.account_id
    log.decided_by_id, log.decided_at = None, None
    log.version += 1
