"""What the real client makes of the platform's answers, and what it asks."""

import inspect
import json
import time

import pytest

from service.wechat.answers import Identity
from service.wechat.client import WeChatClient
from service.wechat.errors import Busy, CodeInvalid, Misuse, Refused

from .platform_server import APP_ID, LOGIN, PHONE, SECRET, Slow, Status, phone_answer, running


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


def test_a_login_code_tells_who_the_person_is(platform, client):
    platform.answers[LOGIN] = [{"openid": "o-1", "session_key": "key", "unionid": "u-1"}]

    assert client.login("code-1") == Identity(APP_ID, "o-1", "u-1")
    assert platform.asked[LOGIN][0].query == {
        "appid": APP_ID, "secret": SECRET, "js_code": "code-1", "grant_type": "authorization_code"
    }  # fmt: skip


def test_a_person_may_have_no_unionid(platform, client):
    platform.answers[LOGIN] = [{"openid": "o-1", "session_key": "key"}]

    assert client.login("code-1").unionid is None


@pytest.mark.parametrize("fields", [
    {"openid": "o\u0000"}, {"openid": "\ud800"}, {"openid": "o" * 129}, {"openid": "o 1"},
    {"unionid": "u" * 129}, {"unionid": {"u": 1}}, {"unionid": 5}], ids=repr)
def test_a_person_the_database_could_not_hold_is_a_broken_answer(platform, client, fields):
    platform.answers[LOGIN] = [{"openid": "o-1", "session_key": "key"} | fields]

    with pytest.raises(Busy):
        client.login("code-1")


def test_the_session_key_stays_in_the_client(platform, client):
    platform.answers[LOGIN] = [{"openid": "o-1", "session_key": "the-session-key"}]

    identity = client.login("code-1")

    assert "the-session-key" not in repr(identity) + repr(vars(client))


@pytest.mark.parametrize(
    ("errcode", "error"),
    [
        (40029, CodeInvalid),
        (40163, CodeInvalid),
        (41008, CodeInvalid),
        (40226, Refused),
        (40013, Misuse),
        (40125, Misuse),
        (45009, Busy),
        (45011, Busy),
        (-1, Busy),
    ],
)
def test_a_failed_login_says_what_to_do_about_it(platform, client, errcode, error):
    platform.answers[LOGIN] = [{"errcode": errcode, "errmsg": "no, rid: 6a2b-77"}]

    with pytest.raises(error) as caught:
        client.login("code-1")

    assert (caught.value.errcode, caught.value.rid) == (errcode, "6a2b-77")


@pytest.mark.parametrize("code", ["", "王", "\ud83d", "a b", "x" * 513])
def test_what_cannot_be_a_code_is_not_sent(platform, client, code):
    with pytest.raises(CodeInvalid):
        client.login(code)

    assert not platform.asked[LOGIN]


def test_an_unknown_code_is_for_a_person_to_look_at(platform, client):
    platform.answers[LOGIN] = [{"errcode": 99999, "errmsg": "something new"}]

    with pytest.raises(Misuse):
        client.login("code-1")


@pytest.mark.parametrize(
    "answer",
    [
        b"<html>", b"", b"[]", b'"ok"', b"\xff\xfe{", b"[" * 100_000, {}, {"openid": ""}, {"openid": 5},
        {"errcode": None}, {"errcode": "none"}, b" " * 2_000_000 + b'{"openid":"o-1"}',
    ],
)  # fmt: skip
def test_a_broken_answer_is_worth_another_try(platform, client, answer):
    platform.answers[LOGIN] = [answer]

    with pytest.raises(Busy):
        client.login("code-1")


@pytest.mark.parametrize("status", [302, 404, 429, 500, 502])
def test_a_gateway_that_answers_for_the_platform_is_not_believed(platform, client, status):
    platform.answers[LOGIN] = [Status(status, b'{"openid":"o-1"}')]

    with pytest.raises(Busy):
        client.login("code-1")


def test_an_answer_is_utf8_whatever_it_is_said_to_be(platform, client):
    platform.answers[LOGIN] = ['{"nickname":"王","openid":"o-1"}'.encode("utf-8-sig")]

    assert client.login("code-1").openid == "o-1"


def test_a_slow_platform_is_busy(platform, hasty):
    platform.answers[LOGIN] = [Slow(before=1.5)]
    started = time.monotonic()

    with pytest.raises(Busy):
        hasty.login("code-1")

    assert time.monotonic() - started < 1


def test_an_answer_that_drips_is_not_waited_for(platform, hasty):
    platform.answers[LOGIN] = [Slow(between_bytes=0.05)]
    started = time.monotonic()

    with pytest.raises(Busy):
        hasty.login("code-1")

    assert time.monotonic() - started < 1.5


def test_a_platform_that_cannot_be_reached_is_busy():
    nobody_there = WeChatClient(APP_ID, SECRET, "http://127.0.0.1:9")

    with pytest.raises(Busy):
        nobody_there.login("code-1")


def test_the_usual_patience_is_3_and_8_seconds():
    parameters = inspect.signature(WeChatClient).parameters

    assert (parameters["connect_seconds"].default, parameters["read_seconds"].default) == (3, 8)


@pytest.mark.parametrize("country", ["86", 86, "+86"])
def test_a_mainland_number_comes_as_11_digits(platform, client, country):
    platform.answers[PHONE] = [phone_answer(country=country)]

    assert client.phone("code-2") == "13800001234"
    assert json.loads(platform.asked[PHONE][0].body) == {"code": "code-2"}


@pytest.mark.parametrize("country", ["852", 852])
def test_a_number_from_abroad_keeps_its_country(platform, client, country):
    platform.answers[PHONE] = [phone_answer("51234567", country)]

    assert client.phone("code-2") == "+85251234567"


@pytest.mark.parametrize("app_id", ["wx-another-app", None])
def test_a_number_given_to_another_app_is_not_taken(platform, client, app_id):
    platform.answers[PHONE] = [phone_answer(app_id=app_id)]

    with pytest.raises(CodeInvalid):
        client.phone("code-2")


@pytest.mark.parametrize(
    ("number", "country"), [("1380000123", "86"), ("x", "852"), ("51234567", ""), ("", "86")]
)
def test_what_is_no_phone_number_is_not_taken(platform, client, number, country):
    platform.answers[PHONE] = [phone_answer(number, country)]

    with pytest.raises(Busy):
        client.phone("code-2")
