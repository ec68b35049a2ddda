"""The audit log: append-only rows, each holding the hash of the one before, so that a gap or a change shows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core import clock
from service.core.database import Base, Id, Moment, atomic, db, inserting

GENESIS = "0" * 64
BATCH = 1000


class AuditEntry(Base):
    """One act that must be answerable: a reveal, an export, a grant, a rule change, a dispatch."""

    __tablename__ = "audit_entries"

    sequence: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[int | None] = mapped_column(Id, index=True)
    act: Mapped[str] = mapped_column(sa.String(64))
    subject: Mapped[str] = mapped_column(sa.String(128), index=True)
    details: Mapped[str] = mapped_column(sa.Text)
    previous_hash: Mapped[str] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64))


class AuditHead(Base):
    """The newest link: locked by every writer, so links form one chain and a cut tail shows."""

    __tablename__ = "audit_head"
    __table_args__ = (sa.CheckConstraint("id = 1", name="there_is_one_audit_head"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    sequence: Mapped[int] = mapped_column(Id)
    hash: Mapped[str] = mapped_column(sa.String(64))


@dataclass(frozen=True, slots=True)
class Broken:
    """The first link that does not hold, and why."""

    sequence: int
    reason: str


def _digest(previous: str, sequence: int, at: datetime, actor_id: int | None, act: str, subject: str,
            details: str) -> str:
    said = orjson.dumps([previous, sequence, at.isoformat(), actor_id, act, subject, details])
    return hashlib.sha256(said).hexdigest()


def _locked_head(session) -> AuditHead:
    """The newest link, held until the transaction ends; the very first writers agree on one beginning."""
    newest = sa.select(AuditHead).with_for_update().execution_options(populate_existing=True)
    head = session.scalar(newest)
    if head is None:
        session.execute(inserting(AuditHead).values(id=1, sequence=0, hash=GENESIS).on_conflict_do_nothing())
        head = session.scalar(newest)
    return head


def record(act: str, *, by, subject: str, **details) -> None:
    """Append one row in the caller's transaction. `by` is an Actor or None (command line, timer).

    `details` must hold no personal data: the log is read by auditors and never erased.
    """
    with atomic() as session:
        head = _locked_head(session)
        at, text = clock.now(), orjson.dumps(details, option=orjson.OPT_SORT_KEYS, default=str).decode()
        actor_id = by.account_id if by else None
        sequence = head.sequence + 1
        link = _digest(head.hash, sequence, at, actor_id, act, subject, text)
        session.add(AuditEntry(sequence=sequence, at=at, actor_id=actor_id, act=act, subject=subject,
                               details=text, previous_hash=head.hash, hash=link))
        head.sequence, head.hash = sequence, link
        session.flush()


def _rows() -> Iterator[sa.Row]:
    """Every row in order, a thousand at a time."""
    last, rows = -1, True
    while rows:
        rows = db.session.execute(sa.select(AuditEntry.__table__).where(AuditEntry.sequence > last)
                                  .order_by(AuditEntry.sequence).limit(BATCH)).all()
        yield from rows
        last = rows[-1].sequence if rows else last


def first_broken() -> Broken | None:
    """Walk the whole chain; None when every link holds and nothing is cut off at the end."""
    previous, expected = GENESIS, 1
    for row in _rows():
        if row.sequence != expected:
            return Broken(expected, "a row is missing")
        if row.previous_hash != previous:
            return Broken(row.sequence, "does not follow the row before")
        if row.hash != _digest(previous, row.sequence, row.at, row.actor_id, row.act, row.subject, row.details):
            return Broken(row.sequence, "the row was changed")
        previous, expected = row.hash, expected + 1
    head = db.session.execute(sa.select(AuditHead.sequence, AuditHead.hash)).first()
    if head and (head.sequence, head.hash) != (expected - 1, previous):
        return Broken(expected, "rows were cut off at the end")
    return None
