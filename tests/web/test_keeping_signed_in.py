"""A browser stays signed in: by every host's clock, in several tabs at once, and through a change of keys."""

from datetime import timedelta

import pytest
import time_machine
from itsdangerous import URLSafeTimedSerializer

from service.accounts import actions, tasks
from service.core import metrics
from service.core.keys import KeyRing
from service.core.pages import visits
from service.organization.queries.people import actor_of_sign_in
from tests.web.browsing import Visitor, values_of


@pytest.fixture
def host():
    with time_machine.travel("2026-03-02T01:00:00Z", tick=False) as traveller:
        yield traveller


@pytest.fixture
def li(client, town):
    """李阿姨, who has signed in on a page."""
    visitor = Visitor(client)
    visitor.submit(visitor.get("/sign-in"), "/sign-in/wechat", holding={"code": "demo:resident-li"},
                   code="demo:resident-li")
    return visitor


@pytest.fixture
def signing_keys(app):
    """Puts signing keys in place as a restart would; those of before come back afterwards."""
    kept, config = app.extensions["signing_keys"], dict(app.config)

    def put(ring):
        app.extensions["signing_keys"] = ring
        visits.init_app(app)
    yield put
    app.extensions["signing_keys"] = kept
    app.config.clear()
    app.config.update(config)


def _is_known(page):
    """Whether the page is his own; a stranger is led to where one signs in."""
    return (page.status, page.path) == (200, "/me")


APART = [*(timedelta(seconds=seconds) for seconds in (-59, -1, 59)), *(timedelta(hours=-hours) for hours in (3, 20))]


@pytest.mark.parametrize("apart", APART, ids=str)
def test_a_page_of_another_host_knows_who_looks(host, li, apart):
    host.shift(apart)

    assert _is_known(li.get("/me"))


@pytest.mark.parametrize("apart", APART, ids=str)
def test_a_form_of_another_host_is_taken(host, li, apart):
    form = li.get("/me")
    host.shift(apart)

    assert "您的称呼已经改好" in li.submit(form, "/me/name", display_name="李阿姨家").text


def test_after_a_clock_was_set_back_a_session_in_use_lives_on(host, li):
    host.shift(timedelta(days=-400))
    tasks.tidy()
    for _ in range(35):
        page = li.get("/me")
        host.shift(timedelta(days=1))

    assert _is_known(page)


def test_a_cookie_older_than_any_session_is_nobodys(host, li):
    host.shift(timedelta(days=30, minutes=2))

    assert li.get("/me").path == "/sign-in"


def test_an_answer_that_was_on_its_way_brings_no_old_session_back(host, li, client):
    """Two tabs: in one she signs in anew, the answer of the other comes later and was asked for with the old cookie."""
    before = client.get_cookie("mashang").value
    li.submit(li.get("/sign-in"), "/sign-in/wechat", holding={"code": "demo:resident-li"}, code="demo:resident-li")
    other_tab = client.application.test_client()
    other_tab.set_cookie("mashang", before)

    late = other_tab.get("/tickets")

    assert "Set-Cookie" not in late.headers


def test_a_page_that_is_only_looked_at_leaves_the_cookie_alone(host, li, client):
    li.get("/me")

    assert "Set-Cookie" not in client.get("/me").headers


@pytest.mark.only_postgresql
def test_two_tabs_at_the_hour_both_show_their_page(host, li, client, run_together):
    host.shift(timedelta(hours=2))
    cookie = client.get_cookie("mashang").value

    def look():
        tab = client.application.test_client()
        tab.set_cookie("mashang", cookie)
        return tab.get("/me").status_code

    assert run_together([look] * 4) == [200] * 4


def test_a_form_and_a_cookie_from_before_a_change_of_keys_are_good(li, app, signing_keys):
    form = li.get("/me")
    signing_keys(KeyRing({"next": b"n" * 32} | app.extensions["signing_keys"].keys))

    assert "您的称呼已经改好" in li.submit(form, "/me/name", display_name="李阿姨家").text


def test_a_form_of_a_host_with_the_new_key_in_front_is_taken_where_it_stands_behind(li, app, signing_keys):
    ours = app.extensions["signing_keys"].keys
    signing_keys(KeyRing({"next": b"n" * 32} | ours))
    form = li.get("/me")
    signing_keys(KeyRing(ours | {"next": b"n" * 32}))

    assert "您的称呼已经改好" in li.submit(form, "/me/name", display_name="李阿姨家").text


def test_a_cookie_under_an_unknown_key_is_503_and_stays_in_the_browser(li, client, app, signing_keys):
    ours, before = app.extensions["signing_keys"], metrics.ALARMS.labels("unknown_key")._value.get()
    signing_keys(KeyRing({"next": b"n" * 32}))

    answer = client.get("/me", headers={"Accept": "text/html"})
    signing_keys(ours)

    assert (answer.status_code, "Set-Cookie" in answer.headers, answer.headers["Retry-After"]) == (503, False, "30")
    assert metrics.ALARMS.labels("unknown_key")._value.get() == before + 1
    assert _is_known(li.get("/me"))


def test_a_cookie_of_a_session_that_is_over_is_forgotten_and_forms_work(li, client, app, signing_keys, town):
    with client.session_transaction() as said:
        actions.sign_out(by=actor_of_sign_in(said["sign_in"], said["account"]))
    signing_keys(KeyRing({"next": b"n" * 32}))

    li.submit(li.get("/sign-in"), "/sign-in/wechat", holding={"code": "demo:resident-li"}, code="demo:resident-li")

    assert _is_known(li.get("/me"))


@pytest.mark.parametrize(("sign_in", "account"), [
    ("0" * 32, 1), ("\0" * 32, 1), ("0" * 32, 2**80), ("0" * 32, True), ("0" * 32, "1"), (1, 1)])
def test_a_cookie_somebody_made_up_is_nobodys_and_raises_no_alarm(client, town, sign_in, account):
    before = metrics.ALARMS.labels("unknown_key")._value.get()
    made_up = URLSafeTimedSerializer("mine", salt="cookie-session").dumps({"sign_in": sign_in, "account": account})
    client.set_cookie("mashang", made_up)

    answer = client.get("/sign-in", headers={"Accept": "text/html"})

    assert (answer.status_code, metrics.ALARMS.labels("unknown_key")._value.get()) == (200, before)


@pytest.mark.parametrize("cookie", ["", "x", "a.b.c", "eyJzaWduX2luIjoxfQ.aaaa.bbbb", "." + "A" * 3000])
def test_rubbish_in_the_cookie_is_nobodys(client, town, cookie):
    client.set_cookie("mashang", cookie)

    assert client.get("/", headers={"Accept": "text/html"}).status_code == 200


def test_the_page_says_when_a_password_may_be_tried_again(client, town):
    visitor = Visitor(client)
    typed = dict(values_of(visitor.get("/sign-in").form("/sign-in/password"))) | {"username": "zhang", "password": "x"}
    for _ in range(5):
        client.post("/sign-in/password", data=typed)

    answer = client.post("/sign-in/password", data=typed)

    assert (answer.status_code, 10 <= int(answer.headers["Retry-After"]) <= 15) == (429, True)
    assert "秒后再试" in answer.get_data(as_text=True)
