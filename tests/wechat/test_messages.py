"""A subscribe message on the wire: its shape, and what its errors mean for it and for those behind it."""

import json

import pytest

from service.wechat.client import WeChatClient
from service.wechat.errors import Busy, Misconfigured, Misuse, Refused

from .platform_server import APP_ID, SECRET, SEND, running, send_one


@pytest.fixture
def platform():
    with running() as platform:
        yield platform


@pytest.fixture
def client(platform):
    return WeChatClient(APP_ID, SECRET, platform.url)


def test_a_message_goes_out_in_the_platforms_shape(platform, client):
    send_one(client)

    assert json.loads(platform.asked[SEND][0].body) == {
        "touser": "openid-1",
        "template_id": "template-1",
        "page": "pages/ticket?number=7",
        "miniprogram_state": "formal",
        "lang": "zh_CN",
        "data": {"thing1": {"value": "路灯已修好"}},
    }


def test_a_message_without_a_page_names_none(platform, client):
    client.send("openid-1", "template-1", {"thing1": "好"}, None)

    assert "page" not in json.loads(platform.asked[SEND][0].body)


def test_chinese_is_sent_as_itself(platform, client):
    send_one(client)

    assert "路灯已修好".encode() in platform.asked[SEND][0].body
    assert platform.asked[SEND][0].content_type == "application/json"


def test_half_a_character_does_not_stop_a_message(platform, client):
    client.send("openid-1", "template-1", {"thing1": "好\ud83d"}, None)

    assert json.loads(platform.asked[SEND][0].body)["data"]["thing1"]["value"] == "好?"


@pytest.mark.parametrize("errcode", [43101, 40003])
def test_a_refused_message_is_never_to_be_sent_again(platform, client, errcode):
    platform.answers[SEND] = [{"errcode": errcode, "errmsg": "user refuse to accept the msg"}]

    with pytest.raises(Refused):
        send_one(client)


def test_a_message_that_meets_another_to_the_same_person_goes_again_later(platform, client):
    platform.answers[SEND] = [{"errcode": 43108, "errmsg": "no"}]

    with pytest.raises(Busy):
        send_one(client)


@pytest.mark.parametrize("errcode", [48001, 48004])
def test_a_call_the_app_has_no_right_to_is_no_fault_of_the_message(platform, client, errcode):
    platform.answers[SEND] = [{"errcode": errcode, "errmsg": "no"}]

    with pytest.raises(Misconfigured):
        send_one(client)


@pytest.mark.parametrize("errcode", [47003, 40037, 41030])
def test_a_message_that_does_not_fit_is_our_mistake(platform, client, errcode):
    platform.answers[SEND] = [{"errcode": errcode, "errmsg": "no"}]

    with pytest.raises(Misuse):
        send_one(client)


def test_our_mistake_names_the_field(platform, client):
    errmsg = "argument invalid! data.thing1.value is empty rid: 6a2b-77"
    platform.answers[SEND] = [{"errcode": 47003, "errmsg": errmsg}]

    with pytest.raises(Misuse, match="^errcode 47003, rid 6a2b-77, thing1$"):
        send_one(client)
