"""Tokens: what a signed-in person shows at every door, signed with a named key, so that keys can change."""

from __future__ import annotations

import re
import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from flask import Flask, current_app
from flask_jwt_extended import JWTManager, create_access_token, create_refresh_token

from service.accounts.models import SignIn
from service.core import caches, clock
from service.core.database import db
from service.core.errors import Unauthorized
from service.core.keys import KeyRing, unknown

ALGORITHM = "HS256"
VERIFIED_AT_MOST = 20_000  # about 10 MB, the people one process hears from within 15 minutes
SESSION_ID = re.compile(r"[0-9a-f]{32}")
NOT_A_TOKEN = (jwt.PyJWTError, LookupError, TypeError, ValueError, RecursionError)
# We sign these ourselves: one from the future was signed by another host's clock, or by one that has been set right
# since. What it may do is asked of the row of its session in any case.
READ_AS = {"verify_iat": False, "verify_nbf": False, "require": ["sub", "sid", "jti", "exp", "type"]}


@dataclass(frozen=True, slots=True)
class Claims:
    """What a verified token says; `token_id` is its own id, `expires_at` aware UTC."""

    account_id: int
    session_id: str
    token_id: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Pair:
    """The tokens a session gets; `expires_in` is the life of the access token in seconds."""

    access_token: str
    refresh_token: str
    expires_in: int
    token_type: str = "Bearer"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is signed in now, the tokens he goes on with, and his session, which lives until `expires_at` (aware UTC).

    A page keeps `session_id` and `account_id` in its signed cookie and needs no token.
    """

    account_id: int
    tokens: Pair
    session_id: str
    expires_at: datetime


class Verified:
    """Access tokens this process has verified: a look-up instead of a signature, until they expire."""

    def __init__(self, at_most: int = VERIFIED_AT_MOST):
        self.at_most = at_most
        self._claims: dict[str, Claims] = {}
        self._lock = threading.Lock()

    def get(self, token: str) -> Claims | None:
        """The claims of a token that is known and has not expired."""
        claims = self._claims.get(token)
        return claims if claims and not _is_over(claims) else None

    def forget_all(self) -> None:
        """Verify every token anew."""
        self._claims = {}

    def keep(self, token: str, claims: Claims) -> None:
        """Remember a token; the one remembered longest makes room when there are too many."""
        with self._lock:
            while len(self._claims) >= self.at_most:
                del self._claims[next(iter(self._claims))]
            self._claims[token] = claims


def _ring() -> KeyRing:
    return current_app.extensions["signing_keys"]


def _life() -> timedelta:
    return timedelta(minutes=current_app.config["ACCESS_TOKEN_MINUTES"])


def _is_over(claims: Claims) -> bool:
    return clock.is_over(claims.expires_at, longest=_life())


def init_app(app: Flask) -> None:
    """Sign with the first key of the ring, and with HS256."""
    app.config.update(JWT_ALGORITHM=ALGORITHM, JWT_TOKEN_LOCATION=["headers"], JWT_COOKIE_CSRF_PROTECT=False,
                      JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=app.config["ACCESS_TOKEN_MINUTES"]))
    manager = JWTManager(app)
    manager.additional_headers_loader(lambda _identity: {"kid": _ring().current})
    manager.encode_key_loader(lambda _identity: _ring().keys[_ring().current])
    app.extensions["verified_tokens"] = verified = Verified()
    caches.register(verified.forget_all)


def issue(sign_in: SignIn) -> Pair:
    """A new access token, and the refresh token whose id the session knows; neither names the person.

    The refresh token is made of the row alone, so that it need not be kept to be given again.
    """
    identity, session = str(sign_in.account_id), {"sid": sign_in.id}
    began = int((sign_in.refreshed_at or sign_in.created_at).timestamp())
    same = {"jti": sign_in.refresh_id, "iat": began, "nbf": began, "exp": int(sign_in.expires_at.timestamp())}
    return Pair(access_token=create_access_token(identity, additional_claims=session),
                refresh_token=create_refresh_token(identity, additional_claims=session | same),
                expires_in=int(_life().total_seconds()))


def signed_in(sign_in: SignIn) -> SignedIn:
    """What the person of this session goes on with."""
    return SignedIn(sign_in.account_id, issue(sign_in), sign_in.id, sign_in.expires_at)


def verify_access(token: str) -> Claims:
    """The claims of an access token. Raises Unauthorized `token_expired`, for other flaws `token_invalid`; UnknownKey.

    Whether the session still lives is asked of the database, not here.
    """
    verified = current_app.extensions["verified_tokens"]
    claims = verified.get(token)
    if claims is None:
        claims = _verify(token, "access")
        if _is_over(claims):
            raise _expired()
        verified.keep(token, claims)
    return claims


def verify_refresh(token: str) -> Claims:
    """The claims of a refresh token. Raises Unauthorized `token_expired`, or `token_invalid`; UnknownKey."""
    return _verify(token, "refresh")


def _verify(token: str, kind: str) -> Claims:
    try:
        name = jwt.get_unverified_header(token)["kid"]
        if name not in _ring().keys:
            raise _under_unknown_key(token)
        said = jwt.decode(token, _ring().keys[name], [ALGORITHM], options=READ_AS, leeway=clock.APART)
        claims = Claims(int(said["sub"]), said["sid"], said["jti"], datetime.fromtimestamp(said["exp"], UTC))
    except jwt.ExpiredSignatureError:
        raise _expired() from None
    except NOT_A_TOKEN:
        raise _invalid() from None
    if said["type"] != kind or not claims.token_id:
        raise _invalid()
    return claims


def _under_unknown_key(token: str) -> Exception:
    """UnknownKey where the token names a session that lives: nobody can guess that, so another host has signed it, and
    the phone must keep it. Anything else is just not ours."""
    said = jwt.decode(token, options={"verify_signature": False})
    sign_in = SESSION_ID.fullmatch(said["sid"]) and db.session.get(SignIn, said["sid"])
    lives = sign_in and sign_in.account_id == int(said["sub"]) and not sign_in.is_over
    return unknown("token") if lives else _invalid()


def _expired() -> Unauthorized:
    return Unauthorized("登录已经过期，请重新登录。", code="token_expired")


def _invalid() -> Unauthorized:
    return Unauthorized("登录凭证无效，请重新登录。", code="token_invalid")
