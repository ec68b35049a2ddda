"""Which communities changed in what is counted of courtyards, members, disputes and decisions."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.courtyard.models import ActivityLog, Decision, Opinion, PartyMassDay
from service.development.models import Candidate
from service.feedback.models import Ticket
from service.membership.models.registration import Registration
from service.organization.models import COMMUNITY_DEPTH, Level, Place
from service.statistics.marking import ALL, mark, said, touched_nothing
from service.statistics.models import StaleMark

COUNTED = {  # what is counted, and the columns a figure depends on
    PartyMassDay: {"state", "month", "not_held_reason_code"}, ActivityLog: {"submitted_at", "day_id"},
    Decision: {"state", "due_on"},
    Registration: {"state", "place_id", "applied_at"}, Candidate: {"stage", "ended_on"},
}
OF_TABLES = {kind.__tablename__: columns | {"community_id"} for kind, columns in COUNTED.items()}
OF_TABLES["places"] = {"parent_id", "level"}
FROM_A_COURTYARD = "courtyard"


def flushed(session: Session, rows: list) -> None:
    """Rows of the session that were written."""
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


def written(session: Session, statement: sa.Executable, parameters: dict | list[dict] | None, result) -> None:
    """Rows written by a statement: inserted ones may say where they are, of others nobody knows."""
    columns = OF_TABLES.get(statement.table.name)
    if columns is None or not statement.is_insert and touched_nothing(result):
        return
    if statement.is_delete:
        _mark(session, {ALL})
        return
    rows = parameters if isinstance(parameters, list) else [parameters or {}]
    named = said(statement)
    if statement.is_insert:
        everywhere = getattr(named.get("community_id"), "value", None)
        _mark(session, {row.get("community_id", everywhere) for row in rows})
    elif columns & set(named).union(*rows):
        _mark(session, {ALL})


def _mark(session: Session, communities: set[int | None]) -> None:
    mark(session, StaleMark, ("community_id",), {(each,) for each in communities})
