"""Repeated submits are one: a key keeps what it made, never what was said; asked again, one looks at it afresh."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from functools import wraps

import sqlalchemy as sa
from flask import Response, current_app, g, request
from sqlalchemy.orm import Mapped, mapped_column

from service.core import clock
from service.core.database import Base, Id, Moment, atomic, db, inserting
from service.core.errors import BadRequest, Invalid
from service.core.http.describing import described
from service.core.http.parsing import said
from service.core.keys import Encrypted, blind_indexes
from service.core.personal import words

LIFE = timedelta(hours=24)
KEY = re.compile(r"^[\x21-\x7e]{1,255}$")
PARAMETER = {"in": "header", "name": "Idempotency-Key", "required": False,
             "description": "≤ 255 visible ASCII characters; for 24 h the same key gives the same status and Location "
                            "again, and what it made as it may be seen now",
             "schema": {"type": "string", "maxLength": 255}}


class IdempotencyKey(Base):
    """One key of one account, and where what it made is; written in the transaction of what it made.

    `fingerprint` is a keyed digest of the request. `kept` holds the answer itself, and only where it is all there is:
    nothing was made that has a place of its own.
    """

    __tablename__ = "idempotency_keys"
    __table_args__ = (sa.UniqueConstraint("account_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id", ondelete="CASCADE"))
    key: Mapped[str] = mapped_column(sa.String(255))
    fingerprint: Mapped[str] = mapped_column(sa.String(64))
    status: Mapped[int | None]
    location: Mapped[str | None] = mapped_column(sa.Text)
    kept: Mapped[str | None] = mapped_column(Encrypted("answer"), info=words())
    created_at: Mapped[object] = mapped_column(Moment, index=True)


def _key() -> str | None:
    key = request.headers.get("Idempotency-Key")
    if key is not None and not KEY.match(key):
        raise BadRequest("Idempotency-Key 应为 1–255 个可见 ASCII 字符。", code="bad_idempotency_key")
    return key


def fingerprint(request_said: bytes) -> list[str]:
    """Digests of what was said, keyed, so that a short body cannot be found by trying: with the current key first."""
    return blind_indexes(hashlib.sha256(request_said).hexdigest(), "request")


def _fingerprint() -> list[str]:
    return fingerprint(b"\0".join((request.method.encode(), request.full_path.encode(), said())))


def _take(key: str, fingerprints: list[str]) -> int | None:
    """The id of the row when the key is ours to answer; None when it was answered within 24 h.

    A second request with the same key waits here until the first one has committed or rolled back.
    """
    moment = clock.now()
    fresh = {"fingerprint": fingerprints[0], "created_at": moment, "status": None, "location": None, "kept": None}
    statement = inserting(IdempotencyKey).values(account_id=g.me.account_id, key=key, **fresh)
    statement = statement.on_conflict_do_update(index_elements=["account_id", "key"], set_=fresh,
                                                where=IdempotencyKey.created_at < moment - LIFE)
    return db.session.scalar(statement.returning(IdempotencyKey.id))


def _again(key: str, fingerprints: list[str]) -> Response:
    """The first status and Location, and what lies there as this person may see it now. Raises what looking there
    raises: who has lost it is refused as by a GET."""
    row = db.session.execute(
        sa.select(IdempotencyKey.fingerprint, IdempotencyKey.status, IdempotencyKey.location, IdempotencyKey.kept)
        .where(IdempotencyKey.account_id == g.me.account_id, IdempotencyKey.key == key)).one()
    if row.fingerprint not in fingerprints:
        raise Invalid("同一个 Idempotency-Key 不能用于不同的内容。", code="idempotency_key_reused", fields={})
    if row.location is None or 300 <= row.status < 400:
        response = Response(row.kept, status=row.status, mimetype="application/json")
    else:
        response = _looked_at(row.location)
        response.status_code = row.status
    if row.location is not None:
        response.headers["Location"] = row.location
    response.headers["Idempotent-Replay"] = "true"
    return response


def _looked_at(location: str) -> Response:
    """What a GET of this place of ours answers the person who asks."""
    endpoint, arguments = current_app.create_url_adapter(request).match(location, method="GET")
    return current_app.view_functions[endpoint](**arguments)


def only_once(key: str, fingerprints: list[str], work: Callable[[], Response]) -> Response:
    """What `work` answers, done and noted in one transaction; what it made is looked at again where the key was used
    before.

    Raises Invalid `idempotency_key_reused` for a key that was used for something else.
    """
    with atomic():
        row_id = _take(key, fingerprints)
        if row_id is None:
            return _again(key, fingerprints)
        response = work()
        location = response.headers.get("Location")
        db.session.execute(sa.update(IdempotencyKey).where(IdempotencyKey.id == row_id).values(
            status=response.status_code, location=location,
            kept=None if location else response.get_data(as_text=True) or None))
    return response


def answered(key: str, fingerprints: list[str]) -> Response | None:
    """The answer to a key that was used already, None when it is new. Raises as `only_once`."""
    return _again(key, fingerprints) if _is_answered(key) else None


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


def forget_of(account_id: int) -> None:
    """A person leaves: his keys go, and the answers of others that are kept whole, for one of them could name him."""
    db.session.execute(sa.delete(IdempotencyKey).where(
        sa.or_(IdempotencyKey.account_id == account_id, IdempotencyKey.kept.is_not(None)))
        .execution_options(synchronize_session=False))


def forget_old_keys() -> int:
    """Delete keys older than 24 h; returns how many."""
    with atomic() as session:
        done = session.execute(sa.delete(IdempotencyKey).where(IdempotencyKey.created_at < clock.now() - LIFE))
    return done.rowcount
