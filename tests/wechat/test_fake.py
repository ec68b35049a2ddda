"""The stand-in keeps the real client's promises, and the app picks one of the two."""

import inspect
import json
from datetime import UTC, timedelta

import pytest
from flask import Flask

from service import wechat
from service.core import clock, jobs
from service.wechat.answers import Identity, Sent
from service.wechat.client import WeChatClient
from service.wechat.errors import Busy, CodeInvalid, Refused
from service.wechat.fake import FakeWeChat


@pytest.fixture
def fake():
    return FakeWeChat("wx-app")


def _interface(of):
    return {
        name: inspect.signature(method)
        for name, method in inspect.getmembers(of, inspect.isfunction)
        if not name.startswith("_")
    }


def _app(**settings):
    app = Flask("tried")
    app.config.update(settings, JOBS_URL="memory:")
    jobs.init_app(app)
    wechat.init_app(app)
    return app


def test_both_platforms_are_asked_in_the_same_way():
    real, fake = _interface(WeChatClient), _interface(FakeWeChat)

    assert set(real) == {"login", "web_login", "phone", "send", "check_text", "check_picture", "mini_program_code"}
    assert set(fake) - set(real) == {"fail_next", "judge_next", "verdicts", "forget"}
    assert real == {name: fake[name] for name in real}


@pytest.mark.parametrize("code", ["demo:wang", "demo:party-member-wang", "demo:ab", "demo:" + "a" * 31])
def test_a_demonstration_code_is_the_person_it_names(fake, code):
    assert fake.login(code) == Identity("wx-app", code, f"union:{code}")


@pytest.mark.parametrize(
    "code",
    [
        "", "demo:", "demo:a", "demo:" + "a" * 32, "demo:Wang", "demo:-wang", "demo:wang1", "demo:wang\n",
        "demo:王师傅", "xdemo:wang", "new:", "new", "new:" + "x" * 65, "xnew:a", "0f3a",
    ],
)  # fmt: skip
def test_any_other_code_is_invalid(fake, code):
    with pytest.raises(CodeInvalid) as caught:
        fake.login(code)

    assert caught.value.errcode == 40029


def test_a_new_code_is_always_the_same_fresh_person(fake):
    known = "new:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-2, "abc"

    assert [fake.login("new:abc").openid, FakeWeChat().login("new:abc").openid] == [known, known]


@pytest.mark.parametrize("rest", ["x" * 64, "a:b", "王", "\ud83d", "\n"])
def test_a_new_code_may_be_any_text(fake, rest):
    assert fake.login(f"new:{rest}").openid != fake.login("new:abc").openid


def test_a_phone_code_spells_its_number(fake):
    assert fake.phone("phone:13800001234") == "13800001234"


@pytest.mark.parametrize(
    "code",
    [
        "phone:",
        "13800001234",
        "phone:23800001234",
        "phone:1380000123",
        "phone:138000012345",
        "phone:1380000123４",
        "phone:13800001234\n",
    ],
)
def test_any_other_phone_code_is_invalid(fake, code):
    with pytest.raises(CodeInvalid):
        fake.phone(code)


def test_a_message_is_kept_as_it_was_sent(fake):
    data = {"thing1": "路灯已修好"}
    fake.send("demo:wang", "template-1", data, "pages/ticket")
    data["thing1"] = "changed afterwards"

    (sent,) = fake.sent
    assert sent == Sent("demo:wang", "template-1", {"thing1": "路灯已修好"}, "pages/ticket", sent.at)


def test_a_message_knows_when_it_was_sent(fake):
    fake.send("demo:wang", "template-1", {}, None)

    assert fake.sent[0].at.tzinfo is UTC
    assert clock.now() - fake.sent[0].at < timedelta(seconds=5)


def test_only_the_latest_messages_are_kept(fake):
    for number in range(10_001):
        fake.send(f"openid-{number}", "template-1", {}, None)

    assert (len(fake.sent), fake.sent[0].openid) == (10_000, "openid-1")


