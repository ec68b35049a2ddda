"""Sessions: opened by a sign-in, kept alive by single-use refresh tokens, ended at once."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

import sqlalchemy as sa
from flask import current_app

from service.accounts import queries, tokens
from service.accounts.models import Account, SignIn
from service.accounts.persons import Person
from service.accounts.tokens import SignedIn
from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Unauthorized

PROLONGED_EVERY = timedelta(hours=1)
ANSWER_LOST = timedelta(minutes=2)  # how long a phone that heard no answer, or a second tab, may ask the same again


def _lives_until(is_staff: bool) -> datetime:
    settings = current_app.config
    return clock.now() + (timedelta(hours=settings["STAFF_REFRESH_HOURS"]) if is_staff
                          else timedelta(days=settings["RESIDENT_REFRESH_DAYS"]))


def open_for(account_id: int) -> SignIn:
    """Open a session inside the caller's transaction; 8 hours for staff, 30 days for residents."""
    with atomic() as session:
        is_staff = queries.is_staff(queries.account(account_id))
        sign_in = SignIn(id=uuid4().hex, account_id=account_id, refresh_id=uuid4().hex, is_staff=is_staff,
                         created_at=clock.now(), expires_at=_lives_until(is_staff))
        session.add(sign_in)
        session.flush()
    return sign_in


def refresh(token: str) -> SignedIn:
    """A new pair for a refresh token, which is thereby used up; the session lives on from now.

    For two minutes the token used last is answered with the same successor again. An older one means that two hold it,
    so the whole session ends (RFC 9700, section 4.14.2).
    Raises Unauthorized: `refresh_reused`, `signed_out`, `token_expired`, `token_invalid`; UnknownKey.
    """
    claims = tokens.verify_refresh(token)
    with atomic():
        sign_in = _live(claims.session_id, claims.account_id)
        is_known = sign_in.refresh_id == claims.token_id or _was_just_used(sign_in, claims.token_id)
        if sign_in.refresh_id == claims.token_id:
            sign_in.replaced_id, sign_in.refresh_id, sign_in.refreshed_at = claims.token_id, uuid4().hex, clock.now()
            _renew(sign_in)
        elif not is_known:
            sign_in.ended_at, sign_in.ended_because = clock.now(), "refresh_reused"
    if not is_known:  # only now: the end of the session must be committed
        raise Unauthorized("登录凭证被重复使用，为了安全请重新登录。", code="refresh_reused")
    return tokens.signed_in(sign_in)


def _was_just_used(sign_in: SignIn, token_id: str) -> bool:
    return (sign_in.replaced_id == token_id
            and -clock.SET_BACK <= clock.now() - sign_in.refreshed_at <= ANSWER_LOST)


def prolong(*, by: Person) -> datetime:
    """Let the session of a page that is used live on from now; until when (aware UTC).

    A row is written at most once an hour, or when the person has become staff, whose sessions are short. Raises
    Unauthorized `signed_out` for a session that is over, or for none.
    """
    stands = db.session.scalar(sa.select(SignIn.expires_at).where(
        SignIn.id == by.session_id, SignIn.account_id == by.account_id, SignIn.ended_at.is_(None)))
    until = _lives_until(queries.is_staff(db.session.get_one(Account, by.account_id)))
    if stands and stands > clock.now() and abs(until - stands) < PROLONGED_EVERY:
        return stands
    with atomic():
        sign_in = _live(by.session_id, by.account_id)
        if abs(until - sign_in.expires_at) >= PROLONGED_EVERY:
            _renew(sign_in)
    return sign_in.expires_at


def _live(session_id: str | None, account_id: int) -> SignIn:
    """The living session, locked, so that of two refreshes at once the second sees the first."""
    sign_in = db.session.scalar(
        sa.select(SignIn).where(SignIn.id == session_id, SignIn.account_id == account_id)
        .with_for_update().execution_options(populate_existing=True))
    if sign_in is None or sign_in.is_over:
        raise Unauthorized(code="signed_out")
    return sign_in


def _renew(sign_in: SignIn) -> None:
    sign_in.is_staff = queries.is_staff(db.session.get_one(Account, sign_in.account_id))
    sign_in.expires_at = _lives_until(sign_in.is_staff)


def sign_out(*, by: Person) -> None:
    """End the session this person acts in; its access token is refused from now on."""
    end_where(SignIn.id == by.session_id, because="signed_out")


def end_where(*conditions: sa.ColumnElement[bool], because: str) -> None:
    """End every living session that meets the conditions."""
    with atomic() as session:
        session.execute(sa.update(SignIn).where(*conditions, SignIn.ended_at.is_(None))
                        .values(ended_at=clock.now(), ended_because=because)
                        .execution_options(synchronize_session=False))


def bring_down() -> int:
    """Let no session last longer than one that begins now: it was opened by a clock that ran ahead. How many did."""
    with atomic() as session:
        return sum(session.execute(
            sa.update(SignIn).values(expires_at=_lives_until(is_staff)).execution_options(synchronize_session=False)
            .where(SignIn.ended_at.is_(None), SignIn.is_staff.is_(is_staff),
                   SignIn.expires_at > _lives_until(is_staff) + clock.SET_BACK)).rowcount for is_staff in (True, False))
