"""Whoever comes to a page is nobody until he signs in, and loses nothing on the way."""

import pytest
import sqlalchemy as sa

from service.accounts.models import SignIn
from service.core import clock
from service.core.database import atomic, db
from service.feedback.models import Ticket
from service.wechat.answers import WebApp
from service.wechat.fake import FakeWeChat
from tests.web.browsing import values_of


def test_a_stranger_is_led_to_signing_in_and_back(visit):
    visitor = visit()

    door = visitor.get("/tickets")
    page = visitor.submit(door, "/sign-in/wechat", holding={"code": "demo:resident-li"}, code="demo:resident-li")

    assert door.path == "/sign-in"
    assert (page.status, page.path) == (200, "/tickets")


def test_what_a_stranger_typed_is_still_there_when_he_has_signed_in(visit, town):
    visitor, token = visit(), town.token("building_1")
    form = visitor.get(f"/q/{token}")

    door = visitor.submit(form, f"/q/{token}", text="三单元楼道灯不亮。", contact_phone="13912345678",
                          category="facilities.lamp", public="yes")
    go_on = visitor.submit(door, "/sign-in/wechat", holding={"code": "demo:resident-li"}, code="demo:resident-li")
    page = visitor.submit(go_on, f"/q/{token}")

    assert door.status == 401
    assert all(said in go_on.text for said in ("以“李阿姨”的名义", "三单元楼道灯不亮。", "联系电话", "13912345678",
                                               "路灯", "让大家都能看到这件事和答复"))
    assert token not in go_on.text
    assert page.path.startswith("/tickets/500115-")
    assert db.session.scalars(sa.select(Ticket.text)).all() == ["三单元楼道灯不亮。"]


def test_the_cookie_is_read_by_no_script_and_sent_from_no_other_site(visit):
    visitor = visit()
    door = dict(values_of(visitor.get("/sign-in").form("/sign-in/wechat", code="demo:resident-li")))

    said = visitor.client.post("/sign-in/wechat", data=door | {"code": "demo:resident-li"}).headers["Set-Cookie"]

    assert {"HttpOnly", "SameSite=Lax"} <= set(said.split("; "))


def test_a_password_is_not_carried_along(visit):
    visitor = visit()
    guard = dict(values_of(visitor.get("/sign-in").form("/sign-in/wechat", code="demo:resident-li")))["_csrf"]

    page = visitor.send("/me/name", {"_csrf": guard, "display_name": "李阿姨", "password": "a-secret-of-mine"})

    assert (page.status, "_carried.display_name" in page.body.decode()) == (401, True)
    assert "a-secret-of-mine" not in page.body.decode()


def test_a_form_sent_twice_is_one_ticket(visit, town):
    visitor, token = visit("resident-li"), town.token("building_1")
    form = visitor.get(f"/q/{token}")

    first = visitor.submit(form, f"/q/{token}", text="水管漏水。")
    second = visitor.submit(form, f"/q/{token}", text="水管漏水。")

    assert first.path == second.path
    assert db.session.scalar(sa.select(sa.func.count(Ticket.id))) == 1


def test_a_refused_form_shows_what_was_typed_and_what_was_wrong(visit, town):
    visitor, token = visit("resident-li"), town.token("building_1")

    page = visitor.submit(visitor.get(f"/q/{token}"), f"/q/{token}", text="灯" * 4001)

    assert (page.status, page.problem) == (422, "invalid")
    assert "最多 4000 个字，现在有 4001 个字。" in page.text
    assert page.document.query("textarea")[0].to_text().strip() == "灯" * 4001


def test_a_form_from_elsewhere_changes_nothing(visit, town):
    visitor, token = visit("resident-li"), town.token("building_1")

    page = visitor.send(f"/q/{token}", {"text": "不是我写的", "code_token": token})

    assert (page.status, page.problem) == (400, "form_expired")
    assert db.session.scalar(sa.select(sa.func.count(Ticket.id))) == 0


def test_the_cookie_is_worth_nothing_once_the_session_has_ended(visit, town):
    visitor = visit("resident-li")
    cookie = visitor.client.get_cookie("mashang").value

    visitor.submit(visitor.get("/sign-out"), "/sign-out")
    visitor.client.set_cookie("mashang", cookie)

    assert visitor.get("/tickets").path == "/sign-in"
    assert db.session.scalars(sa.select(SignIn.ended_because).where(SignIn.ended_at.is_not(None))).all() == [
        "signed_out"]


def test_the_cookie_opens_no_door_of_the_api(visit):
    visitor = visit("resident-li")

    assert visitor.client.get("/api/v1/me").status_code == 401


def test_nobody_is_led_to_another_site_by_signing_in(visit):
    visitor = visit()
    door = visitor.get("/sign-in?next=//elsewhere.example/")

    page = visitor.submit(door, "/sign-in/wechat", holding={"code": "demo:resident-li"}, code="demo:resident-li")

    assert page.path == "/"


