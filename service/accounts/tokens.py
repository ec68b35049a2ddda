"""Tokens: what a signed-in person shows at every door, signed with a named key, so that keys can change."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import jwt
from flask import Flask, current_app
from flask_jwt_extended import JWTManager, create_access_token, create_refresh_token, decode_token
from flask_jwt_extended.exceptions import JWTExtendedException

from service.accounts.models import SignIn
from service.core import caches, clock
from service.core.errors import Unauthorized
from service.core.keys import KeyRing

ALGORITHM = "HS256"
VERIFIED_AT_MOST = 20_000  # about 10 MB, the people one process hears from within 15 minutes
NOT_A_TOKEN = (jwt.PyJWTError, JWTExtendedException, LookupError, TypeError, ValueError, RecursionError)


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
        return claims if claims and claims.expires_at > clock.now() else None

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


def init_app(app: Flask) -> None:
    """Sign with the first key of the ring, accept every key of the ring, and HS256 alone."""
    app.config.update(JWT_ALGORITHM=ALGORITHM, JWT_DECODE_ALGORITHMS=[ALGORITHM],
                      JWT_TOKEN_LOCATION=["headers"], JWT_COOKIE_CSRF_PROTECT=False,
                      JWT_ACCESS_TOKEN_EXPIRES=timedelta(minutes=app.config["ACCESS_TOKEN_MINUTES"]))
    manager = JWTManager(app)
    manager.additional_headers_loader(lambda _identity: {"kid": _ring().current})
    manager.encode_key_loader(lambda _identity: _ring().keys[_ring().current])
    manager.decode_key_loader(lambda header, _claims: _ring().keys[header["kid"]])
    app.extensions["verified_tokens"] = verified = Verified()
    caches.register(verified.forget_all)


def issue(sign_in: SignIn) -> Pair:
    """A new access token, and the refresh token whose id the session knows; neither names the person."""
    identity, session = str(sign_in.account_id), {"sid": sign_in.id}
    return Pair(
        access_token=create_access_token(identity, additional_claims=session),
        refresh_token=create_refresh_token(identity, expires_delta=sign_in.expires_at - clock.now(),
                                           additional_claims=session | {"jti": sign_in.refresh_id}),
        expires_in=current_app.config["ACCESS_TOKEN_MINUTES"] * 60)


def signed_in(sign_in: SignIn) -> SignedIn:
    """What the person of this session goes on with."""
    return SignedIn(sign_in.account_id, issue(sign_in), sign_in.id, sign_in.expires_at)


def verify_access(token: str) -> Claims:
    """The claims of an access token. Raises Unauthorized `token_expired`, for other flaws `token_invalid`.

    Whether the session still lives is asked of the database, not here.
    """
    verified = current_app.extensions["verified_tokens"]
    claims = verified.get(token)
    if claims is None:
        claims = _verify(token, "access")
        verified.keep(token, claims)
    return claims


def verify_refresh(token: str) -> Claims:
    """The claims of a refresh token. Raises Unauthorized: `token_expired`, or `token_invalid`."""
    return _verify(token, "refresh")


def _verify(token: str, kind: str) -> Claims:
    try:
        said = decode_token(token)
        claims = Claims(int(said["sub"]), said["sid"], said["jti"], datetime.fromtimestamp(said["exp"], UTC))
    except jwt.ExpiredSignatureError:
        raise Unauthorized("登录已经过期，请重新登录。", code="token_expired") from None
    except NOT_A_TOKEN:
        raise _invalid() from None
    if said["type"] != kind or not claims.token_id:  # the library lets a token without an id pass
        raise _invalid()
    return claims


def _invalid() -> Unauthorized:
    return Unauthorized("登录凭证无效，请重新登录。", code="token_invalid")
