"""What is not kept for ever: the personal side of closed tickets, and the rows of logs (domain.md section 7)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased

from service.accounts.models import SignIn
from service.core import audit, clock, jobs
from service.core.database import atomic, db
from service.feedback.models import Answer, Objection, Rating, Request, Ticket, TimelineEntry
from service.feedback.workflow import Outcome, State, Verb
from service.media.actions import remove_of
from service.wechat.models import PushedEvent

BATCH = 200
ROWS = 1000
PASSES = 200
CLOCKS_DIFFER = timedelta(hours=1)  # the database refuses by its own clock to delete what is too young
FORGOTTEN = "（保存期限已过）"
LEAST_PERSONAL_DAYS, LEAST_LOG_DAYS = 30, 180
PRIVATE_WORDS = (Verb.CONTACT, Verb.ASK, Verb.REPLY, Verb.SUSPEND, Verb.EXTEND, Verb.REOPEN, Verb.OBJECT)
GONE = {"contact_name": None, "contact_phone": None, "contact_phone_index": None, "address": None, "coordinates": None,
        "photo_count": 0}


def check_settings(settings: Mapping[str, object]) -> None:
    """Raises ValueError, naming the setting, for a time that is too short: logs stay for six months by law
    (Cybersecurity Law of the PRC, article 21), and a ticket just closed may still be opened again."""
    for name, least in (("RETAIN_LOG_DAYS", LEAST_LOG_DAYS), ("RETAIN_PERSONAL_DAYS", LEAST_PERSONAL_DAYS)):
        if settings[name] < least:
            raise ValueError(f"{name}: at least {least} days")


def _days_ago(setting: str) -> datetime:
    return clock.now() - timedelta(days=current_app.config[setting])


def forget_personal() -> int:
    """Take the person out of tickets closed RETAIN_PERSONAL_DAYS ago; returns how many. Safe twice, at once, late.

    The name given, contact, address, position and pictures go, and the words the two sides wrote to each other; the
    matter, what was done and when, and whose account it is, stay. Each batch is one row in the audit log.
    """
    before, done = _days_ago("RETAIN_PERSONAL_DAYS"), 0
    for _ in range(PASSES):
        count = 0 if jobs.is_stopping() else _forget_some(before)
        done += count
        if not count:
            break
    return done


def _to_forget(before: datetime) -> sa.Select:
    """Closed tickets that still know a person, the longest closed first; a merged one follows its primary.

    Written like the partial index they are found by.
    """
    primary = aliased(Ticket)
    primary_too = sa.exists().where(primary.id == Ticket.merged_into_id, primary.state == State.CLOSED,
                                    primary.closed_at < before)
    return (sa.select(Ticket.id)
            .where(Ticket.state == sa.literal_column(f"'{State.CLOSED}'"),
                   sa.or_(Ticket.forgotten_at.is_(None), Ticket.forgotten_at < Ticket.closed_at),
                   Ticket.closed_at < before, sa.or_(Ticket.outcome != Outcome.MERGED, primary_too))
            .order_by(Ticket.closed_at, Ticket.id).limit(BATCH))


def _forget_some(before: datetime) -> int:
    """Some of them, locked, so that none is opened again meanwhile; another worker takes others."""
    with atomic() as session:
        ids = list(session.scalars(_to_forget(before).with_for_update(of=Ticket, skip_locked=True)))
        if not ids:
            return 0
        _forget(ids)
        audit.record("forget_personal", by=None, subject="tickets", count=len(ids), closed_before=_day(before))
    return len(ids)


def _forget(ids: Sequence[int]) -> None:
    answers = db.session.scalars(sa.select(Answer.id).where(Answer.ticket_id.in_(ids))).all()
    remove_of("ticket", ids)
    remove_of("answer", answers)
    for statement in (
            sa.update(Request).where(Request.ticket_id.in_(ids)).values(reason=FORGOTTEN),
            sa.update(Objection).where(Objection.ticket_id.in_(ids)).values(text=FORGOTTEN),
            sa.update(Rating).where(Rating.ticket_id.in_(ids)).values(comment=None),
            sa.update(TimelineEntry).where(TimelineEntry.ticket_id.in_(ids), TimelineEntry.verb.in_(PRIVATE_WORDS))
            .values(text=None),
            sa.update(Ticket).where(Ticket.id.in_(ids))
            .values(**GONE, forgotten_at=clock.now(), version=Ticket.version + 1)):
        db.session.execute(statement.execution_options(synchronize_session=False))


def prune_logs() -> dict[str, int]:
    """Delete rows of logs older than RETAIN_LOG_DAYS, a thousand in a transaction; returns how many of which.

    Ended or expired sign-ins, events the platform pushed, and the audit log, which goes on verifying.
    """
    before = _days_ago("RETAIN_LOG_DAYS") - CLOCKS_DIFFER
    over = sa.or_(SignIn.ended_at < before, SignIn.expires_at < before)
    return {"sign_ins": _until_none(lambda: _delete(SignIn, over)),
            "pushed_events": _until_none(lambda: _delete(PushedEvent, PushedEvent.at < before)),
            "audit_entries": _until_none(lambda: audit.prune(before, ROWS))}


def _until_none(work) -> int:
    done = 0
    for _ in range(PASSES):
        count = 0 if jobs.is_stopping() else work()
        done += count
        if count < ROWS:
            break
    return done


def _delete(model: type, condition: sa.ColumnElement[bool]) -> int:
    with atomic() as session:
        some = sa.select(model.id).where(condition).limit(ROWS)
        return session.execute(sa.delete(model).where(model.id.in_(some))
                               .execution_options(synchronize_session=False)).rowcount


def _day(moment: datetime) -> date:
    return clock.local(moment).date()
