"""No secret, token, code or number reaches a log line or the text of an error."""

import logging
import traceback

import pytest
import structlog

from service import create_app
from service.wechat import tokens, transport
from service.wechat.client import WeChatClient
from service.wechat.errors import Busy, CodeInvalid, Misuse, WeChatError
from service.wechat.tokens import Row
from tests.databases import settings

from .platform_server import (
    APP_ID,
    LOGIN,
    PHONE,
    SECRET,
    SEND,
    SENT,
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


@pytest.fixture
def log(monkeypatch):
    """The lines the client writes into our log from now on."""
    lines = structlog.testing.CapturingLogger()
    everything = structlog.make_filtering_bound_logger(logging.DEBUG)
    for part in (transport, tokens):
        monkeypatch.setattr(part, "log", structlog.wrap_logger(lines, processors=[], wrapper_class=everything))
    return lines.calls


def test_an_error_is_logged_with_its_number_and_nothing_of_the_person(platform, client, log):
    platform.answers[SEND] = [{"errcode": 47003, "errmsg": f"invalid! data.thing1.value {NUMBER} rid: 6a2b-77"}]
    platform.answers[LOGIN] = [{"errcode": 40029, "errmsg": f"invalid code {LOGIN_CODE}, rid: 6a2b-78"}]

    with pytest.raises(Misuse):
        client.send("openid-of-li", "template-1", {"thing1": "漏水，电话" + NUMBER}, "pages/ticket")
    with pytest.raises(CodeInvalid):
        client.login(LOGIN_CODE)

    assert [(call.method_name, call.kwargs["rid"], call.kwargs["errcode"]) for call in log] == [
        ("warning", "6a2b-77", 47003), ("info", "6a2b-78", 40029)]
    assert not _secrets_in(repr(log)) and "openid-of-li" not in repr(log) and "漏水" not in repr(log)


def test_a_refused_token_is_logged_and_not_told(platform, client, log):
    platform.answers[SEND] = [STALE, SENT]

    send_one(client)

    assert [call.kwargs["rid"] for call in log] == ["6a-01"]
    assert not _secrets_in(repr(log))


def test_a_row_that_cannot_be_reached_is_logged_without_the_token(platform, tmp_path, log):
    app = create_app(settings("sqlite:///no-such-folder/live.db", tmp_path))
    client = WeChatClient(APP_ID, SECRET, platform.url, shelf=Row(app, APP_ID))
    log.clear()

    send_one(client)

    assert [call.kwargs["what"] for call in log] == ["not_read", "not_put"]
    assert not _secrets_in(repr(log))


def test_no_proxy_of_the_environment_gets_to_read_the_secret(platform, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)

    send_one(WeChatClient(APP_ID, SECRET, platform.url))

    assert len(platform.asked[SEND]) == 1


def test_a_client_shows_no_secret_when_printed(client):
    send_one(client)

    assert not _secrets_in(repr(client) + repr(client._tokens) + repr(client._tokens._token))


def _chain(error):
    while error:
        yield error
        error = error.__context__


def _secrets_in(text):
    secrets = (SECRET, SESSION_KEY, LOGIN_CODE, PHONE_CODE, NUMBER, "token-1", "token-2")
    return [secret for secret in secrets if secret in text]
