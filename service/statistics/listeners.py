"""Marks the figures of a community as no longer true, in the transaction that changes what they count."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from service.core.database import write_watchers
from service.courtyard.models import ActivityLog, Decision, PartyMassDay
from service.development.models import Candidate
from service.feedback.models import Ticket
from service.mediation.models import Mediation
from service.membership.models.registration import Registration, RegistrationOffer
from service.organization.models import COMMUNITY_DEPTH, Level, Place
from service.statistics.models import StaleMark

COUNTED = {  # what is counted, and the columns a figure depends on
    PartyMassDay: {"state", "month", "not_held_reason_code"}, ActivityLog: {"submitted_at", "day_id"},
    Decision: {"state", "due_on"}, Mediation: {"type", "outcome", "opened_on"},
    Registration: {"state", "place_id", "community_id", "applied_at"}, Candidate: {"stage", "ended_on", "community_id"},
}
OF_TABLES = {kind.__tablename__: columns for kind, columns in COUNTED.items()} | {"places": {"parent_id", "level"}}
WATCHED = (*COUNTED, Ticket, RegistrationOffer, Place)
FROM_A_COURTYARD = "courtyard"


def connect() -> None:
    """Watch every session: what is flushed row by row, and what is written by one statement."""
    if _written not in write_watchers:
        write_watchers.append(_written)
    for name, listener in (("after_flush", _flushed), ("do_orm_execute", _executed)):
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def _flushed(session: Session, _context) -> None:
    changed = {community for row in (*session.new, *session.dirty, *session.deleted)
               if isinstance(row, WATCHED) for community in _communities(row)}
    _mark(session, changed)


def _communities(row: object) -> Iterable[int | None]:
    if isinstance(row, tuple(COUNTED)):
        return [row.community_id]
    if isinstance(row, Ticket):
        return [row.community_id] if row.source == FROM_A_COURTYARD else []
    if isinstance(row, Place):
        counted = row.level is Level.BUILDING and row.path  # a new one gets its path with its id
        return row.ancestry[COMMUNITY_DEPTH:COMMUNITY_DEPTH + 1] if counted else []
    return []  # an offer changes with its registration


def _executed(state):
    if not (state.is_insert or state.is_update or state.is_delete):
        return None
    result = state.invoke_statement()
    _written(state.session, state.statement, state.parameters, result)
    return result


def _written(session: Session, statement: sa.Executable, parameters: dict | list[dict] | None, result) -> None:
    """Rows written by a statement: inserted ones may say where they are, of others nobody knows."""
    columns = OF_TABLES.get(statement.table.name)
    if columns is None or not statement.is_insert and getattr(result, "rowcount", -1) == 0:
        return
    if statement.is_delete:
        _mark(session, {None})
        return
    rows = parameters if isinstance(parameters, list) else [parameters or {}]
    if statement._values or not any(rows):  # written with .values(…)
        rows = [statement.compile(dialect=session.get_bind().dialect).params | row for row in rows]
    if statement.is_insert and all("community_id" in row for row in rows):
        _mark(session, {row["community_id"] for row in rows})
    elif statement.is_insert or any(columns & set(row) for row in rows):
        _mark(session, {None})


def _mark(session: Session, communities: set[int | None]) -> None:
    """Once for each community and transaction."""
    transaction = session.get_transaction()
    if session.info.get("marked_in") is not transaction:
        session.info["marked_in"], session.info["marked"] = transaction, set()
    missing = communities - session.info["marked"]
    if missing:
        session.info["marked"] |= missing
        session.connection().execute(sa.insert(StaleMark.__table__), [{"community_id": each} for each in missing])
