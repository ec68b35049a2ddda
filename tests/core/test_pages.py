"""The tools every page is made with: forms as data, assets, where one may be led, sessions that live on."""

import gzip
from datetime import timedelta

import marshmallow as ma
import pytest
import sqlalchemy as sa
import time_machine
from werkzeug.datastructures import MultiDict

from service.accounts.models import SignIn
from service.core import clock
from service.core.database import db
from service.core.pages import local_path
from service.core.pages.reading import data_of
from service.feedback.models import Solved
from service.feedback.schemas.verbs import RatingIn, TicketIn


class _Asked(ma.Schema):
    """Every kind of field a form can fill in."""

    text = ma.fields.String()
    count = ma.fields.Integer(strict=True)
    share = ma.fields.Float()
    open = ma.fields.Boolean()
    perhaps = ma.fields.Boolean(allow_none=True, required=True)
    names = ma.fields.List(ma.fields.String())
    numbers = ma.fields.List(ma.fields.Integer())
    elder = ma.fields.Nested(ma.Schema.from_dict({"name": ma.fields.String()}))


@pytest.mark.parametrize(("form", "data"), [
    ([("text", " 灯 ")], {"text": " 灯 "}),
    ([("text", "  ")], {}),
    ([("count", "5")], {"count": 5}),
    ([("count", "five")], {"count": "five"}),
    ([("share", "0.5")], {"share": 0.5}),
    ([("open", "on")], {"open": True}),
    ([("open", "no")], {"open": False}),
    ([("open", "perhaps")], {"open": "perhaps"}),
    ([("perhaps", "")], {"perhaps": None}),
    ([("names", "a"), ("names", ""), ("names", "b")], {"names": ["a", "b"]}),
    ([("numbers", "1"), ("numbers", "x")], {"numbers": [1, "x"]}),
    ([("elder.name", "陈大爷")], {"elder": {"name": "陈大爷"}}),
    ([("elder.name", " ")], {}),
    ([("_csrf", "secret"), ("_once", "key")], {}),
    ([("unknown", "x")], {"unknown": "x"}),
])
def test_a_form_says_what_json_would_have_said(form, data):
    assert data_of(_Asked(), MultiDict(form)) == data


def test_a_rating_from_a_form_is_the_rating_the_api_takes():
    form = MultiDict({"contacted_in_time": "yes", "solved": "no", "satisfaction": "2", "comment": "还是漏水"})

    assert RatingIn().load(data_of(RatingIn(), form)) == {
        "contacted_in_time": True, "solved": Solved.NO, "satisfaction": 2, "comment": "还是漏水"}


def test_what_no_schema_knows_is_refused_from_a_form_too():
    with pytest.raises(ma.ValidationError, match="没有这一栏"):
        TicketIn().load(data_of(TicketIn(), MultiDict({"text": "灯", "state": "closed"})))


@pytest.mark.parametrize("path", ["/tickets", "/tickets?state=queued&cursor=a.b", "/q/abc#submit"])
def test_a_path_of_ours_may_be_gone_on_with(path):
    assert local_path(path) == path


@pytest.mark.parametrize("path", [None, "", "tickets", "//elsewhere.example", "/\\elsewhere.example", "https://x.example/",
                                  "/a\nb", "/a\n", "/a\\b", "javascript:alert(1)", "/ x"])
def test_a_path_that_could_lead_elsewhere_is_not(path):
    assert local_path(path) == "/"


def test_an_asset_is_packed_once_and_kept_for_ever(client, app):
    asset = app.extensions["assets"]["bootstrap.min.css"]

    answer = client.get(f"/assets/{asset.digest}/bootstrap.min.css", headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(answer.get_data()) == asset.plain
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert len(answer.get_data()) < 40_000


def test_an_asset_goes_out_as_it_is_to_who_cannot_unpack(client, app):
    asset = app.extensions["assets"]["theme.css"]

    answer = client.get(f"/assets/{asset.digest}/theme.css")

    assert answer.get_data() == asset.plain
    assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/assets/0000000000000000/theme.css", "/assets/x/config.py"])
def test_no_other_file_and_no_older_content_is_an_asset(client, path):
    assert client.get(path).status_code == 404


def test_a_session_that_is_used_lives_on(client, town):
    account_id = town.account("resident-li").id
    sign_in = db.session.scalars(sa.select(SignIn).where(SignIn.account_id == account_id)).one()
    with client.session_transaction() as session:
        session.update(account=account_id, sign_in=sign_in.id, prolonged=int(clock.now().timestamp()))
    before = sign_in.expires_at

    with time_machine.travel(clock.now() + timedelta(minutes=59)):
        client.get("/tickets")
        soon = db.session.get(SignIn, sign_in.id).expires_at
    with time_machine.travel(clock.now() + timedelta(days=20)):
        client.get("/tickets")
        later = db.session.get(SignIn, sign_in.id).expires_at

    assert soon == before
    assert later - before > timedelta(days=19)


def test_a_page_is_kept_by_nobody_and_lets_nothing_foreign_in(client):
    said = client.get("/sign-in", headers={"Accept": "text/html"}).headers

    assert (said["Cache-Control"], said["Vary"], said["Referrer-Policy"]) == (
        "private, no-store", "Cookie", "same-origin")
    assert {"default-src 'none'", "script-src 'self'", "style-src 'self'", "form-action 'self'", "base-uri 'none'",
            "frame-ancestors 'none'"} <= set(said["Content-Security-Policy"].split("; "))


def test_a_page_nobody_knows_is_a_page(client):
    answer = client.get("/nowhere", headers={"Accept": "text/html"})

    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "没有找到" in answer.get_data(as_text=True)


def test_a_program_that_asks_for_json_gets_a_problem(client):
    answer = client.get("/nowhere", headers={"Accept": "application/json"})

    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_a_page_says_so_when_the_database_is_away(client, app, monkeypatch):
    def gone(*_args, **_kw):
        raise sa.exc.OperationalError("SELECT 1", {}, Exception("gone"))
    with client.session_transaction() as session:
        session.update(account=1, sign_in="x", prolonged=0)
    monkeypatch.setitem(app.extensions, "page_doorkeeper", gone)

    answer = client.get("/tickets", headers={"Accept": "text/html"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "2")
    assert "系统正忙" in answer.get_data(as_text=True)
