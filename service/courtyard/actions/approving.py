"""approve, send_back, amend: a second person looks at a log; what is approved is added to, never changed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa

from service.core import audit, clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, WrongMoment
from service.courtyard import events
from service.courtyard.models.logs import ActivityLog, Amendment, LogState, Presence
from service.courtyard.notices import logs as notices
from service.courtyard.policy import logs as policy
from service.courtyard.queries import logs as queries
from service.feedback.queries.people import with_roles
from service.organization.actors import Actor
from service.organization.models import Role
from service.party.models import PartyMember


def approve(client_id: str, *, by: Actor, seen: int | None = None) -> ActivityLog:
    """Approve a submitted log; from now on it is only amended, and those present are told of their service.

    Raises UnknownLog, Stale, WrongMoment, Forbidden.
    """
    with atomic():
        log = _to_decide(client_id, by, seen)
        _decide(log, LogState.APPROVED, by)
        notices.approved(log)
        events.log_approved.send(log, **_service(log))
        audit.record("log_approved", by=by, subject=f"log:{log.client_id}", version=log.version)
    return log


def send_back(client_id: str, *, by: Actor, reason: str, seen: int | None = None) -> ActivityLog:
    """Return a submitted log to its recorder with a reason. Raises UnknownLog, Stale, WrongMoment, Forbidden."""
    with atomic():
        log = _to_decide(client_id, by, seen)
        _decide(log, LogState.RETURNED, by)
        log.return_reason = reason
        notices.returned(log)
        audit.record("log_returned", by=by, subject=f"log:{log.client_id}", version=log.version)
    return log


def amend(client_id: str, *, by: Actor, text: str, seen: int | None = None) -> ActivityLog:
    """Add something beside an approved log. Raises UnknownLog, Stale, WrongMoment, Forbidden."""
    with atomic() as session:
        log = queries.opened(client_id, by, seen=seen)
        _check(log, LogState.APPROVED, policy.may_amend(by, log))
        session.add(Amendment(log_id=log.id, text=text, by_id=by.account_id, at=clock.now()))
        log.version += 1
        session.flush()
        audit.record("log_amended", by=by, subject=f"log:{log.client_id}", version=log.version)
    return log


def hand_to_town(path: str) -> None:
    """The last secretary of this place has gone: what waits for him is the town's to decide from now on."""
    if with_roles(path, Role.BRANCH_SECRETARY):
        return
    with atomic() as session:
        for log in session.scalars(
                sa.select(ActivityLog).where(ActivityLog.place_path.startswith(path, autoescape=True),
                                             ActivityLog.state == LogState.SUBMITTED, ~ActivityLog.for_supervisor)
                .order_by(ActivityLog.id).with_for_update().execution_options(populate_existing=True)).all():
            log.for_supervisor = True
            log.version += 1
            notices.submitted(log)


def _to_decide(client_id: str, by: Actor, seen: int | None) -> ActivityLog:
    log = queries.opened(client_id, by, seen=seen)
    _check(log, LogState.SUBMITTED, policy.may_decide(by, log))
    return log


def _check(log: ActivityLog, state: LogState, allowed: bool) -> None:
    if log.state is not state:
        raise WrongMoment(state=log.state)
    if not allowed:
        raise Forbidden()


def _decide(log: ActivityLog, state: LogState, by: Actor) -> None:
    log.state, log.decided_by_id, log.decided_at = state, by.account_id, clock.now()
    log.version += 1


def _service(log: ActivityLog) -> dict:
    """What a service record is made of: who was there and is known, where, when, how long in minutes."""
    accounts = db.session.scalars(
        sa.select(PartyMember.account_id).join(Presence, Presence.member_id == PartyMember.id)
        .where(Presence.log_id == log.id, Presence.present, PartyMember.account_id.is_not(None))
        .order_by(PartyMember.account_id))
    begins, ends = (datetime.combine(log.day.on, moment, tzinfo=clock.LOCAL)
                    for moment in (log.begins_at, log.ends_at))
    return {"account_ids": list(accounts), "place": log.place,
            "title": f"{log.group.name}{log.day.on.month}月党群日",
            "minutes": (ends - begins) // timedelta(minutes=1), "at": begins.astimezone(UTC), "ref": f"log:{log.id}"}
