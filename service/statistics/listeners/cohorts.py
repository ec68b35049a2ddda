"""Which tickets changed, as figures count them: those of one community and of the month they were submitted in."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import InstanceState, Session

from service.core import clock
from service.feedback.models import Ticket
from service.feedback.workflow import State
from service.statistics.local_time import month_at
from service.statistics.marking import ALL, mark, said, touched_nothing
from service.statistics.models import StaleCohort

COUNTED = ("community_id", "queue", "category", "outcome", "responded_at", "review_level")  # whatever changes of them
OF_TABLES = {"tickets": {*COUNTED, "state", "limit_at", "merged_into_id", "closed_at", "respond_by", "created_at"},
             "places": {"parent_id", "level"}}
UNKNOWN = (ALL, ALL)
AHEAD = timedelta(minutes=10)
"""Longer than a transaction lasts, and clocks differ: a limit so far ahead was not yet passed for whoever counted."""


def flushed(session: Session, rows: list) -> None:
    """Tickets of the session that were written."""
    _mark(session, {cohort for row in rows if isinstance(row, Ticket)
                    for cohort in _of_ticket(row, row in session.deleted)})


def _of_ticket(ticket: Ticket, is_gone: bool) -> Iterable[tuple]:
    """Where it is counted, and where it was before; nothing when only what is not counted changed."""
    about = sa.inspect(ticket)
    if about.persistent and not is_gone and not _counts_otherwise(about):
        return []
    where = about.attrs.community_id.history
    if about.persistent and (where.added and not where.deleted or not where.sum()):
        return [UNKNOWN]  # it was changed without having been read
    return [(community_id, month_at(ticket.created_at)) for community_id in filter(None, where.sum())]


def _counts_otherwise(about: InstanceState) -> bool:
    """Whether a count of this ticket may come out otherwise than before, now or when a limit passes."""
    return (any(about.attrs[name].history.has_changes() for name in COUNTED)
            or _was_or_is_closed(about.attrs.state.history) or not _is_further_ahead(about.attrs.limit_at.history))


def _was_or_is_closed(state) -> bool:
    return state.has_changes() and (not state.deleted or State.CLOSED in state.sum())


def _is_further_ahead(limit) -> bool:
    """Whether the limit that runs is as before; or both are ahead and the new one, if there is one, is no earlier: then
    nothing is overdue that was not, and who counts again when the old one passes comes early enough."""
    if not limit.has_changes():
        return True
    (old,), (new,) = limit.deleted or [None], limit.added or [None]
    return old is not None and old > clock.now() + AHEAD and (new is None or new >= old)


def written(session: Session, statement: sa.Executable, parameters: dict | list[dict] | None, result) -> None:
    """Rows written by a statement: inserted tickets say where they are and since when, of all else nobody knows."""
    columns = OF_TABLES.get(statement.table.name)
    if columns is None or not statement.is_insert and touched_nothing(result):
        return
    rows = parameters if isinstance(parameters, list) else [parameters or {}]
    if statement.is_insert:
        _mark(session, _inserted(statement, rows))
    elif statement.is_delete or columns & set(said(statement)).union(*rows):
        _mark(session, {UNKNOWN})


def _inserted(statement: sa.Insert, rows: list[dict]) -> set[tuple]:
    if statement.table.name != "tickets":  # a place that is new has no tickets yet
        return set()
    everywhere = {name: getattr(value, "value", None) for name, value in said(statement).items()}
    return {_cohort(everywhere | row) for row in rows}


def _cohort(row: dict) -> tuple:
    community_id, created_at = row.get("community_id"), row.get("created_at")
    return (community_id, month_at(created_at)) if community_id and created_at else UNKNOWN


def _mark(session: Session, cohorts: set[tuple]) -> None:
    if cohorts:
        mark(session, StaleCohort, ("community_id", "month"), cohorts)
