"""One person, one account: in the mini-program and on web pages, whichever he opens first, and both at once."""

import pytest
import sqlalchemy as sa

from service.accounts import actions, queries
from service.accounts.models import Account, WechatIdentity
from service.core.database import atomic, db
from service.core.errors import Forbidden, NotFound, Unauthorized
from service.organization.queries.people import actor_of_sign_in
from service.wechat import platform
from service.wechat.answers import Identity, WebApp
from service.wechat.errors import Snapshot
from service.wechat.fake import FakeWeChat


class _Platform(FakeWeChat):
    """A stand-in that can be told whom a code stands for."""

    def __init__(self, *given, **named):
        super().__init__(*given, **named)
        self.told = {}

    def login(self, code):
        return self.told.get(("login", code)) or super().login(code)

    def web_login(self, code):
        return self.told.get(("web", code)) or super().web_login(code)


@pytest.fixture
def web(town, app, monkeypatch):
    """WeChat with an official account for web pages."""
    monkeypatch.setitem(app.config, "WECHAT_WEB_APP_ID", "wx-web")
    monkeypatch.setitem(app.config, "WECHAT_WEB_APP_SECRET", "secret")
    made = _Platform(app.config["WECHAT_APP_ID"], web=WebApp("wx-web", "secret"))
    monkeypatch.setitem(app.extensions, "wechat", made)
    return made


def _count(what):
    return db.session.scalar(sa.select(sa.func.count(what.id)))


def _identities(account_id):
    rows = db.session.execute(sa.select(WechatIdentity.app_id, WechatIdentity.unionid).order_by(WechatIdentity.id)
                              .where(WechatIdentity.account_id == account_id))
    return [tuple(row) for row in rows]


def test_one_of_the_town_comes_in_on_the_web_as_himself(web, town):
    signed_in = actions.sign_in_with_wechat_web("demo:worker-zhang")

    assert signed_in.account_id == town.account("worker-zhang").id
    assert [app_id for app_id, _ in _identities(signed_in.account_id)] == ["demo-app", "wx-web"]


def test_a_demonstration_name_nobody_has_is_refused_on_the_web_too(web, town):
    before = _count(Account)

    with pytest.raises(Unauthorized) as refusal:
        actions.sign_in_with_wechat_web("demo:nobody-here")

    assert (refusal.value.code, _count(Account)) == ("wechat_code_invalid", before)


def test_whoever_began_on_the_web_is_the_same_in_the_mini_program(web, town):
    first = actions.sign_in_with_wechat_web("new:somebody")

    again = actions.sign_in_with_wechat("new:somebody")

    assert again.account_id == first.account_id and len(_identities(first.account_id)) == 2


def test_people_without_a_unionid_are_told_apart_by_app(web, town):
    web.told = {("login", "a"): Identity("demo-app", "o-1"), ("web", "a"): Identity("wx-web", "o-1")}

    assert actions.sign_in_with_wechat("a").account_id != actions.sign_in_with_wechat_web("a").account_id


def test_a_unionid_that_becomes_known_is_noted_and_joins_the_next_app(web, town):
    web.told = {("login", "before"): Identity("demo-app", "o-1"),
                ("login", "after"): Identity("demo-app", "o-1", "u-1"),
                ("web", "new"): Identity("wx-web", "o-9", "u-1")}
    first = actions.sign_in_with_wechat("before").account_id

    assert actions.sign_in_with_wechat("after").account_id == first
    assert actions.sign_in_with_wechat_web("new").account_id == first
    assert _identities(first) == [("demo-app", "u-1"), ("wx-web", "u-1")]


def test_two_accounts_that_stand_already_are_not_made_one(web, town):
    web.told = {("login", "a"): Identity("demo-app", "o-1", "u-1"), ("web", "b"): Identity("wx-web", "o-2"),
                ("web", "c"): Identity("wx-web", "o-2", "u-1")}
    one, other = actions.sign_in_with_wechat("a").account_id, actions.sign_in_with_wechat_web("b").account_id

    assert actions.sign_in_with_wechat_web("c").account_id == other != one
    assert (queries.account(one).unionid, queries.account(other).unionid) == ("u-1", None)
    assert _identities(other) == [("wx-web", "u-1")]


def test_who_has_left_begins_anew_in_every_app(web, town):
    first = actions.sign_in_with_wechat_web("new:somebody")
    actions.erase(by=actor_of_sign_in(first.session_id, first.account_id))

    again = actions.sign_in_with_wechat("new:somebody")

    assert again.account_id != first.account_id and _identities(first.account_id) == []
    with pytest.raises(NotFound):
        queries.account(first.account_id)


def test_the_unionid_is_among_what_a_person_is_told_is_held_on_him(web, town):
    held = queries.my_data(actions.sign_in_with_wechat_web("demo:resident-li").account_id)

    assert {one["unionid"] for one in held["identities"]} == {"union:demo:resident-li"}


def test_two_accounts_never_have_one_unionid(town):
    with pytest.raises(sa.exc.IntegrityError), atomic():
        actions.create_account(unionid="union:demo:worker-zhang")


def test_without_an_official_account_nobody_comes_in_on_the_web(town):
    with pytest.raises(Forbidden) as refusal:
        actions.sign_in_with_wechat_web("demo:worker-zhang")

    assert refusal.value.code == "wechat_web_not_offered"


def test_who_looks_at_a_snapshot_is_told_to_open_the_page(web, town):
    platform().fail_next(Snapshot())

    with pytest.raises(Forbidden) as refusal:
        actions.sign_in_with_wechat_web("demo:worker-zhang")

    assert refusal.value.code == "wechat_snapshot"


@pytest.mark.only_postgresql
def test_first_sign_ins_in_both_apps_at_once_make_one_resident(web, town, run_together):
    before, turns = _count(Account), 6
    for turn in range(turns):
        code = f"new:hurry-{turn}"
        results = run_together([lambda code=code: actions.sign_in_with_wechat(code),
                                lambda code=code: actions.sign_in_with_wechat_web(code)] * 3)

        assert len({result.account_id for result in results}) == 1
        assert sorted(app_id for app_id, _ in _identities(results[0].account_id)) == ["demo-app", "wx-web"]

    assert _count(Account) == before + turns


@pytest.mark.only_postgresql
def test_a_unionid_that_becomes_known_in_both_apps_at_once_belongs_to_one(web, town, run_together):
    web.told = {("login", "a"): Identity("demo-app", "o-1"), ("web", "a"): Identity("wx-web", "o-2"),
                ("login", "b"): Identity("demo-app", "o-1", "u-1"), ("web", "b"): Identity("wx-web", "o-2", "u-1")}
    one, other = actions.sign_in_with_wechat("a").account_id, actions.sign_in_with_wechat_web("a").account_id

    results = run_together([lambda: actions.sign_in_with_wechat("b"), lambda: actions.sign_in_with_wechat_web("b")])

    assert [result.account_id for result in results] == [one, other]
    assert sorted([queries.account(one).unionid or "", queries.account(other).unionid or ""]) == ["", "u-1"]
