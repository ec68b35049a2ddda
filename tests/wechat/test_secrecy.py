"""No secret, token, code or number reaches a log line or the text of an error."""

import logging
import traceback

import pytest

from service.wechat.client import WeChatClient
from service.wechat.errors import Busy, WeChatError

from .platform_server import (
    APP_ID,
    LOGIN,
    PHONE,
    SECRET,
    SEND,
    STALE,
    Slow,
    Status,
    phone_answer,
    running,
    send_one,
)

SESSION_KEY = "the-session-key"
LOGIN_CODE = "the-login-code"
PHONE_CODE = "the-phone-code"
NUMBER = "13800005678"


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


def test_nothing_secret_is_written_to_the_log(platform, client, caplog):
    caplog.set_level(logging.DEBUG)
    platform.answers[LOGIN] = [{"openid": "o-1", "session_key": SESSION_KEY}]
    platform.answers[PHONE] = [phone_answer(NUMBER)]

    client.login(LOGIN_CODE)
    client.phone(PHONE_CODE)
    send_one(client)

    assert "HTTP Request" in caplog.text
    assert not _secrets_in(caplog.text + "".join(str(vars(record)) for record in caplog.records))


@pytest.mark.parametrize(
    "answer",
    [
        Slow(before=0.6),
        Status(502, SESSION_KEY.encode()),
        b"{" + SESSION_KEY.encode(),
        {"errcode": 40125, "errmsg": f"invalid appsecret {SECRET}, rid: 1"},
        {"errcode": 40029, "errmsg": f"invalid code {LOGIN_CODE}"},
    ],
)
def test_nothing_secret_is_told_by_an_error(platform, hasty, answer):
    platform.answers[LOGIN] = [answer]

    with pytest.raises(WeChatError) as caught:
        hasty.login(LOGIN_CODE)

    assert not _secrets_in("".join(traceback.format_exception(caught.value)) + repr(caught.value))
    assert not _secrets_in(repr([vars(error) for error in _chain(caught.value)]))


def test_nothing_secret_is_told_by_an_error_about_the_token(platform, client):
    platform.answers[SEND] = [STALE | {"errmsg": "invalid credential token-2"}]

    with pytest.raises(Busy) as caught:
        send_one(client)

    assert not _secrets_in("".join(traceback.format_exception(caught.value)))


def test_a_client_shows_no_secret_when_printed(client):
    send_one(client)

    assert not _secrets_in(repr(client) + repr(client._token))


def _chain(error):
    while error:
        yield error
        error = error.__context__


def _secrets_in(text):
    secrets = (SECRET, SESSION_KEY, LOGIN_CODE, PHONE_CODE, NUMBER, "token-1", "token-2")
    return [secret for secret in secrets if secret in text]
