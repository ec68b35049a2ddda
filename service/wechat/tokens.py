"""The access token: one for all processes, kept in memory, then in a row, and asked of the platform last."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog
from cryptography.exceptions import InvalidTag
from flask import Flask
from sqlalchemy import exc

from service.core import clock
from service.core.database import atomic, db, inserting
from service.core.keys import UnknownKey
from service.wechat.errors import Busy
from service.wechat.models import AccessToken

REFRESH_EARLY = 300  # seconds; in a token's last five minutes the platform already hands out the next one
FORCE_EVERY = 600.0  # seconds; the platform takes 20 forced renewals a day from an app
PURPOSE = "token"
LIKELY_TOKEN = re.compile(r"[!-~]{1,1024}")  # any other text would be too much for an address
UNREADABLE = (exc.SQLAlchemyError, UnknownKey, ValueError, InvalidTag)  # no database, or a key that is gone
log = structlog.get_logger("wechat")


@dataclass(frozen=True)
class Token:
    """An access token and the moment (aware UTC) from which it is no longer used."""

    text: str = field(repr=False)
    fresh_until: datetime


class NoShelf:
    """For a client without an application: every process asks the platform for itself."""

    def read(self) -> None:
        """Nothing is ever there."""

    def put(self, token: Token) -> None:
        """Nothing is kept."""

    def remove(self, text: str) -> None:
        """Nothing was there."""


class Row:
    """The row of `wechat_tokens`, read and written in contexts of its own, so that any thread may ask."""

    def __init__(self, app: Flask, app_id: str) -> None:
        self._app = app
        self._app_id = app_id

    def read(self) -> Token | None:
        """The token other processes use; None without a row, a database or the key it was written with."""
        try:
            with self._app.app_context():
                found = db.session.execute(self._row()).one_or_none()
                return found and Token(self._opened(found.sealed), found.fresh_until)
        except UNREADABLE as error:
            return self._unreachable("not_read", error)

    def put(self, token: Token) -> None:
        """Leave this token for the other processes, in place of whichever is there."""
        sealed = self._app.extensions["encryption"].encrypt(token.text, PURPOSE)
        said = {"sealed": sealed, "fresh_until": token.fresh_until}
        try:
            with self._app.app_context(), atomic() as session:
                session.execute(inserting(AccessToken).values(app_id=self._app_id, **said)
                                .on_conflict_do_update(index_elements=["app_id"], set_=said))
        except UNREADABLE as error:
            self._unreachable("not_put", error)

    def remove(self, text: str) -> None:
        """Take this token away, unless another process has put a newer one in its place."""
        try:
            with self._app.app_context(), atomic() as session:
                found = session.execute(self._row().with_for_update()).one_or_none()
                if found and self._opened(found.sealed) == text:
                    session.execute(sa.delete(AccessToken).where(AccessToken.app_id == self._app_id))
        except UNREADABLE as error:
            self._unreachable("not_removed", error)

    def _row(self) -> sa.Select:
        return sa.select(AccessToken.sealed, AccessToken.fresh_until).where(AccessToken.app_id == self._app_id)

    def _opened(self, sealed: str) -> str:
        return self._app.extensions["encryption"].decrypt(sealed, PURPOSE)

    def _unreachable(self, what: str, error: Exception) -> None:
        log.warning("wechat_token_row", what=what, kind=type(error).__name__)


class TokenKeeper:
    """The token of one process, shared by its threads; `ask` gives the platform's answer, forced or not."""

    def __init__(self, ask: Callable[[bool], dict[str, Any]], shelf: Row | NoShelf, patience: float) -> None:
        self._ask = ask
        self._shelf = shelf
        self._patience = patience
        self._token: Token | None = None
        self._refused: str | None = None
        self._forced_at: float | None = None
        self._lock = threading.Lock()

    def current(self) -> str:
        """The text of a token that is fresh; raises Busy, or Misconfigured for a wrong secret."""
        # Whoever waits longer than one fetch may take waits for a platform that is down: let him go.
        if not self._lock.acquire(timeout=self._patience):
            raise Busy(reason="waited too long for the access token")
        try:
            if not _is_fresh(self._token):
                self._token = self._shelved() or self._fetched()
            return self._token.text
        finally:
            self._lock.release()

    def drop(self, text: str) -> None:
        """Forget a token the platform refused, unless a newer one has been put in its place meanwhile."""
        with self._lock:
            self._refused = text
            if self._token and self._token.text == text:
                self._token = None
                self._shelf.remove(text)

    def _shelved(self) -> Token | None:
        found = self._shelf.read()
        return found if _is_fresh(found) and found.text != self._refused else None

    def _fetched(self) -> Token:
        token = self._asked(forced=False)
        # A forced token ends the one all others hold, so only when the platform will not take what it gives out.
        if token.text == self._refused and self._may_force():
            token = self._asked(forced=True)
        self._shelf.put(token)
        return token

    def _asked(self, *, forced: bool) -> Token:
        asked_at, answer = clock.now(), self._ask(forced)
        text, lifetime = answer.get("access_token"), re.fullmatch(r"[0-9]{1,6}", str(answer.get("expires_in")))
        if not lifetime or not isinstance(text, str) or not LIKELY_TOKEN.fullmatch(text):
            raise Busy(reason="half a token")
        seconds = int(lifetime[0])
        return Token(text, asked_at + timedelta(seconds=max(seconds - REFRESH_EARLY, seconds // 2)))

    def _may_force(self) -> bool:
        moment = time.monotonic()
        if self._forced_at is not None and moment - self._forced_at < FORCE_EVERY:
            return False
        self._forced_at = moment
        return True


def _is_fresh(token: Token | None) -> bool:
    return token is not None and clock.now() < token.fresh_until
