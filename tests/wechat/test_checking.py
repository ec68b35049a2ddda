"""Texts, nicknames and pictures go to the platform's content check, and what it says comes back as a verdict."""

import pytest

from service.wechat.answers import Scene, Suggestion, Verdict
from service.wechat.client import WeChatClient
from service.wechat.errors import Busy, Misuse, NotRecent

from .platform_server import APP_ID, SECRET

TEXT, PICTURE = "/wxa/msg_sec_check", "/wxa/media_check_async"
LINK = "https://mashang.example/p/1?s=abc"
PASS, REVIEW, RISKY = Suggestion.PASS, Suggestion.REVIEW, Suggestion.RISKY


@pytest.fixture
def client(platform):
    return WeChatClient(APP_ID, SECRET, platform.url)


def _said(suggest, label=100):
    return {"errcode": 0, "result": {"suggest": suggest, "label": label}}


def _check(client, text, nickname=None):
    return client.check_text("openid-1", text, scene=Scene.FORUM, nickname=nickname)


def test_a_text_is_asked_about_in_the_second_version(platform, client):
    platform.answers[TEXT] = [_said("pass")]

    assert _check(client, "路灯坏了", "李阿姨") == Verdict(PASS, 100)
    assert platform.asked[TEXT][0].said == {
        "version": 2, "openid": "openid-1", "scene": 3, "content": "路灯坏了", "nickname": "李阿姨"
    }  # fmt: skip


def test_a_nickname_alone_is_checked_as_a_text(platform, client):
    platform.answers[TEXT] = [_said("review", 20001)]

    assert _check(client, "", "某某") == Verdict(REVIEW, 20001)
    assert platform.asked[TEXT][0].said["content"] == "某某"


def test_nothing_is_not_asked_about(platform, client):
    assert _check(client, "") == Verdict(PASS)
    assert not platform.asked[TEXT]


@pytest.mark.parametrize(("length", "calls"), [(2500, 1), (2501, 2), (6000, 3)])
def test_a_long_text_is_checked_in_parts_the_platform_takes(platform, client, length, calls):
    text = "".join(chr(0x4E00 + number) for number in range(length))

    _check(client, text)
    parts = [asked.said["content"] for asked in platform.asked[TEXT]]

    assert (len(parts), max(map(len, parts)) <= 2500, set("".join(parts)) == set(text)) == (calls, True, True)


def test_a_word_across_two_parts_is_seen(platform, client):
    assert _check(client, "好" * 2498 + "测试违规" + "好" * 1000).suggestion is RISKY


def test_the_worst_part_counts(platform, client):
    platform.answers[TEXT] = [_said("pass"), _said("review", 20001), _said("pass")]

    assert _check(client, "好" * 6000) == Verdict(REVIEW, 20001)


def test_after_a_risky_part_the_others_do_not_matter(platform, client):
    platform.answers[TEXT] = [_said("risky", 20006)]

    assert _check(client, "好" * 6000) == Verdict(RISKY, 20006)
    assert len(platform.asked[TEXT]) == 1


@pytest.mark.parametrize(
    ("suggest", "label", "verdict"),
    [
        ("risky", "20001", Verdict(RISKY, 20001)),
        ("pass", None, Verdict(PASS, 100)),
        ("review", None, Verdict(REVIEW, 21000)),
        ("risky", "politics", Verdict(RISKY, 21000)),
        ("unheard-of", 100, Verdict(REVIEW, 100)),
    ],
)
def test_a_verdict_is_read_with_patience(platform, client, suggest, label, verdict):
    platform.answers[TEXT] = [_said(suggest, label)]

    assert _check(client, "好") == verdict


@pytest.mark.parametrize("answer", [{"errcode": 0}, {"result": []}, {"result": {"label": 100}}])
def test_an_answer_without_a_verdict_is_worth_another_try(platform, client, answer):
    platform.answers[TEXT] = [answer]

    with pytest.raises(Busy):
        _check(client, "好")


@pytest.mark.parametrize(("errcode", "error"), [(61010, NotRecent), (40097, Misuse), (-1, Busy)])
def test_a_check_that_failed_says_what_to_do_about_it(platform, client, errcode, error):
    platform.answers[TEXT] = platform.answers[PICTURE] = [{"errcode": errcode, "errmsg": "no rid: 6a-1"}]

    with pytest.raises(error):
        _check(client, "好")
    with pytest.raises(error):
        client.check_picture("openid-1", LINK, scene=Scene.FORUM)


def test_a_picture_is_asked_about_by_its_address(platform, client):
    platform.answers[PICTURE] = [{"errcode": 0, "trace_id": "trace-1"}]

    assert client.check_picture("openid-1", LINK, scene=Scene.COMMENT) == "trace-1"
    assert platform.asked[PICTURE][0].said == {
        "media_url": LINK, "media_type": 2, "version": 2, "openid": "openid-1", "scene": 2
    }  # fmt: skip


def test_a_picture_without_a_trace_id_is_asked_about_again(platform, client):
    platform.answers[PICTURE] = [{"errcode": 0}]

    with pytest.raises(Busy):
        client.check_picture("openid-1", LINK, scene=Scene.FORUM)
