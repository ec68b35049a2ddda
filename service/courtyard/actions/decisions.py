"""Decisions: entered with a day's log, followed until they are done or dropped, and read out once."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db, execute
from service.core.errors import Forbidden, WrongMoment
from service.courtyard import calendar
from service.courtyard.models import ActivityLog, Decision, DecisionState, PartyMassDay
from service.courtyard.models.decisions import NAMELESS
from service.courtyard.policy import days as policy
from service.courtyard.queries import people
from service.courtyard.queries.decisions import for_change
from service.organization.actors import Actor
from service.party.days import today


def enter(log, day: PartyMassDay, items: list[dict], *, by: Actor | None) -> list[Decision]:
    """The decisions of a log that is handed in, once each: `[{client_id, what, who, due_on}]`.

    Handed in again, open ones are corrected and those left out are taken away; what is done or dropped stays.
    """
    with atomic() as session:
        known = {one.client_id: one for one in _of_day(day.id)}
        accounts = people.named(day.group_id, {item["who"] for item in items})
        entered = [_entered(known.pop(item["client_id"], None), log, day, position, item,
                            accounts.get(item["who"])) for position, item in enumerate(items)]
        session.add_all(entered)
        for gone in known.values():
            if gone.state is DecisionState.OPEN:
                session.delete(gone)
        session.flush()
    return entered


def _of_day(day_id: int) -> list[Decision]:
    return list(db.session.scalars(sa.select(Decision).where(Decision.day_id == day_id).order_by(Decision.id)
                                   .with_for_update().execution_options(populate_existing=True)))


def _entered(decision: Decision | None, log, day: PartyMassDay, position: int, item: dict, account_id: int | None
             ) -> Decision:
    if decision is None:
        decision = Decision(day_id=day.id, group_id=day.group_id, client_id=item["client_id"],
                            state=DecisionState.OPEN, entered_at=clock.now(), version=0, place_id=day.place_id,
                            town_id=day.town_id, community_id=day.community_id)
    if decision.state is DecisionState.OPEN:
        decision.log_client_id, decision.position = log.client_id, position
        decision.what, decision.who, decision.due_on = item["what"], item["who"], item["due_on"]
        decision.account_id, decision.wake_on = account_id, calendar.overdue_from(item["due_on"])
        decision.version += 1
    return decision


def _end(decision: Decision, may: bool, state: DecisionState, by: Actor | None, **why: str) -> None:
    if decision.state is not DecisionState.OPEN:
        raise WrongMoment("这件事已经办结或不再办了。", state=decision.state)
    if not may:
        raise Forbidden()
    decision.state, decision.ended_on, decision.wake_on = state, today(), None
    decision.ended_by_id = by.account_id if by else None
    for name, text in why.items():
        setattr(decision, name, text)
    decision.version += 1


def complete(decision_id: int, *, by: Actor | None, text: str, seen: int | None = None) -> Decision:
    """It is done, and how; it is read out on the next day. Raises UnknownDecision, Stale, Forbidden, WrongMoment."""
    with atomic():
        decision = for_change(decision_id, by=by, seen=seen)
        _end(decision, policy.may_complete(by, decision, decision.day.place.path), DecisionState.DONE, by,
             done_text=text)
    return decision


def drop(decision_id: int, *, by: Actor | None, reason: str, seen: int | None = None) -> Decision:
    """It is not followed any further, and why. Raises UnknownDecision, Stale, Forbidden, WrongMoment."""
    with atomic():
        decision = for_change(decision_id, by=by, seen=seen)
        _end(decision, policy.may_run(by, decision.day.place.path), DecisionState.DROPPED, by, reason=reason)
    return decision


def read_out(day: PartyMassDay, ids: Iterable[int]) -> int:
    """Those of the group's finished decisions were read out on this day; once each. Returns how many."""
    with atomic() as session:
        session.flush()
        done = execute(sa.update(Decision).where(
            Decision.id.in_(list(ids)), Decision.group_id == day.group_id, Decision.state != DecisionState.OPEN,
            Decision.ended_on <= day.on, Decision.day_id != day.id, Decision.read_out_day_id.is_(None))
            .values(read_out_day_id=day.id))
    return done.rowcount


def subjects_about(account_id: int) -> list[str]:
    """By what letters know the decisions that name him."""
    return [f"decision:{one}" for one in db.session.scalars(
        sa.select(Decision.id).where(Decision.account_id == account_id))]


def anonymise(account_id: int) -> None:
    """Whoever leaves is named in no decision any more, nor in the log it was written down in."""
    with atomic() as session:
        his = execute(
            sa.update(Decision).where(Decision.account_id == account_id).values(who=NAMELESS, account_id=None)
            .returning(Decision.log_client_id, Decision.client_id)).all()
        for log_client_id in sorted({row.log_client_id for row in his}):
            log = session.scalar(sa.select(ActivityLog).where(ActivityLog.client_id == log_client_id)
                                 .with_for_update(key_share=True).execution_options(populate_existing=True))
            if log is not None:
                log.decisions = [one | {"who": NAMELESS} if (log_client_id, one["client_id"]) in his else one
                                 for one in log.decisions]
