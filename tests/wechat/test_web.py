"""Signing in on web pages: the way to WeChat, what it answers, and that the account for it is set up or not offered."""

from urllib.parse import parse_qs, urlsplit

import pytest

from service.wechat import web
from service.wechat.answers import Identity, WebApp
from service.wechat.client import WeChatClient
from service.wechat.errors import Busy, CodeInvalid, Misconfigured, Refused, Snapshot
from service.wechat.fake import FakeWeChat
from service.wechat.serving import Choices
from service.wechat.serving import Platform as StandIn
from tests.databases import settings

from .platform_server import APP_ID, SECRET, Platform, listening, running

WEB_LOGIN = "/sns/oauth2/access_token"
WEB = WebApp("wx-web", "the-web-secret")
ANSWER = {"access_token": "72_x", "expires_in": 7200, "openid": "o-web", "scope": "snsapi_base"}


@pytest.fixture
def scripted():
    with running() as platform:
        yield platform


@pytest.fixture
def client(scripted):
    return WeChatClient(APP_ID, SECRET, scripted.url, web=WEB)


def test_a_web_code_tells_who_the_person_is_to_the_official_account(scripted, client):
    scripted.answers[WEB_LOGIN] = [ANSWER | {"unionid": "u-1"}]

    assert client.web_login("code-1") == Identity("wx-web", "o-web", "u-1")
    assert scripted.asked[WEB_LOGIN][0].query == {
        "appid": "wx-web", "secret": "the-web-secret", "code": "code-1", "grant_type": "authorization_code"}


def test_a_person_may_have_no_unionid_on_the_web_either(scripted, client):
    scripted.answers[WEB_LOGIN] = [ANSWER]

    assert client.web_login("code-1").unionid is None


@pytest.mark.parametrize(("errcode", "error"), [(40029, CodeInvalid), (40163, CodeInvalid), (40226, Refused),
                                                (40125, Misconfigured), (45011, Busy), (-1, Busy)])
def test_a_failed_web_login_says_what_to_do_about_it(scripted, client, errcode, error):
    scripted.answers[WEB_LOGIN] = [{"errcode": errcode, "errmsg": "no, rid: 6a2b-77"}]

    with pytest.raises(error):
        client.web_login("code-1")


@pytest.mark.parametrize("answer", [b"<html>", {}, {"openid": 5}, {"openid": "o\u0000"}, {"openid": "o", "unionid": 7}])
def test_a_broken_answer_about_a_web_code_is_worth_another_try(scripted, client, answer):
    scripted.answers[WEB_LOGIN] = [answer]

    with pytest.raises(Busy):
        client.web_login("code-1")


@pytest.mark.parametrize("said", [1, "1"])
def test_the_made_up_person_of_a_snapshot_page_is_nobody(scripted, client, said):
    scripted.answers[WEB_LOGIN] = [ANSWER | {"is_snapshotuser": said}]

    with pytest.raises(Snapshot):
        client.web_login("code-1")


def test_what_cannot_be_a_web_code_is_not_sent(scripted, client):
    with pytest.raises(CodeInvalid):
        client.web_login("王")

    assert not scripted.asked[WEB_LOGIN]


def test_without_an_official_account_nothing_is_asked(scripted):
    for platform in (WeChatClient(APP_ID, SECRET, scripted.url), FakeWeChat(APP_ID)):
        with pytest.raises(Misconfigured):
            platform.web_login("demo:wang")

    assert not scripted.asked[WEB_LOGIN]


@pytest.mark.parametrize("code", ["demo:resident-li", "new:abc"])
def test_a_web_code_is_the_same_person_on_both_stand_ins(platform, code):
    real, fake = WeChatClient(APP_ID, SECRET, platform.url, web=WEB), FakeWeChat(APP_ID, web=WEB)

    assert real.web_login(code) == fake.web_login(code)
    assert (fake.web_login(code).app_id, fake.web_login(code).unionid) == ("wx-web", fake.login(code).unionid)


def test_the_stand_in_on_a_socket_wants_the_secret_of_the_official_account():
    with listening(Platform(true=StandIn(Choices(web_secret="another")))) as platform, pytest.raises(Misconfigured):
        WeChatClient(APP_ID, SECRET, platform.url, web=WEB).web_login("demo:resident-li")


def test_the_way_to_wechat_leads_back_to_the_page(app, monkeypatch):
    monkeypatch.setitem(app.config, "WECHAT_WEB_APP_ID", WEB.app_id)
    monkeypatch.setitem(app.config, "WECHAT_WEB_APP_SECRET", WEB.secret)
    with app.app_context():
        address = urlsplit(web.authorize_url("https://x.example/back?to=/a&b=1", "s7"))

    assert f"{address.scheme}://{address.netloc}{address.path}" == "https://open.weixin.qq.com/connect/oauth2/authorize"
    assert list(parse_qs(address.query).items()) == [
        ("appid", ["wx-web"]), ("redirect_uri", ["https://x.example/back?to=/a&b=1"]), ("response_type", ["code"]),
        ("scope", ["snsapi_base"]), ("state", ["s7"])]
    assert (address.fragment, WEB.secret in address.geturl()) == ("wechat_redirect", False)


@pytest.mark.parametrize("state", ["", "a b", "&scope=snsapi_userinfo", "王", "s" * 129])
def test_a_state_wechat_would_not_bring_back_is_refused(app, state):
    with app.app_context(), pytest.raises(ValueError, match="state"):
        web.authorize_url("https://x.example/back", state)


def test_nothing_is_offered_without_an_official_account(app):
    with app.app_context():
        assert (web.is_offered(), web.authorize_url("https://x.example/back", "s7")) == (False, None)


@pytest.mark.parametrize(("given", "named"), [
    ({"WECHAT_WEB_APP_ID": "wx-web"}, "WECHAT_WEB_APP_SECRET"), ({"WECHAT_WEB_APP_SECRET": "s"}, "WECHAT_WEB_APP_ID"),
    ({"WECHAT_WEB_APP_ID": "w" * 65, "WECHAT_WEB_APP_SECRET": "s"}, "WECHAT_WEB_APP_ID"),
    ({"WECHAT_WEB_APP_ID": "same", "WECHAT_WEB_APP_SECRET": "s", "WECHAT_APP_ID": "same"}, "WECHAT_WEB_APP_ID")])
def test_half_an_official_account_is_named_at_the_start(given, named):
    with pytest.raises(ValueError, match=named):
        web.web_app(given)


def test_the_secret_of_the_official_account_is_not_printed(tmp_path):
    assert "the-web-secret" not in repr(WEB)
    assert "WECHAT_WEB_APP_SECRET" not in repr(settings("sqlite://", tmp_path))
