"""Marks figures as no longer true, in the transaction that changes what they count."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from service.core.database import write_watchers
from service.statistics.listeners import answers, cohorts, communities


def connect() -> None:
    """Watch every session: what is flushed row by row, and what is written by one statement."""
    if _written not in write_watchers:
        write_watchers.append(_written)
    for name, listener in (("after_flush", _flushed), ("do_orm_execute", _executed)):
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def _flushed(session: Session, _context) -> None:
    rows = [*session.new, *session.dirty, *session.deleted]
    communities.flushed(session, rows)
    cohorts.flushed(session, rows)
    answers.flushed(session)


def _executed(state):
    if not (state.is_insert or state.is_update or state.is_delete):
        return None
    result = state.invoke_statement()
    _written(state.session, state.statement, state.parameters, result)
    return result


def _written(session: Session, statement: sa.Executable, parameters: dict | list[dict] | None, result) -> None:
    communities.written(session, statement, parameters, result)
    cohorts.written(session, statement, parameters, result)
