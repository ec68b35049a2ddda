"""Decisions as lists and one by one: what is open, overdue, done."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.core.errors import NotFound
from service.core.http import Page
from service.core.opening import check_version
from service.core.text import mask_name
from service.courtyard.models import Decision, DecisionState, PartyMassDay
from service.courtyard.policy import days as policy
from service.courtyard.queries.days import filtered
from service.notifications import cursors
from service.organization.actors import Actor
from service.organization.models import Place
from service.party.days import today
from service.party.models import CourtyardGroup

OVERDUE = "overdue"


class UnknownDecision(NotFound):
    code = "decision_unknown"
    detail = "没有这件议定事项，或您不能查看。"


def decisions(by: Actor, *, group: str | None = None, place: str | None = None, state: str | None = None,
              limit: int = 20, cursor: str | None = None) -> Page:
    """A page of the decisions he may see, the newest first; `overdue` are open ones past their day.

    Raises NotFound for an unknown code, Invalid for the cursor.
    """
    conditions = filtered(Decision, group=group, place=place) + _in_state(state)
    if cursor:
        conditions.append(Decision.id < cursors.read(cursor))
    page = _visible(by, *conditions).order_by(Decision.id.desc()).limit(limit + 1).subquery("page")
    rows = db.session.execute(_surrounded(page).order_by(page.c.id.desc())).all()
    return Page([shown(row, by) for row in rows[:limit]],
                cursors.written(rows[limit - 1].id) if len(rows) > limit else None)


def detail(decision_id: int, by: Actor) -> dict:
    """One decision, and what he may do with it. Raises UnknownDecision."""
    row = db.session.execute(_surrounded(_visible(by, Decision.id == decision_id).subquery("page"))).first()
    if row is None:
        raise UnknownDecision()
    return shown(row, by)


def _visible(by: Actor, *conditions) -> sa.Select:
    names = policy.names_shown_to(by).label("names")
    return sa.select(Decision.__table__, names).where(policy.visible_to(by, Decision), *conditions)


def _in_state(state: str | None) -> list[sa.ColumnElement[bool]]:
    if state == OVERDUE:
        return [Decision.state == DecisionState.OPEN, Decision.due_on < today()]
    return [Decision.state == state] if state else []


def _surrounded(rows: sa.Subquery) -> sa.Select:
    read_out = sa.orm.aliased(PartyMassDay)
    return (sa.select(rows, PartyMassDay.on.label("decided_on"), read_out.on.label("read_out_on"),
                      CourtyardGroup.code.label("group_code"), CourtyardGroup.name.label("group_name"),
                      Place.code.label("place_code"), Place.name.label("place_name"), Place.level, Place.path)
            .join(PartyMassDay, PartyMassDay.id == rows.c.day_id)
            .outerjoin(read_out, read_out.id == rows.c.read_out_day_id)
            .join(CourtyardGroup, CourtyardGroup.id == rows.c.group_id).join(Place, Place.id == rows.c.place_id))


def shown(row, by: Actor) -> dict:
    """A decision as lists and answers show it; the one named is masked for a reader from further away."""
    is_open = row.state == DecisionState.OPEN
    mine = row.account_id == by.account_id
    return {
        "id": row.id, "what": row.what, "who": row.who if row.names or mine else mask_name(row.who),
        "due_on": iso(row.due_on), "state": row.state, "decided_on": iso(row.decided_on), "day_id": row.day_id,
        "overdue": bool(is_open and row.due_on and row.due_on < today()), "ended_on": iso(row.ended_on),
        "done_text": row.done_text, "reason": row.reason, "read_out_on": iso(row.read_out_on),
        "group": {"code": row.group_code, "name": row.group_name}, "log": row.log_client_id,
        "place": {"code": row.place_code, "name": row.place_name, "level": row.level}, "version": row.version,
        "permitted": policy.permitted_on_decision(by, row, row.path) if is_open else []}


def for_change(decision_id: int, *, by: Actor | None, seen: int | None) -> Decision:
    """The decision, locked, for a change of somebody who sees it. Raises UnknownDecision, Stale."""
    decision = db.session.scalar(sa.select(Decision).where(Decision.id == decision_id)
                                 .with_for_update(key_share=True).execution_options(populate_existing=True))
    if decision is None or (by is not None and not db.session.scalar(
            sa.select(sa.exists().where(Decision.id == decision.id, policy.visible_to(by, Decision))))):
        raise UnknownDecision()
    check_version(decision, seen)
    return decision


def naming(account_id: int) -> list[dict]:
    """What is held on a person: the decisions that name him."""
    rows = db.session.execute(sa.select(Decision.what, Decision.who, Decision.due_on, Decision.state)
                              .where(Decision.account_id == account_id).order_by(Decision.id))
    return [{"what": row.what, "who": row.who, "due_on": iso(row.due_on), "state": row.state} for row in rows]
