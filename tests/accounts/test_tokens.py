"""Which tokens open the door: ours, unaltered, in time, of the right kind, under a key we still hold."""

import base64
import os
from datetime import timedelta

import jwt
import pytest
import time_machine

from service.accounts import actions, tokens
from service.core.errors import Unauthorized
from service.core.keys import KeyRing


def _tokens() -> tokens.Pair:
    return actions.sign_in_with_wechat("demo:resident-li").tokens


def _refused(verify, token: str) -> str:
    with pytest.raises(Unauthorized) as refusal:
        verify(token)
    return refusal.value.code


def _key(name: str) -> str:
    return f"{name}:{base64.b64encode(os.urandom(32)).decode()}"


def _said(token: str) -> dict:
    return jwt.decode(token, options={"verify_signature": False})


def _signed(app, claims: dict, *, algorithm="HS256", key=None, **headers) -> str:
    ring = app.extensions["signing_keys"]
    said = {name: value for name, value in ({"kid": ring.current} | headers).items() if value}
    return jwt.encode(claims, key or ring.keys[ring.current], algorithm, headers=said)


@pytest.fixture
def keys(app):
    """The signing keys of the application, put back afterwards."""
    kept = app.extensions["signing_keys"]
    yield kept
    app.extensions["signing_keys"] = kept


def test_our_token_says_who_and_which_session(town):
    pair = _tokens()

    claims = tokens.verify_access(pair.access_token)

    resident = town.account("resident-li").id
    assert (claims.account_id, claims.session_id) == (resident, _said(pair.access_token)["sid"])


def test_a_token_does_not_say_a_name(town):
    assert set(_said(_tokens().access_token)) == {"sub", "sid", "type", "jti", "iat", "nbf", "exp", "fresh"}


def test_a_token_runs_out_after_fifteen_minutes_and_one_for_the_clocks(town):
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as traveller:
        token = _tokens().access_token
        traveller.shift(timedelta(minutes=15, seconds=59))
        tokens.verify_access(token)
        traveller.shift(timedelta(seconds=1))

        assert _refused(tokens.verify_access, token) == "token_expired"


def test_an_altered_token_is_refused(town):
    head, body, signature = _tokens().access_token.split(".")
    claims = base64.urlsafe_b64decode(body + "==").replace(b'"sub":"', b'"sub":"1')
    altered = base64.urlsafe_b64encode(claims).decode().rstrip("=")

    assert _refused(tokens.verify_access, f"{head}.{altered}.{signature}") == "token_invalid"


def test_an_unsigned_token_is_refused(town, app):
    claims = _said(_tokens().access_token)
    unsigned = jwt.encode(claims, None, "none", headers={"kid": app.extensions["signing_keys"].current})

    assert _refused(tokens.verify_access, unsigned) == "token_invalid"


@pytest.mark.filterwarnings("ignore:The HMAC key")
@pytest.mark.parametrize("change", [{"algorithm": "HS512"}, {"key": b"x" * 32}, {"kid": None}])
def test_a_token_signed_in_another_way_is_refused(town, app, change):
    forged = _signed(app, _said(_tokens().access_token), **change)

    assert _refused(tokens.verify_access, forged) == "token_invalid"


@pytest.mark.parametrize("missing", ["sub", "sid", "exp", "jti"])
def test_a_token_that_leaves_something_out_is_refused(town, app, missing):
    claims = {name: value for name, value in _said(_tokens().access_token).items() if name != missing}

    assert _refused(tokens.verify_access, _signed(app, claims)) == "token_invalid"


@pytest.mark.parametrize("rubbish", ["", ".", "a.b.c", "凭证", "x" * 9000, "\ud800",
                                     base64.urlsafe_b64encode(b"[" * 5000).decode() + ".e30.e30"])
def test_rubbish_is_refused(town, rubbish):
    assert _refused(tokens.verify_access, rubbish) == "token_invalid"


def test_a_refresh_token_opens_no_door_and_an_access_token_refreshes_nothing(town):
    pair = _tokens()

    assert (_refused(tokens.verify_access, pair.refresh_token),
            _refused(tokens.verify_refresh, pair.access_token)) == ("token_invalid", "token_invalid")


def test_after_a_change_of_keys_older_tokens_are_still_good(town, app, keys):
    token = _tokens().access_token
    new = KeyRing.parse(_key("new"))
    app.extensions["signing_keys"] = KeyRing(new.keys | keys.keys)

    assert tokens.verify_access(token).account_id == town.account("resident-li").id
    assert jwt.get_unverified_header(_tokens().access_token)["kid"] == "new"


def test_a_verified_token_is_looked_up_not_verified_again(town, app):
    token = _tokens().access_token

    first = tokens.verify_access(token)

    assert tokens.verify_access(token) is first


def test_what_is_remembered_stays_bounded(town):
    verified = tokens.Verified(at_most=2)
    claims = tokens.verify_access(_tokens().access_token)
    for token in ("one", "two", "three"):
        verified.keep(token, claims)

    assert [verified.get(token) for token in ("one", "two", "three")] == [None, claims, claims]
