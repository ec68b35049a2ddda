"""Marks the figures of a community as no longer true, in the transaction that changes what they count."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from service.core.database import write_watchers
from service.courtyard.models import ActivityLog, Decision, Opinion, PartyMassDay
from service.development.models import Candidate
from service.feedback.models import Ticket
from service.mediation.models import Mediation
from service.membership.models.registration import Registration
from service.organization.models import COMMUNITY_DEPTH, Level, Place
from service.statistics.models import StaleMark

COUNTED = {  # what is counted, and the columns a figure depends on
    PartyMassDay: {"state", "month", "not_held_reason_code"}, ActivityLog: {"submitted_at", "day_id"},
    Decision: {"state", "due_on"}, Mediation: {"type", "outcome", "opened_on"},
    Registration: {"state", "place_id", "applied_at"}, Candidate: {"stage", "ended_on"},
}
OF_TABLES = {kind.__tablename__: columns | {"community_id"} for kind, columns in COUNTED.items()}
OF_TABLES["places"] = {"parent_id", "level"}
FROM_A_COURTYARD = "courtyard"


def connect() -> None:
    """Watch every session: what is flushed row by row, and what is written by one statement."""
    if _written not in write_watchers:
        write_watchers.append(_written)
    for name, listener in (("after_flush", _flushed), ("do_orm_execute", _executed)):
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def _flushed(session: Session, _context) -> None:
    rows = [*session.new, *session.dirty, *session.deleted]
    changed = {community for row in rows for community in _communities(row)}
    tickets = [row.id for row in rows if isinstance(row, Ticket) and row.source == FROM_A_COURTYARD]
    if tickets:  # one may have been sent to another community, and is still an opinion of the day it was heard on
        changed.update(session.connection().scalars(
            sa.select(ActivityLog.community_id).join(Opinion, Opinion.log_id == ActivityLog.id)
            .where(Opinion.ticket_id.in_(tickets))))
    _mark(session, changed)


def _communities(row: object) -> Iterable[int]:
    """Where a row is counted, and where it was before; offers of a registration are written with it."""
    if isinstance(row, tuple(COUNTED)):
        return filter(None, sa.inspect(row).attrs.community_id.history.sum())
    if isinstance(row, Place) and row.level is Level.BUILDING and row.path:  # a new one gets its path with its id
        return row.ancestry[COMMUNITY_DEPTH:COMMUNITY_DEPTH + 1]
    return ()


def _executed(state):
    if not (state.is_insert or state.is_update or state.is_delete):
        return None
    result = state.invoke_statement()
    _written(state.session, state.statement, state.parameters, result)
    return result


def _written(session: Session, statement: sa.Executable, parameters: dict | list[dict] | None, result) -> None:
    """Rows written by a statement: inserted ones may say where they are, of others nobody knows."""
    columns = OF_TABLES.get(statement.table.name)
    if columns is None or not statement.is_insert and _touched_nothing(result):
        return
    if statement.is_delete:
        _mark(session, {None})
        return
    rows = parameters if isinstance(parameters, list) else [parameters or {}]
    said = {getattr(column, "key", column): value for column, value in (statement._values or {}).items()}
    if statement.is_insert:  # SQLAlchemy has no public way to the values of a statement
        everywhere = getattr(said.get("community_id"), "value", None)
        _mark(session, {row.get("community_id", everywhere) for row in rows})
    elif columns & set(said).union(*rows):
        _mark(session, {None})


def _touched_nothing(result: sa.Result) -> bool:
    """SQLite does not know how many rows a statement touched before those it returns are read."""
    return getattr(result, "rowcount", -1) == 0 and not result.returns_rows


def _mark(session: Session, communities: set[int | None]) -> None:
    """Once for each community and transaction; in a savepoint anew, for what it marks may be rolled back alone."""
    transaction = session.get_nested_transaction() or session.get_transaction()
    if session.info.get("marked_in") is not transaction:
        session.info["marked_in"], session.info["marked"] = transaction, set()
    missing = communities - session.info["marked"]
    if missing:
        session.info["marked"] |= missing
        session.connection().execute(sa.insert(StaleMark.__table__), [{"community_id": each} for each in missing])
