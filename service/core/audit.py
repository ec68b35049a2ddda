"""The audit log: rows nobody changes, each holding the hash of the one before, so that a gap or a change shows.

Words of people stand beside the chain (core.audit_words), where they can be taken away; that they were is a row too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
import sqlalchemy as sa
import structlog
from sqlalchemy.orm import Mapped, mapped_column

from service.core import audit_words, clock, metrics
from service.core.audit_words import AuditWords
from service.core.database import Base, Id, Moment, atomic, db, inserting

GENESIS = "0" * 64
BATCH = 1000
PRUNE, TAKEN = "prune_audit", "words_taken"
OLD_FORMULA, FORMULA = 1, 2
"""How a link is computed. Rows from before docs/adr/0047 keep theirs: it binds the words as they were."""
WHOLE, CHECK = "whole", "audit_chain"
log = structlog.get_logger("audit")


class AuditEntry(Base):
    """One act that must be answerable: a reveal, an export, a grant, a rule change, a dispatch."""

    __tablename__ = "audit_entries"

    sequence: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment, index=True)
    actor_id: Mapped[int | None] = mapped_column(Id, index=True)
    act: Mapped[str] = mapped_column(sa.String(64), index=True)
    subject: Mapped[str] = mapped_column(sa.String(128), index=True)
    details: Mapped[str] = mapped_column(sa.Text)
    formula: Mapped[int] = mapped_column(default=FORMULA, server_default="1")
    words_digest: Mapped[str | None] = mapped_column(sa.String(64))
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


def _digest(previous: str, row, details: str) -> str:
    """The hash of a row that follows the one with the hash `previous`."""
    said = [previous, row.sequence, row.at.isoformat(), row.actor_id, row.act, row.subject, details]
    if row.formula != OLD_FORMULA:
        said.append(row.words_digest)
    return hashlib.sha256(orjson.dumps(said)).hexdigest()


def _locked_head(session) -> AuditHead:
    """The newest link, held until the transaction ends; the very first writers agree on one beginning."""
    newest = sa.select(AuditHead).with_for_update().execution_options(populate_existing=True)
    head = session.scalar(newest)
    if head is None:
        session.execute(inserting(AuditHead).values(id=1, sequence=0, hash=GENESIS).on_conflict_do_nothing())
        head = session.scalar(newest)
    return head


def record(act: str, *, by, subject: str, words: dict | None = None, **details) -> None:
    """Append one row in the caller's transaction. `by` is an Actor or None (command line, timer).

    `words` is what a person typed, or what names one: a reason, a name, what was searched for. It stands beside the
    chain, as does whatever of `details` is no number, code or moment; both are kept for RETAIN_LOG_DAYS.
    """
    chained, others = audit_words.parted(details)
    with atomic() as session:
        head = _locked_head(session)
        row = AuditEntry(sequence=head.sequence + 1, at=clock.now(), actor_id=by.account_id if by else None, act=act,
                         subject=subject, details=audit_words.written(chained), formula=FORMULA,
                         previous_hash=head.hash)
        if told := {**others, **(words or {})}:
            said = audit_words.written(told)
            salt, row.words_digest = audit_words.salted(said)
            session.add(AuditWords(sequence=row.sequence, at=row.at, salt=salt, said=said))
        row.hash = _digest(head.hash, row, row.details)
        session.add(row)
        head.sequence, head.hash = row.sequence, row.hash
        session.flush()


def take_words(subjects: Iterable[str]) -> int:
    """Take away what was written about these subjects; who did what to which of them, and when, stays. Returns of how
    many rows. Itself a row of the log. Last of all in a transaction, since every writer waits for the head."""
    named = sorted(set(subjects))
    with atomic() as session:
        ids = [one for some in (named[start:start + BATCH] for start in range(0, len(named), BATCH))
               for one in session.scalars(
                   sa.select(AuditWords.sequence).join(AuditEntry, AuditEntry.sequence == AuditWords.sequence)
                   .where(AuditEntry.subject.in_(some), AuditWords.said.is_not(None)))]
        if ids:
            session.execute(sa.update(AuditWords).where(AuditWords.sequence.in_(ids)).values(said=None, salt=None)
                            .execution_options(synchronize_session=False))
            record(TAKEN, by=None, subject="audit", rows=sorted(ids))
    return len(ids)


def _rows(after: int) -> Iterator[sa.Row]:
    """Every row behind this sequence in order, a thousand at a time."""
    last, rows = after, True
    while rows:
        rows = _some(last, BATCH)
        yield from rows
        last = rows[-1].sequence if rows else last


def _some(after: int, limit: int) -> Sequence[sa.Row]:
    beside = (AuditWords.sequence.label("words_of"), AuditWords.salt, AuditWords.said)
    return db.session.execute(
        sa.select(AuditEntry.__table__, *beside).outerjoin(AuditWords, AuditWords.sequence == AuditEntry.sequence)
        .where(AuditEntry.sequence > after).order_by(AuditEntry.sequence).limit(limit)).all()


def _beginning() -> tuple[int, str]:
    """Sequence and hash of the last row that was pruned: the newest pruning, itself a row of the chain, says so."""
    said = db.session.scalar(sa.select(AuditEntry.details).where(AuditEntry.act == PRUNE)
                             .order_by(AuditEntry.sequence.desc()).limit(1))
    try:
        told = orjson.loads(said) if said else {}
        return told["through"], told["hash"]
    except (ValueError, KeyError, TypeError):  # nothing was pruned, or that row is forged: then the walk finds it
        return 0, GENESIS


def _fault(row: sa.Row, sequence: int, previous: str, taken: set[int]) -> Broken | None:
    """Why this row is not the next link after `sequence` with the hash `previous`; None when it is. `taken`: the rows
    whose words were taken away, as the log itself says."""
    if row.sequence != sequence + 1:
        return Broken(sequence + 1, "a row is missing")
    if row.previous_hash != previous:
        return Broken(row.sequence, "does not follow the row before")
    gone = row.words_of is not None and row.said is None
    if gone and row.sequence not in taken:
        return Broken(row.sequence, "its words were taken away")
    if row.formula == OLD_FORMULA:  # its hash binds the words themselves: without them it is believed
        return None if gone or row.hash == _digest(previous, row, row.said or row.details) else Broken(
            row.sequence, "the row was changed")
    if row.hash != _digest(previous, row, row.details):
        return Broken(row.sequence, "the row was changed")
    if not gone and row.words_digest != (row.said and audit_words.digest(row.salt, row.said)):
        return Broken(row.sequence, "its words were changed")
    return None


def _taken() -> set[int]:
    """The rows whose words were taken away."""
    told = db.session.scalars(sa.select(AuditEntry.details).where(AuditEntry.act == TAKEN))
    return {row for details in told for row in orjson.loads(details)["rows"]}


def first_broken() -> Broken | None:
    """Walk the whole chain from what was pruned last; None when every link holds and no end is cut off."""
    return _first_fault(-1, *_beginning())


def broken_lately(rows: int) -> Broken | None:
    """The same of the newest rows alone, which takes no time; what lies before them is believed."""
    newest = sa.select(AuditEntry.sequence).order_by(AuditEntry.sequence.desc()).limit(rows).subquery()
    start = db.session.execute(sa.select(AuditEntry.sequence, AuditEntry.previous_hash).where(
        AuditEntry.sequence == sa.select(sa.func.min(newest.c.sequence)).scalar_subquery())).first()
    return _first_fault(start.sequence - 1, start.sequence - 1, start.previous_hash) if start else None


def _first_fault(after: int, sequence: int, previous: str) -> Broken | None:
    """Walk to where the chain ended when asked: others go on writing. A row is written together with its head, so
    that a head read later than a row never lies before it."""
    last = db.session.scalar(sa.select(sa.func.max(AuditEntry.sequence))) or 0
    head = db.session.execute(sa.select(AuditHead.sequence, AuditHead.hash)).first() or (0, GENESIS)
    if last > head[0]:
        return Broken(head[0] + 1, "a row nobody wrote")
    taken = _taken()
    for row in _rows(after):
        if row.sequence > head[0]:
            break
        fault = _fault(row, sequence, previous, taken)
        if fault:
            return fault
        sequence, previous = row.sequence, row.hash
    return None if (sequence, previous) == tuple(head) else Broken(sequence + 1, "rows were cut off at the end")


def check() -> str:
    """What the nightly timer does: walk the chain; where it is broken twice over, an alarm (`audit_broken`)."""
    broken = first_broken()
    if broken and broken == first_broken():  # not a pruning that came between
        metrics.alarm("audit_broken")
        log.error("audit_broken", sequence=broken.sequence, reason=broken.reason)
        return f"broken at {broken.sequence}: {broken.reason}"
    return WHOLE


def prune(before: datetime, limit: int = BATCH) -> int:
    """Delete the oldest rows, those written before `before` and at most so many; returns how many.

    The pruning is itself a row of the chain, which names the last link that went, so what is left still verifies.
    Rows that do not verify are evidence and stay: an alarm (`audit_broken`) instead. The database refuses to delete
    a row younger than 180 days, whoever asks.
    """
    if not any(row.at < before for row in _some(-1, 1)):  # most days: nobody who writes has to wait for this
        return 0
    with atomic() as session:
        _locked_head(session)  # of two who prune, the second looks when the first is done
        (sequence, previous), taken = _beginning(), _taken()
        gone = 0
        for row in _some(-1, limit):
            if row.at >= before:
                break
            fault = _fault(row, sequence, previous, taken)
            if fault:
                metrics.alarm("audit_broken")
                log.error("audit_broken", sequence=fault.sequence, reason=fault.reason)
                return 0
            sequence, previous, gone = row.sequence, row.hash, gone + 1
        if gone:
            for model in (AuditWords, AuditEntry):
                session.execute(sa.delete(model).where(model.sequence <= sequence)
                                .execution_options(synchronize_session=False))
            record(PRUNE, by=None, subject="audit", through=sequence, hash=previous)
    return gone
