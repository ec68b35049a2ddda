"""The stand-in on a socket answers and refuses as the platform does, and the real client understands it."""

import socket

import httpx
import pytest

from service.wechat.answers import Scene
from service.wechat.client import WeChatClient
from service.wechat.errors import CodeInvalid, Misconfigured, Misuse, NotRecent, NotSubscribed, Refused
from service.wechat.fake import FakeWeChat
from service.wechat.serving import Choices
from service.wechat.serving import Platform as StandIn
from service.wechat.serving.errors import Failure

from .platform_server import APP_ID, SECRET, SEND, TOKEN, Platform, listening, send_one


@pytest.fixture
def client(platform):
    return WeChatClient(APP_ID, SECRET, platform.url)


def _send(client, openid="demo:li", template="progress", **data):
    client.send(openid, template, data or {"thing1": "路灯已修好"}, "pages/inbox/index?message=1")


@pytest.mark.parametrize("code", ["demo:resident-li", "new:abc"])
def test_a_code_is_the_same_person_on_both_stand_ins(client, code):
    assert client.login(code) == FakeWeChat(APP_ID).login(code)


def test_a_code_nobody_holds_is_invalid(client):
    with pytest.raises(CodeInvalid):
        client.login("0f3a")
    with pytest.raises(CodeInvalid):
        client.phone("0f3a")


def test_a_phone_code_spells_its_number(client):
    assert client.phone("phone:13800001234") == "13800001234"


def test_a_wrong_secret_sends_nothing():
    with listening(Platform(true=StandIn(Choices(secret="another")))) as platform, pytest.raises(Misconfigured):
        send_one(WeChatClient(APP_ID, SECRET, platform.url))


def test_everybody_gets_the_same_token_until_it_is_forced(platform):
    tokens = platform.true.tokens
    first, second, forced = (tokens.give(APP_ID, forced=forced)["access_token"] for forced in (False, False, True))

    assert first == second != forced
    with pytest.raises(Failure, match="42001"):
        tokens.owner(first)


def test_an_expired_token_costs_one_more_question_and_the_message_arrives(platform, client, tell):
    send_one(client)
    tell("/token", do="expire")
    send_one(client)

    assert (len(platform.asked[TOKEN]), len(platform.asked[SEND]), len(platform.true.record)) == (2, 3, 2)


def test_who_has_ended_his_subscription_is_sent_nothing_until_he_ticks_again(client, tell):
    tell("/people", openid="demo:li", subscribed=False)
    with pytest.raises(NotSubscribed):
        _send(client)

    tell("/people", openid="demo:li", subscribed=True)
    _send(client)

    assert tell("/sent")["count"] == 1


def test_a_tick_is_good_for_one_message_of_one_template():
    with listening(Platform(true=StandIn(Choices(quota=1)))) as platform:
        client = WeChatClient(APP_ID, SECRET, platform.url)
        _send(client)
        _send(client, template="answer")
        _send(client, openid="demo:wang")

        with pytest.raises(NotSubscribed):
            _send(client)


def test_the_ticks_of_one_person_can_be_counted_out(client, tell):
    tell("/people", openid="demo:li", left={"progress": 0})

    with pytest.raises(NotSubscribed):
        _send(client)
    _send(client, template="answer")
    _send(client, openid="demo:wang")


def test_a_person_unknown_or_long_gone_is_refused(client, tell):
    tell("/people", openid="demo:li", known=False)
    tell("/people", openid="demo:wang", recent=False)

    with pytest.raises(Refused):
        _send(client)
    with pytest.raises(NotRecent):
        client.check_text("demo:wang", "好", scene=Scene.FORUM)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("thing1", ""), ("thing1", "一" * 21), ("thing1", "一\n二"), ("phrase1", "处理中请稍候"), ("phrase1", "ok"),
        ("character_string3", "编号"), ("character_string3", "x" * 33), ("time4", "昨天"), ("date4", "15:01"),
        ("amount1", "很多"), ("name1", "一" * 11), ("number1", "一"), ("unheard1", "x"), ("thing", "x"),
    ],
)  # fmt: skip
def test_a_value_that_does_not_fit_is_named(client, field, value):
    with pytest.raises(Misuse) as refused:
        _send(client, **{"thing2": "好", field: value})

    assert (refused.value.errcode, refused.value.reason, bool(refused.value.rid)) == (47003, field, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("thing1", "一" * 20), ("thing1", "-"), ("phrase1", "处理中"), ("character_string3", "SB-20261122-0001"),
        ("time4", "2026年11月22日 15:01"), ("time4", "15:01~16:00"), ("date4", "2026年11月22日 15:01"),
        ("date4", "2026-11-22"), ("amount1", "￥12.50元"), ("name1", "王师傅"), ("phone_number1", "+86 138-0000"),
        ("letter1", "abc"), ("symbol1", "!?"), ("car_number1", "渝A12345"), ("number1", "12.5"),
    ],
)  # fmt: skip
def test_a_value_that_fits_is_taken(platform, client, field, value):
    _send(client, **{field: value})

    assert platform.true.record.lines(0, 1)[0]["data"] == {field: value}


def test_a_template_of_somebody_else_is_our_mistake():
    with listening(Platform(true=StandIn(Choices(templates=frozenset({"progress"}))))) as platform:
        client = WeChatClient(APP_ID, SECRET, platform.url)
        _send(client)

        with pytest.raises(Misuse, match="40037"):
            _send(client, template="answer")


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff"])
def test_a_body_that_is_no_message_is_refused(platform, body):
    token = platform.true.tokens.give(APP_ID, forced=False)["access_token"]
    answer = httpx.post(f"{platform.url}{SEND}?access_token={token}", content=body, trust_env=False)

    assert answer.json()["errcode"] in (44002, 47001)


def test_what_is_no_http_ends_the_conversation_and_harms_nobody(platform, client):
    with socket.create_connection(("127.0.0.1", int(platform.url.rsplit(":", 1)[1]))) as stranger:
        stranger.sendall(b"hello\r\n\r\n")
        assert stranger.recv(100) == b""

    _send(client)
