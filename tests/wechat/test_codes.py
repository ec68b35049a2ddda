"""Mini-program codes: a picture or an error, told apart by the first byte; scenes within the platform's alphabet."""

import io

import pytest
from PIL import Image

from service.wechat.client import WeChatClient
from service.wechat.errors import Busy, Misuse

from .platform_server import APP_ID, SECRET, Status

CODE = "/wxa/getwxacodeunlimit"
PAGE = "pages/code/index"
PNG, JPEG = b"\x89PNG\r\n\x1a\n" + b"x" * 1_500_000, b"\xff\xd8\xff\xe0" + b"x" * 100


@pytest.fixture
def client(platform):
    return WeChatClient(APP_ID, SECRET, platform.url)


@pytest.mark.parametrize("picture", [PNG, JPEG])
def test_a_code_comes_as_a_picture(platform, client, picture):
    platform.answers[CODE] = [picture]

    assert client.mini_program_code("t=abc", PAGE) == picture


def test_the_stand_in_draws_a_code_one_can_open(platform, client):
    assert Image.open(io.BytesIO(client.mini_program_code("t=abc", PAGE))).format == "PNG"


@pytest.mark.parametrize(
    ("state", "version", "checked"),
    [("formal", "release", True), ("trial", "trial", False), ("developer", "develop", False)],
)
def test_a_code_opens_the_version_the_messages_open(platform, state, version, checked):
    client = WeChatClient(APP_ID, SECRET, platform.url, miniprogram_state=state)

    client.mini_program_code("t=abc", PAGE, width=280)

    assert platform.asked[CODE][0].said == {
        "scene": "t=abc", "page": PAGE, "width": 280, "env_version": version, "check_path": checked
    }  # fmt: skip


def test_a_page_the_platform_does_not_know_is_our_mistake(platform, client):
    platform.answers[CODE] = [{"errcode": 41030, "errmsg": "invalid page rid: 6a2b-77"}]

    with pytest.raises(Misuse, match="41030, rid 6a2b-77"):
        client.mini_program_code("t=abc", PAGE)


@pytest.mark.parametrize("answer", [b"<html>", b"", {"errcode": 0}, b"GIF89a", PNG + b"x" * 1_000_000])
def test_what_is_neither_picture_nor_error_is_worth_another_try(platform, client, answer):
    platform.answers[CODE] = [Status(200, answer)]

    with pytest.raises(Busy):
        client.mini_program_code("t=abc", PAGE)


@pytest.mark.parametrize("scene", ["a", "!#$&'()*+,/:;=?@-._~", "x" * 32])
def test_a_lawful_scene_is_asked_for(platform, client, scene):
    client.mini_program_code(scene, PAGE)

    assert platform.asked[CODE][0].said["scene"] == scene


@pytest.mark.parametrize("scene", ["", "x" * 33, "楼栋", "a%20b", "a b", "a\n", "é"])
def test_any_other_scene_is_not(platform, client, scene):
    with pytest.raises(ValueError, match="scene"):
        client.mini_program_code(scene, PAGE)

    assert not platform.asked[CODE]


@pytest.mark.parametrize("width", [279, 1281])
def test_a_code_has_a_width_the_platform_draws(client, width):
    with pytest.raises(ValueError, match="280 to 1280"):
        client.mini_program_code("t=abc", PAGE, width=width)
