"""What another site sends, or another person left behind in this browser, is never taken for one's own."""

from io import BytesIO

import sqlalchemy as sa

from service.core.database import db
from service.core.http.idempotency import IdempotencyKey
from service.feedback.models import Ticket

CROSS_SITE = [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
              {"Origin": "https://elsewhere.example"}, {"Origin": "null"}]
OUR_OWN = [{}, {"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://localhost"}]


def _send(visitor, path, values, headers=None):
    """A form as a browser sends it, with what it says of where the form stood."""
    client = visitor.client
    return client.post(path, data=values, headers={"Accept": "text/html"} | (headers or {}))


def test_what_another_site_wrote_is_carried_through_no_sign_in(visit):
    visitor, carried = visit(), {"code": "demo:resident-li", "_carried_to": "/me/leaving", "_carried.sure": "yes"}

    for headers in CROSS_SITE:
        at_once = _send(visitor, "/me/leaving", {"sure": "yes"}, headers)
        on_the_way = _send(visitor, "/sign-in/wechat", carried, headers)

        assert (at_once.status_code, "_carried" in at_once.text) == (401, False), headers
        assert (on_the_way.status_code, "_carried" in on_the_way.text) == (400, False), headers


def test_what_another_site_wrote_is_not_shown_as_ones_own(visit, town):
    visitor, path = visit("resident-li"), f"/q/{town.token('building_1')}"
    shown = {}

    for headers in (*CROSS_SITE, *OUR_OWN):
        answer = _send(visitor, path, {"_form": "report", "text": "谁写的"}, headers)
        shown[str(headers)] = (answer.status_code, "谁写的" in answer.text)

    assert shown == {str(each): (400, False) for each in CROSS_SITE} | {str(each): (400, True) for each in OUR_OWN}


def test_a_form_left_open_by_somebody_else_says_who_would_send_it(visit, town):
    visitor, token = visit("resident-li"), town.token("building_1")
    form = visitor.get(f"/q/{token}")
    visitor.submit(visitor.get("/sign-in"), "/sign-in/wechat", holding={"code": "demo:member-wang"},
                   code="demo:member-wang")

    page = visitor.submit(form, f"/q/{token}", text="李阿姨写的")

    assert page.problem == "form_expired"
    assert "现在登录的是王师傅" in page.text


def test_who_goes_on_after_signing_in_sees_as_whom(visit, town):
    visitor, token = visit(), town.token("building_1")
    door = visitor.submit(visitor.get(f"/q/{token}"), f"/q/{token}", text="灯不亮")

    page = visitor.submit(door, "/sign-in/wechat", holding={"code": "demo:resident-li"}, code="demo:resident-li")

    assert "李阿姨" in page.document.query("header")[0].to_text()


def test_a_page_that_shows_a_contact_is_kept_nowhere(visit, hands, town):
    """A key made up by hand, since the form itself has none."""
    resident, token = visit("resident-li"), town.token("building_1")
    resident.submit(resident.get(f"/q/{token}"), f"/q/{token}", text="水管漏水。", contact_phone="13912345678")
    number = db.session.scalars(sa.select(Ticket.number)).one()
    worker = hands("worker-zhang")
    worker.do(number, "claim")

    page = worker.do(number, "reveal", reason="上门以前打电话", _once="made-up-by-hand")

    assert "13912345678" in page.text
    assert [body for body in db.session.scalars(sa.select(IdempotencyKey.kept)) if "13912345678" in (body or "")] == []


def test_pictures_are_counted_before_they_are_worked_on(visit, app, monkeypatch):
    """Even for who may not do the thing at all: cleaning a picture is the dearest work there is."""
    monkeypatch.setitem(app.config, "RATE_LIMITS_ENABLED", True)
    monkeypatch.setitem(app.config["RATE_LIMITS"], "photo.account", "1/hour")
    visitor = visit("resident-li")
    paths = ["/photos", "/report/none", "/desk/tickets/none/answer", "/wishes/new/none", "/wishes/1/done",
             "/courtyard/days/1/log", "/courtyard/days/1/log/submission", "/member/groups/1/qr"]

    answers = [_send(visitor, path, {}).status_code for path in paths]

    assert answers == [400] + [429] * 7


def test_each_picture_of_a_form_counts(visit, app, monkeypatch):
    monkeypatch.setitem(app.config, "RATE_LIMITS_ENABLED", True)
    monkeypatch.setitem(app.config["RATE_LIMITS"], "photo.account", "2/day")

    answers = [_send(visit("resident-li"), "/report/none",
                     {"pictures": [(BytesIO(b"no picture"), name) for name in names]}) for names in ("ab", "c")]

    assert [answer.status_code for answer in answers] == [404, 429]


def test_a_form_too_large_is_refused_in_words_to_a_stranger_too(visit):
    page = visit().send("/me/name", {"pictures": (BytesIO(bytes(12 * 2**20)), "a.jpg")})

    assert (page.status, page.problem) == (413, "too_large")


def test_an_answer_takes_pictures_as_phones_make_them(visit):
    page = visit("member-wang").send("/desk/tickets/none/answer", {"pictures": (BytesIO(bytes(12 * 2**20)), "a.jpg")})

    assert page.problem != "too_large"


def test_a_name_turns_no_sentence_around(visit):
    """U+202E and its like: what follows the name would be read backwards, by who handles the matter too."""
    visitor = visit("resident-li")

    page = visitor.submit(visitor.get("/me"), "/me/name", display_name="李\u202e阿姨")

    assert (page.status, page.problem) == (422, "invalid")
    assert "看不见的控制字符" in page.text