def test_another_process_can_read_the_messages(tmp_path):
    record = tmp_path / "sent.jsonl"
    record.write_text('{"openid": "of an earlier process"}\n')
    FakeWeChat(record=record).send("demo:wang", "template-1", {"thing1": "已\n修好"}, None)
    other = FakeWeChat(record=record)
    other.send("demo:zhao", "template-2", {}, "pages/ticket")

    lines = [json.loads(line) for line in record.read_text("utf-8").splitlines()]
    assert [line["openid"] for line in lines] == ["of an earlier process", "demo:wang", "demo:zhao"]
    assert lines[1]["data"] == {"thing1": "已\n修好"}
    assert lines[2] == {
        "openid": "demo:zhao", "template_id": "template-2", "data": {}, "page": "pages/ticket",
        "at": other.sent[0].at.isoformat(),
    }  # fmt: skip


def test_it_fails_as_often_as_it_is_told(fake):
    fake.fail_next(Busy(-1), times=2)
    fake.fail_next(Refused(43101))

    for expected in (Busy, Busy, Refused):
        with pytest.raises(expected):
            fake.send("demo:wang", "template-1", {}, None)
    fake.send("demo:wang", "template-1", {}, None)

    assert len(fake.sent) == 1


def test_every_question_can_fail(fake):
    fake.fail_next(Busy(-1), times=2)

    for question in (lambda: fake.login("demo:wang"), lambda: fake.phone("phone:13800001234")):
        with pytest.raises(Busy):
            question()


def test_the_app_speaks_to_the_stand_in(tmp_path):
    app = _app(WECHAT="fake", WECHAT_APP_ID="wx-app", WECHAT_RECORD=str(tmp_path / "sent.jsonl"))

    with app.app_context():
        wechat.platform().send("demo:wang", "template-1", {}, None)

        assert wechat.platform().login("demo:wang").app_id == "wx-app"
        assert (tmp_path / "sent.jsonl").exists()


def test_the_app_speaks_to_the_real_platform():
    app = _app(WECHAT="real", WECHAT_APP_ID="wx-app", WECHAT_APP_SECRET="secret", WECHAT_BASE_URL="")

    assert isinstance(app.extensions["wechat"], WeChatClient)
    assert app.extensions["wechat"]._transport.base_url == "https://api.weixin.qq.com"


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"WECHAT_BASE_URL": "http://proxy.example", "PRODUCTION": True}, "WECHAT_BASE_URL"),
        ({"WECHAT_BASE_URL": "api.weixin.qq.com"}, "WECHAT_BASE_URL"),
        ({"WECHAT_MINIPROGRAM_STATE": "release"}, "WECHAT_MINIPROGRAM_STATE"),
    ],
)
def test_a_setting_the_real_platform_cannot_use_is_named_at_the_start(settings, named):
    with pytest.raises(ValueError, match=named):
        _app(WECHAT="real", WECHAT_APP_ID="wx-app", WECHAT_APP_SECRET="secret", **settings)


def test_outside_production_the_real_platform_may_be_a_stand_in():
    app = _app(
        WECHAT="real", WECHAT_APP_ID="wx-app", WECHAT_APP_SECRET="secret", WECHAT_BASE_URL="http://127.0.0.1:8100",
        PRODUCTION=False,
    )  # fmt: skip

    assert isinstance(app.extensions["wechat"], WeChatClient)


@pytest.mark.parametrize("missing", ["WECHAT_APP_ID", "WECHAT_APP_SECRET"])
def test_the_real_platform_needs_its_settings(missing):
    settings = {"WECHAT_APP_ID": "wx-app", "WECHAT_APP_SECRET": "secret"} | {missing: ""}

    with pytest.raises(ValueError, match=missing):
        _app(WECHAT="real", **settings)


def test_there_is_no_third_platform():
    with pytest.raises(ValueError, match="WECHAT"):
        _app(WECHAT="Real")
