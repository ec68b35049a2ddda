"""Marks the figures of a community as no longer true, in the transaction that changes what they count."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Session

from service.courtyard.models import ActivityLog, Decision, PartyMassDay
from service.development.models import Candidate
from service.feedback.models import Ticket
from service.mediation.models import Mediation
from service.membership.models.registration import Registration, RegistrationOffer
from service.organization.models import COMMUNITY_DEPTH, Level, Place
from service.statistics.models import StaleMark

COUNTED = (PartyMassDay, ActivityLog, Decision, Mediation, Registration, Candidate)
WATCHED = (*COUNTED, Ticket, RegistrationOffer, Place)
FROM_A_COURTYARD = "courtyard"


def connect() -> None:
    """Watch every session: what is flushed row by row, and what is written by one statement."""
    for name, listener in (("after_flush", _flushed), ("do_orm_execute", _executed)):
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def _flushed(session: Session, _context) -> None:
    changed = {community for row in (*session.new, *session.dirty, *session.deleted)
               if isinstance(row, WATCHED) for community in _communities(row)}
    _mark(session, changed)


def _communities(row: object) -> Iterable[int | None]:
    if isinstance(row, COUNTED):
        return [row.community_id]
    if isinstance(row, Ticket):
        return [row.community_id] if row.source == FROM_A_COURTYARD else []
    if isinstance(row, Place):
        counted = row.level is Level.BUILDING and row.path  # a new one gets its path with its id
        return row.ancestry[COMMUNITY_DEPTH:COMMUNITY_DEPTH + 1] if counted else []
    return []  # an offer changes with its registration


def _executed(state) -> None:
    """Several rows by one statement: those it inserts say where they are, of others nobody knows."""
    if not (state.is_insert or state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    kind = state.bind_mapper.class_
    if kind not in WATCHED or kind in (Ticket, RegistrationOffer):
        return
    rows = state.parameters if isinstance(state.parameters, list) else [state.parameters or {}]
    known = state.is_insert and kind in COUNTED and all("community_id" in row for row in rows)
    _mark(state.session, {row["community_id"] for row in rows} if known else {None})


def _mark(session: Session, communities: set[int | None]) -> None:
    """Once for each community and transaction."""
    transaction = session.get_transaction()
    if session.info.get("marked_in") is not transaction:
        session.info["marked_in"], session.info["marked"] = transaction, set()
    missing = communities - session.info["marked"]
    if missing:
        session.info["marked"] |= missing
        session.connection().execute(sa.insert(StaleMark.__table__), [{"community_id": each} for each in missing])
