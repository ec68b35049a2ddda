"""A host that was not restarted in a change of keys: 503 and an alarm, and nobody throws his session away."""

import base64
import os

import jwt
import pytest
import sqlalchemy as sa

from service.accounts import actions
from service.accounts.actions.reencrypting import reencrypt
from service.accounts.models import Account
from service.core import condition, metrics
from service.core.database import db
from service.core.keys import KeyRing, UnknownKey
from service.organization.queries.people import actor_of_token


def _key():
    return os.urandom(32)


def _alarms():
    return metrics.ALARMS.labels("unknown_key")._value.get()


def _bearer(token):
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture
def rings(app):
    """Puts other keys in place, `rings(encryption=…)`; those of before come back afterwards."""
    kept = {name: app.extensions[name] for name in ("encryption", "index_keys", "signing_keys")}
    yield lambda **others: app.extensions.update(others)
    app.extensions.update(kept)


@pytest.fixture
def session(client):
    """A resident's session, as the phone has it."""
    return client.post("/api/v1/sessions/wechat", json={"code": "demo:resident-li"}).json


def _elsewhere(app, rings, session):
    """The session as another host goes on with it, which has the next key in front; here it is unknown."""
    ours = app.extensions["signing_keys"]
    rings(signing_keys=KeyRing({"next": _key()} | ours.keys))
    newer = actions.refresh(session["refresh_token"]).tokens
    app.extensions["verified_tokens"].forget_all()
    rings(signing_keys=ours)
    return newer


def test_a_row_under_an_unknown_key_is_503_and_an_alarm(client, town, app, rings):
    here, before = town.sign_in("resident-li"), _alarms()
    rings(encryption=KeyRing({"next": _key()}))

    answer = client.get("/api/v1/me", headers=here)

    assert (answer.status_code, answer.json["code"], answer.headers["Retry-After"]) == (503, "unknown_key", "30")
    assert _alarms() == before + 1


def test_the_alarm_is_told_to_who_looks_after_the_service(client, app, town):
    metrics.alarm("unknown_key")

    scraped = client.get("/metrics").get_data(as_text=True)

    assert "docs/deploy.md" in next(line.says for line in condition.told(app) if line.name == "unknown_key")
    assert 'mashang_alarms_total{what="unknown_key"}' in scraped


def test_a_token_of_a_living_session_under_an_unknown_key_is_503_and_not_401(client, town, app, rings, session):
    newer, before = _elsewhere(app, rings, session), _alarms()

    seen = client.get("/api/v1/me", headers=_bearer(newer.access_token))
    refreshed = client.post("/api/v1/sessions/refresh", headers=_bearer(newer.refresh_token))

    assert [(answer.status_code, answer.json["code"]) for answer in (seen, refreshed)] == [(503, "unknown_key")] * 2
    assert _alarms() == before + 2


def test_the_phone_goes_on_once_the_host_has_the_key(client, town, app, rings, session):
    ours, following = app.extensions["signing_keys"], _key()
    rings(signing_keys=KeyRing({"next": following} | ours.keys))
    newer = actions.refresh(session["refresh_token"]).tokens
    rings(signing_keys=KeyRing(ours.keys | {"next": following}))

    assert client.get("/api/v1/me", headers=_bearer(newer.access_token)).status_code == 200


@pytest.mark.parametrize("change", [{"sid": "0" * 32}, {"sub": "1000000"}, {"sid": None}, {"sid": ["x"]},
                                    {"sid": "\0" * 32}, {"sid": "\ud800"}, {"sub": "9" * 40}, {"sub": "x"}])
def test_a_stranger_who_makes_up_a_key_raises_no_alarm(client, town, app, session, change):
    said = jwt.decode(session["access_token"], options={"verify_signature": False}) | change
    before = _alarms()

    answer = client.get("/api/v1/me", headers=_bearer(jwt.encode(said, _key(), "HS256", headers={"kid": "mine"})))

    assert (answer.status_code, answer.json["code"], _alarms()) == (401, "token_invalid", before)


def test_a_token_of_a_session_that_is_over_is_401_as_ever(client, town, app, rings, session):
    newer = _elsewhere(app, rings, session)
    actions.sign_out(by=actor_of_token(session["access_token"]))

    answer = client.get("/api/v1/me", headers=_bearer(newer.access_token))

    assert (answer.status_code, answer.json["code"]) == (401, "token_invalid")


@pytest.fixture
def run(app):
    """Runs `flask accounts reencrypt …`."""
    return lambda *words: app.test_cli_runner().invoke(args=["accounts", "reencrypt", *words])


def _newer(ring):
    return KeyRing({"next": _key()} | ring.keys)


@pytest.mark.parametrize("which", ["encryption", "index_keys"])
def test_the_command_says_whether_an_older_key_may_go(town, app, rings, run, which):
    rings(**{which: _newer(app.extensions[which])})

    before, again = run("--check"), run("--check")
    run()
    after = run("--check")

    assert (before.exit_code, again.output, after.exit_code) == (1, before.output, 0)
    assert "keep every older key" in before.output and "no row needs an older key" in after.output


def test_what_the_command_let_go_is_not_missed(town, app, rings, run, client):
    rings(encryption=_newer(app.extensions["encryption"]), index_keys=_newer(app.extensions["index_keys"]))
    run()
    rings(**{name: KeyRing({"next": app.extensions[name].keys["next"]}) for name in ("encryption", "index_keys")})
    db.session.expire_all()

    answer = client.get("/api/v1/me", headers=town.sign_in("resident-li"))

    assert (answer.status_code, answer.json["phone_masked"]) == (200, "190****0001")


def test_reencrypting_stops_at_a_row_under_an_unknown_key(town, app, rings):
    rings(encryption=KeyRing({"next": _key()}))

    with pytest.raises(UnknownKey):
        sum(reencrypt(Account.__table__))

    assert db.session.scalars(sa.text("SELECT phone FROM accounts WHERE phone NOT LIKE 'test.%'")).all() == []


def test_keys_are_read_from_settings_newest_first():
    first, second = (base64.b64encode(_key()).decode() for _ in range(2))

    assert KeyRing.parse(f"2027a:{first}, 2026a:{second}").current == "2027a"
