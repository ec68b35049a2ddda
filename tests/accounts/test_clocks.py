"""Two hosts whose clocks are apart, and a clock that is set back: nobody is signed out, nothing lives for ever."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.accounts import actions, tasks
from service.accounts.models import SignIn
from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Gone, Unauthorized

PASSWORD = "correct horse battery"
APART = [pytest.param(timedelta(seconds=seconds), id=f"{seconds}s") for seconds in (-59, -1, 1, 59)]
BACK = [pytest.param(timedelta(hours=-hours), id=f"{hours}h") for hours in (1, 3, 20)]


@pytest.fixture
def host():
    """The clock of the host that answers next."""
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as traveller:
        yield traveller


def _bearer(token):
    return {"Authorization": f"Bearer {token}"}


def _comes_in(client):
    return client.post("/api/v1/sessions/wechat", json={"code": "demo:worker-zhang"}).json


@pytest.mark.parametrize("apart", APART + BACK)
def test_a_token_of_another_host_is_good(client, town, host, apart):
    session = _comes_in(client)
    host.shift(apart)

    seen = client.get("/api/v1/me", headers=_bearer(session["access_token"]))
    refreshed = client.post("/api/v1/sessions/refresh", headers=_bearer(session["refresh_token"]))

    assert (seen.status_code, refreshed.status_code) == (200, 201)


@pytest.mark.parametrize("apart", APART + BACK)
def test_the_answer_that_was_lost_is_given_again_by_another_host(client, town, host, apart):
    session = _comes_in(client)
    first = client.post("/api/v1/sessions/refresh", headers=_bearer(session["refresh_token"])).json
    host.shift(apart)

    again = client.post("/api/v1/sessions/refresh", headers=_bearer(session["refresh_token"]))

    assert (again.status_code, again.json["refresh_token"]) == (201, first["refresh_token"])


@pytest.mark.parametrize("apart", APART)
def test_the_last_second_of_a_token_is_the_same_second_on_every_host(client, town, host, apart):
    session = _comes_in(client)
    host.shift(timedelta(minutes=15) + apart)

    assert client.get("/api/v1/me", headers=_bearer(session["access_token"])).status_code == 200


def test_a_session_ends_no_earlier_by_a_clock_that_runs_ahead(client, town, host):
    session = _comes_in(client)
    host.shift(timedelta(hours=8, seconds=59))

    assert client.post("/api/v1/sessions/refresh", headers=_bearer(session["refresh_token"])).status_code == 201


def test_an_access_token_from_far_ahead_is_refreshed_and_lives_no_longer_than_others(client, town, host):
    session = _comes_in(client)
    host.shift(timedelta(days=-400))

    early = client.get("/api/v1/me", headers=_bearer(session["access_token"]))
    newer = client.post("/api/v1/sessions/refresh", headers=_bearer(session["refresh_token"])).json

    assert (early.status_code, early.json["code"]) == (401, "token_expired")
    assert client.get("/api/v1/me", headers=_bearer(newer["access_token"])).status_code == 200
    assert db.session.scalar(sa.select(SignIn.expires_at).where(
        SignIn.refreshed_at.is_not(None))) == clock.now() + timedelta(hours=8)


def test_a_token_kept_in_memory_is_no_exception(client, town, host):
    session = _comes_in(client)
    client.get("/api/v1/me", headers=_bearer(session["access_token"]))
    host.shift(timedelta(days=-400))

    assert client.get("/api/v1/me", headers=_bearer(session["access_token"])).status_code == 401


def test_a_session_nobody_uses_is_brought_down_once_the_clock_is_right(town, host):
    token = actions.sign_in_with_wechat("demo:worker-zhang").tokens.refresh_token
    host.shift(timedelta(days=-400))
    tasks.tidy()
    host.shift(timedelta(hours=8, minutes=1))

    with pytest.raises(Unauthorized) as refusal:
        actions.refresh(token)

    assert refusal.value.code == "signed_out"


def test_a_clock_set_back_by_hours_brings_no_session_down(town, host):
    signed_in = actions.sign_in_with_wechat("demo:worker-zhang")
    host.shift(timedelta(hours=-20))
    tasks.tidy()

    assert db.session.get_one(SignIn, signed_in.session_id, populate_existing=True).expires_at == signed_in.expires_at


@pytest.mark.parametrize(("passes", "is_good"), [
    (timedelta(hours=72, seconds=59), True), (timedelta(hours=-5), True), (timedelta(hours=72, minutes=1), False),
    (timedelta(days=-400), False)])
def test_a_link_to_choose_a_password_by_every_clock(town, host, passes, is_good):
    with atomic():
        account = town.account("worker-zhang")
        account.username = "zhang"
    setup = actions.offer_setup(account.id, by=None)
    host.shift(passes)

    if is_good:
        actions.set_up(setup.token, PASSWORD)
        assert actions.sign_in_with_password("zhang", PASSWORD, address="198.51.100.7").account_id == account.id
    else:
        with pytest.raises(Gone):
            actions.set_up(setup.token, PASSWORD)

