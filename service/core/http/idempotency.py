"""Repeated submits are one: the first answer to a key is kept with what it created, and given again."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

import sqlalchemy as sa
from flask import Response, g, request
from sqlalchemy.orm import Mapped, mapped_column

from service.core import clock
from service.core.database import Base, Id, Moment, atomic, db, inserting
from service.core.errors import BadRequest, Invalid
from service.core.http.describing import described
from service.core.http.parsing import said

LIFE = timedelta(hours=24)
KEY = re.compile(r"^[\x21-\x7e]{1,255}$")
PARAMETER = {"in": "header", "name": "Idempotency-Key", "required": False,
             "description": "≤ 255 visible ASCII characters; the same key gives the first answer again for 24 h",
             "schema": {"type": "string", "maxLength": 255}}


class IdempotencyKey(Base):
    """One key of one account, and the answer it got; written in the transaction of what it created."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (sa.UniqueConstraint("account_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(sa.String(255))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int | None]
    body: Mapped[str | None] = mapped_column(sa.Text)
    headers: Mapped[dict | None] = mapped_column(sa.JSON)
    created_at: Mapped[object] = mapped_column(Moment, index=True)


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.match(key):
        raise BadRequest("Idempotency-Key 应为 1–255 个可见 ASCII 字符。", code="bad_idempotency_key")
    return key


def _fingerprint() -> str:
    whole = b"\0".join((request.method.encode(), request.full_path.encode(), said()))
    return hashlib.sha256(whole).hexdigest()


def _take(key: str, fingerprint: str) -> int | None:
    """The id of the row when the key is ours to answer; None when it was answered within 24 h.

    A second request with the same key waits here until the first one has committed or rolled back.
    """
    moment = clock.now()
    fresh = {"fingerprint": fingerprint, "created_at": moment, "status": None, "body": None, "headers": None}
    statement = inserting(IdempotencyKey).values(account_id=g.me.account_id, key=key, **fresh)
    statement = statement.on_conflict_do_update(index_elements=["account_id", "key"], set_=fresh,
                                                where=IdempotencyKey.created_at < moment - LIFE)
    return db.session.scalar(statement.returning(IdempotencyKey.id))


def _again(key: str, fingerprint: str) -> Response:
    row = db.session.execute(
        sa.select(IdempotencyKey.fingerprint, IdempotencyKey.status, IdempotencyKey.body, IdempotencyKey.headers)
        .where(IdempotencyKey.account_id == g.me.account_id, IdempotencyKey.key == key)).one()
    if row.fingerprint != fingerprint:
        raise Invalid("同一个 Idempotency-Key 不能用于不同的内容。", code="idempotency_key_reused", fields={})
    response = Response(row.body, status=row.status, mimetype="application/json", headers=row.headers)
    response.headers["Idempotent-Replay"] = "true"
    return response


def only_once(key: str, fingerprint: str, work: Callable[[], Response]) -> Response:
    """What `work` answers, done and kept in one transaction; the answer kept already where the key was used before.

    Raises Invalid `idempotency_key_reused` for a key that was used for something else.
    """
    with atomic():
        row_id = _take(key, fingerprint)
        if row_id is None:
            return _again(key, fingerprint)
        response = work()
        kept = {name: response.headers[name] for name in ("Location", "ETag") if name in response.headers}
        db.session.execute(sa.update(IdempotencyKey).where(IdempotencyKey.id == row_id).values(
            status=response.status_code, body=response.get_data(as_text=True), headers=kept))
    return response


def answered(key: str, fingerprint: str) -> Response | None:
    """The answer this key got already, None when it is new. Raises Invalid `idempotency_key_reused`."""
    return _again(key, fingerprint) if _is_answered(key) else None


def idempotent(view: Callable) -> Callable:
    """A POST that creates: with an `Idempotency-Key` it happens once. Stands below `signed_in`, above `takes`."""
    @wraps(view)
    def once(*args, **kw):
        key = _key()
        if key is None:
            return view(*args, **kw)
        return only_once(key, _fingerprint(), lambda: view(*args, **kw))
    described(view, once, "arguments", parameters=[PARAMETER])
    once.declares["idempotent"] = True
    return once


def beforehand(**works: Callable) -> Callable:
    """Do work too slow for a transaction, `name=work(value)` on arguments, before `idempotent` opens one.

    A key that was answered already gets its answer without the work.
    """
    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def prepared(*args, **kw):
            key = _key()
            if key is not None and _is_answered(key):
                return _again(key, _fingerprint())
            return view(*args, **kw | {name: work(kw[name]) for name, work in works.items()})
        return described(view, prepared, "manual_doc")
    return decorate


def _is_answered(key: str) -> bool:
    return db.session.scalar(sa.select(sa.exists().where(
        IdempotencyKey.account_id == g.me.account_id, IdempotencyKey.key == key,
        IdempotencyKey.created_at >= clock.now() - LIFE)))


def forget_old_keys() -> int:
    """Delete keys older than 24 h; returns how many."""
    with atomic() as session:
        done = session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - LIFE))
    return done.rowcount
