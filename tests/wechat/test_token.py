"""One access token serves the whole process until it is old or the platform no longer takes it."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine

from service.wechat.client import WeChatClient
from service.wechat.errors import Busy, Misconfigured

from .platform_server import APP_ID, SECRET, SEND, SENT, STALE, TOKEN, running, send_one


@pytest.fixture
def platform():
    with running() as platform:
        yield platform


@pytest.fixture
def client(platform):
    return WeChatClient(APP_ID, SECRET, platform.url)


@pytest.fixture
def hasty(platform):
    return WeChatClient(APP_ID, SECRET, platform.url, connect_seconds=0.2, read_seconds=0.2)


def _tokens_used(platform, path=SEND):
    return [asked.query["access_token"] for asked in platform.asked[path]]


def test_one_token_serves_many_calls(platform, client):
    send_one(client)
    send_one(client)

    assert len(platform.asked[TOKEN]) == 1
    assert json.loads(platform.asked[TOKEN][0].body) == {
        "grant_type": "client_credential", "appid": APP_ID, "secret": SECRET, "force_refresh": False
    }  # fmt: skip


def test_one_token_serves_many_threads(platform, client):
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(send_one, [client] * 8))

    assert len(platform.asked[TOKEN]) == 1


@pytest.mark.parametrize(("minutes", "tokens"), [(114.9, 1), (115.1, 2)])
def test_a_token_is_renewed_five_minutes_before_its_end(platform, client, minutes, tokens):
    with time_machine.travel(1_790_000_000) as traveller:
        send_one(client)
        traveller.shift(minutes * 60)
        send_one(client)

    assert len(platform.asked[TOKEN]) == tokens


@pytest.mark.parametrize("errcode", [40001, 40014, 42001])
def test_a_stale_token_is_replaced_and_the_call_made_again(platform, client, errcode):
    platform.answers[SEND] = [STALE | {"errcode": errcode}, SENT]

    send_one(client)

    assert _tokens_used(platform) == ["token-1", "token-2"]


def test_a_token_that_stays_stale_is_replaced_only_once(platform, client):
    platform.answers[SEND] = [STALE]

    with pytest.raises(Busy) as caught:
        send_one(client)

    assert caught.value.errcode == 40001
    assert _tokens_used(platform) == ["token-1", "token-2"]


def test_a_busy_platform_is_not_asked_again_at_once(platform, client):
    platform.answers[SEND] = [{"errcode": -1, "errmsg": "system error"}]

    with pytest.raises(Busy):
        send_one(client)

    assert len(platform.asked[SEND]) == 1


def test_a_token_replaced_by_another_thread_is_kept(platform, client):
    send_one(client)
    client._tokens.drop("token-0")
    send_one(client)

    assert _tokens_used(platform) == ["token-1", "token-1"]


@pytest.mark.parametrize(
    "answer",
    [{"access_token": "token-1"}, {"expires_in": 7200}, {"access_token": "token-1", "expires_in": 10**30}],
)
def test_half_a_token_is_a_broken_answer(platform, client, answer):
    platform.answers[TOKEN] = [answer]

    with pytest.raises(Busy):
        send_one(client)


def test_a_token_that_another_thread_cannot_get_is_not_waited_for_long(hasty):
    started = time.monotonic()

    with hasty._tokens._lock, pytest.raises(Busy, match="waited too long"):
        send_one(hasty)

    assert time.monotonic() - started < 2


def test_forcing_is_not_tried_again_within_ten_minutes(platform, client):
    platform.answers[TOKEN] = [{"access_token": "token-1", "expires_in": 7200}]
    platform.answers[SEND] = [STALE]

    for _ in range(3):
        with pytest.raises(Busy):
            send_one(client)

    assert [asked.said["force_refresh"] for asked in platform.asked[TOKEN]].count(True) == 1


def test_a_token_that_is_replaced_is_never_forced(platform, client):
    platform.answers[SEND] = [STALE, SENT]

    send_one(client)

    assert [asked.said["force_refresh"] for asked in platform.asked[TOKEN]] == [False, False]


def test_a_token_with_a_short_life_serves_half_of_it(platform, client):
    platform.answers[TOKEN] = [{"access_token": "token-1", "expires_in": 60}]
    with time_machine.travel(1_790_000_000) as traveller:
        for seconds in (0, 29, 2):
            traveller.shift(seconds)
            send_one(client)

    assert len(platform.asked[TOKEN]) == 2


@pytest.mark.parametrize("errcode", [40001, 40013, 40125, 40164, 40243, 41004, 89503, 99999])
def test_without_a_token_a_person_must_mend_the_settings_and_no_message_is_at_fault(platform, client, errcode):
    platform.answers[TOKEN] = [STALE | {"errcode": errcode}]

    with pytest.raises(Misconfigured) as caught:
        send_one(client)

    assert (caught.value.errcode, len(platform.asked[SEND])) == (errcode, 0)


@pytest.mark.parametrize("errcode", [-1, 45009, 45011])
def test_a_token_the_platform_has_no_time_for_is_asked_for_later(platform, client, errcode):
    platform.answers[TOKEN] = [{"errcode": errcode, "errmsg": "later"}]

    with pytest.raises(Busy):
        send_one(client)
