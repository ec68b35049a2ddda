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

    A used token shown again means that two hold it, so the whole session ends (RFC 9700, section 4.14.2).
    Raises Unauthorized: `refresh_reused`, `signed_out`, `token_expired`, `token_invalid`.
    """
    claims = tokens.verify_refresh(token)
    with atomic():
        sign_in = _live(claims)
        is_reused = sign_in.refresh_id != claims.token_id
        if is_reused:
            sign_in.ended_at, sign_in.ended_because = clock.now(), "refresh_reused"
        else:
            _renew(sign_in)
    if is_reused:  # only now: the end of the session must be committed
        raise Unauthorized("登录凭证被重复使用，为了安全请重新登录。", code="refresh_reused")
    return SignedIn(sign_in.account_id, tokens.issue(sign_in))


def _live(claims: tokens.Claims) -> SignIn:
    """The living session, locked, so that of two refreshes at once the second sees the first."""
    sign_in = db.session.scalar(
        sa.select(SignIn).where(SignIn.id == claims.session_id, SignIn.account_id == claims.account_id)
        .with_for_update().execution_options(populate_existing=True))
    if sign_in is None or sign_in.ended_at or sign_in.expires_at <= clock.now():
        raise Unauthorized(code="signed_out")
    return sign_in


def _renew(sign_in: SignIn) -> None:
    sign_in.refresh_id = uuid4().hex
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