@pytest.fixture
def through_wechat(app, monkeypatch):
    """Web pages sign people in through WeChat here."""
    monkeypatch.setitem(app.config, "WECHAT_WEB_APP_ID", "wx-web")
    monkeypatch.setitem(app.config, "WECHAT_WEB_APP_SECRET", "secret")
    monkeypatch.setitem(app.extensions, "wechat", FakeWeChat("demo-app", web=WebApp("wx-web", "secret")))


def test_a_wrong_password_loses_neither_the_way_nor_makes_up_something_to_send(visit):
    visitor = visit()
    door = visitor.get("/sign-in?next=/desk")

    refused = visitor.submit(door, "/sign-in/password", username="zhang", password="not-her-password")
    page = visitor.submit(refused, "/sign-in/wechat", holding={"code": "demo:worker-zhang"}, code="demo:worker-zhang")

    assert (refused.status, "您写的内容" in refused.text, page.path) == (401, False, "/desk")


def test_a_wrong_password_keeps_what_was_typed_before(visit, town):
    visitor, token = visit(), town.token("building_1")
    door = visitor.submit(visitor.get(f"/q/{token}"), f"/q/{token}", text="灯不亮。")

    refused = visitor.submit(door, "/sign-in/password", username="zhang", password="not-her-password")
    page = visitor.submit(refused, "/sign-in/wechat", holding={"code": "demo:resident-li"}, code="demo:resident-li")

    assert page.form(f"/q/{token}", text="灯不亮。")


def test_me_too_of_one_whose_session_ended_is_said_after_signing_in_again(visit, town, hands):
    li, token = visit("resident-li"), town.token("building_1")
    li.submit(li.get(f"/q/{token}"), f"/q/{token}", text="楼道灯不亮。", public="yes")
    number = db.session.scalars(sa.select(Ticket.number)).one()
    neighbour, path = visit("member-zhao"), f"/tickets/{number}/support"
    form = neighbour.get(f"/q/{token}")
    with atomic():
        db.session.execute(sa.update(SignIn).values(ended_at=clock.now(), ended_because="signed_out"))

    door = neighbour.submit(form, path)
    go_on = neighbour.submit(door, "/sign-in/wechat", holding={"code": "demo:member-zhao"}, code="demo:member-zhao")
    page = neighbour.submit(go_on, path)

    assert (door.status, go_on.status, page.path) == (401, 200, f"/tickets/{number}")
    assert db.session.scalars(sa.select(Ticket.support_count)).all() == [1]


def test_who_signs_in_as_somebody_else_leaves_no_session_behind(visit):
    visitor = visit("resident-li")
    before = db.session.scalar(sa.select(SignIn.id).where(SignIn.account_id == _account(visitor)))

    visitor.submit(visitor.get("/sign-in"), "/sign-in/wechat", holding={"code": "demo:member-wang"},
                   code="demo:member-wang")

    ended = db.session.execute(sa.select(SignIn.id, SignIn.ended_because).where(SignIn.ended_at.is_not(None))).all()
    assert [tuple(row) for row in ended] == [(before, "signed_out")]


def _account(visitor):
    with visitor.client.session_transaction() as session:
        return session["account"]


def test_who_comes_back_from_wechat_unasked_hears_so_and_may_try_again(visit, through_wechat):
    visitor = visit()

    refused = visitor.get("/sign-in/web/back?code=web-li&state=somebody-elses")
    page = visitor.submit(refused, "/sign-in/wechat", holding={"code": "demo:resident-li"}, code="demo:resident-li")

    assert (refused.status, refused.problem, page.path) == (401, "sign_in_interrupted", "/")


def test_a_failed_try_through_wechat_still_leads_where_one_was_going(visit, through_wechat):
    visitor = visit()
    visitor.client.get("/sign-in/web?next=/inbox")
    with visitor.client.session_transaction() as session:
        state = session["state"]

    refused = visitor.get(f"/sign-in/web/back?code=broken&state={state}")
    page = visitor.submit(refused, "/sign-in/wechat", holding={"code": "demo:resident-li"}, code="demo:resident-li")

    assert (refused.status, refused.problem, page.path) == (401, "wechat_code_invalid", "/inbox")


def test_who_leaves_for_wechat_is_told_to_take_his_words_along(visit, town, through_wechat):
    visitor, token = visit(), town.token("building_1")

    door = visitor.submit(visitor.get(f"/q/{token}"), f"/q/{token}", text="灯不亮。")

    assert "请先复制" in door.text and "灯不亮。" in door.text


def test_the_look_is_kept_as_safely_as_the_session(visit, app, monkeypatch):
    visitor = visit()
    page = visitor.get("/")
    monkeypatch.setitem(app.config, "SESSION_COOKIE_SECURE", True)  # https outside, whatever the proxy speaks inside

    visitor.submit(page, "/look", size="large")

    assert visitor.client.get_cookie("size").secure
