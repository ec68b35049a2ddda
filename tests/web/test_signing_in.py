"""Whoever comes to a page is nobody until he signs in, and loses nothing on the way."""

import sqlalchemy as sa

from service.accounts.models import SignIn
from service.core.database import db
from service.feedback.models import Ticket
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

    door = visitor.submit(form, f"/q/{token}", text="三单元楼道灯不亮。")
    go_on = visitor.submit(door, "/sign-in/wechat", holding={"code": "demo:resident-li"}, code="demo:resident-li")
    page = visitor.submit(go_on, f"/q/{token}")

    assert door.status == 401
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
