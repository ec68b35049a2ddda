"""The audit log as auditors read it, page by page, and whether its chain holds."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import orjson
import sqlalchemy as sa

from service.accounts.models import Account
from service.core import audit, clock, periodic
from service.core.audit import AuditEntry
from service.core.audit_words import AuditWords
from service.core.clock import iso
from service.core.database import db
from service.core.errors import Forbidden, invalid
from service.core.http import Page
from service.core.sheets import Column
from service.organization import place_cursors as cursors
from service.organization import policy
from service.organization.actors import Actor
from service.organization.acts import ACTS

NEWEST = 2000
COLUMNS = (Column("序号", "sequence"), Column("时间", "at"), Column("谁", "actor.display_name"),
           Column("账号", "actor.id"), Column("做了什么", "act_name"), Column("代码", "act"), Column("对象", "subject"),
           Column("详情", "details"))
"""What a file of the log holds."""
LARGEST_ID = 2**63 - 1
_ROW = (sa.select(AuditEntry.sequence, AuditEntry.at, AuditEntry.actor_id, Account.display_name, AuditEntry.act,
                  AuditEntry.subject, AuditEntry.details, AuditWords.said)
        .outerjoin(AuditWords, AuditWords.sequence == AuditEntry.sequence)
        .outerjoin(Account, Account.id == AuditEntry.actor_id))


def audit_log(by: Actor, *, limit: int, cursor: str | None = None, since: date | None = None,
              until: date | None = None, act: str | None = None, actor_id: int | None = None,
              subject: str | None = None) -> Page:
    """A page of the audit log, newest first. `since` and `until` are local days, both counted in.

    Raises Forbidden, and Invalid for the cursor or days out of order.
    """
    _door(by)
    if since and until and until < since:
        raise invalid(until="结束日期不能早于开始日期。")
    conditions = _where(since, until, act, actor_id, subject)
    if cursor is not None:
        conditions.append(AuditEntry.sequence < _position(cursor))
    rows = db.session.execute(_ROW.where(*conditions).order_by(AuditEntry.sequence.desc()).limit(limit + 1)).all()
    return Page([_shown(row) for row in rows[:limit]],
                cursors.written(rows[limit - 1].sequence) if len(rows) > limit else None)


def verification(by: Actor) -> dict:
    """What the nightly walk of the chain found last, and what a look at the newest 2,000 rows finds now.

    `{nightly: {at, whole} | null, newest: {rows, whole, broken_at}}`. Raises Forbidden.
    """
    _door(by)
    night, broken = periodic.last_runs().get(audit.CHECK), audit.broken_lately(NEWEST)
    return {"nightly": {"at": iso(night.done_at), "whole": night.outcome == audit.WHOLE}
            if night and night.done_at else None,
            "newest": {"rows": NEWEST, "whole": broken is None, "broken_at": broken and broken.sequence}}


def _where(since: date | None, until: date | None, act: str | None, actor_id: int | None,
           subject: str | None) -> list[sa.ColumnElement[bool]]:
    said = [(since, lambda: AuditEntry.at >= _begins(since)), (act, lambda: AuditEntry.act == act),
            (until, lambda: AuditEntry.at < _begins(until + timedelta(days=1))),
            (actor_id, lambda: AuditEntry.actor_id == actor_id), (subject, lambda: AuditEntry.subject == subject)]
    return [condition() for value, condition in said if value is not None]


def _begins(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LOCAL).astimezone(UTC)


def _shown(row: sa.Row) -> dict:
    actor = {"id": row.actor_id, "display_name": row.display_name} if row.actor_id else None
    return {"sequence": row.sequence, "at": iso(row.at), "actor": actor, "act": row.act,
            "act_name": ACTS.get(row.act, row.act), "subject": row.subject,
            "details": orjson.loads(row.details) | orjson.loads(row.said or "{}")}


def _position(cursor: str) -> int:
    (number,) = cursors.read(cursor, 1)
    if not number.isdecimal() or int(number) > LARGEST_ID:
        raise invalid(cursor="这个翻页标记不正确。")
    return int(number)


def _door(by: Actor) -> None:
    if not policy.may_read_audit(by):
        raise Forbidden()
