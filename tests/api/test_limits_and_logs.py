"""Who asks too often waits, and what is written into the log names nobody."""

import io
import json
import sys

import pytest
import structlog

import config
from service.core import journal
from service.core.http import problems
from tests.api.journeys import LAMP, V1

PRIVATE = {"text": "王大爷家三楼漏水，电话在后面。", "address": "三单元四楼二号", "contact_phone": "19000000077"}


@pytest.fixture
def limits(app):
    """`limits["submit.account"] = "2/minute"`: nothing else is counted."""
    app.config["RATE_LIMITS_ENABLED"] = True
    app.config["RATE_LIMITS"] = {}
    yield app.config["RATE_LIMITS"]


@pytest.fixture
def submit(journeys, town):
    """Submit at building 1 by its printed code, or elsewhere, as somebody at an address."""
    def post(name="li", place="building_1", address="203.0.114.1", **fields):
        body = LAMP | {"code_token": town.token(place)} | fields
        return journeys.client.post(f"{V1}/tickets", json=body, headers=journeys.headers(name),
                                    environ_base={"REMOTE_ADDR": address})
    return post


def _waits(answer):
    return (answer.status_code, answer.json["code"], 1 <= int(answer.headers["Retry-After"]) <= 61) == (
        429, "too_many", True)


@pytest.mark.parametrize(("limit", "same", "other"), [
    ("submit.account", {"name": "li", "place": "building_2", "address": "203.0.114.2"}, {"name": "chen"}),
    ("submit.code_token", {"name": "chen", "address": "203.0.114.2"}, {"place": "building_2"}),
    ("submit.address", {"name": "chen", "place": "building_2"}, {"address": "203.0.114.2"})])
def test_each_account_code_and_address_has_its_measure(submit, limits, nothing_written, limit, same, other):
    limits[limit] = "2/minute"
    submit(), submit()

    with nothing_written():
        assert _waits(submit(**same))
    assert submit(**other).status_code == 201


def test_an_address_is_that_of_the_connection_whatever_the_caller_says(journeys, limits):
    limits["lookup.address"] = "1/minute"
    answers = [journeys.client.get(f"{V1}/places", headers={"X-Forwarded-For": f"203.0.114.{number}"})
               for number in range(2)]

    assert (answers[0].status_code, _waits(answers[1])) == (200, True)


def test_sign_in_has_its_measure(client, town, limits):
    limits["sign_in.address"] = "1/minute"
    answers = [client.post(f"{V1}/sessions/wechat", json={"code": "new:one"}) for _ in range(2)]

    assert (answers[0].status_code, _waits(answers[1])) == (201, True)


PROCESSES = 2  # web processes of script/server, each of which counts for itself in memory


def test_me_too_has_a_measure_of_its_own_as_shipped(client, town, limits, submit):
    limits |= config.RATE_LIMITS
    numbers = [submit(name="chen", text=f"第{index}处灯不亮").json["number"] for index in range(20)]
    answers = [client.post(f"{V1}/tickets/{number}/support", json={}, headers=town.sign_in("member-zhao"))
               for number in numbers]

    taken = [answer.status_code for answer in answers].count(201)
    assert [answer.status_code for answer in answers] == [201] * taken + [429] * (20 - taken)
    assert 0 < taken * PROCESSES < 20  # twenty in a second are too many, however the processes share them
    assert _waits(answers[-1])
    assert client.post(f"{V1}/tickets/{numbers[0]}/support", json={},
                       headers=town.sign_in("member-wang")).status_code == 201


@pytest.fixture
def log(app, monkeypatch):
    """What goes to standard output and error from now on, at INFO and with every request."""
    written = io.StringIO()
    monkeypatch.setattr(sys, "stdout", written)
    monkeypatch.setattr(sys, "stderr", written)
    app.config["LOG_REQUESTS"] = True
    journal.configure("INFO")
    monkeypatch.setattr(journal, "log", structlog.get_logger("access"))
    monkeypatch.setattr(problems, "log", structlog.get_logger("problem"))
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    monkeypatch.undo()
    journal.configure(app.config["LOG_LEVEL"])


def test_each_request_is_one_line_with_its_id(journeys, town, log):
    answer = journeys.send("li", "GET", "/me?unknown=1")
    (line,) = log()

    assert (line["request_id"], line["method"], line["route"], line["status"], line["account"]) == (
        answer.headers["X-Request-ID"], "GET", "/api/v1/me", 200, town.account("resident-li").id)


def test_no_line_tells_a_token_a_phone_or_a_word(journeys, client, submit, log):
    session = client.post(f"{V1}/sessions/wechat", json={"code": "new:lucky"}).json
    number = submit(**PRIVATE).json["number"]
    journeys.must("zhang", "POST", f"/tickets/{number}/reveal", {"reason": "上门核实漏水"})
    client.get(f"{V1}/me", headers={"Authorization": "Bearer aaaa.bbbb.cccc"})
    client.get(f"{V1}/tickets?view=place&q=漏水", headers=journeys.headers("zhang"))
    client.get(f"{V1}/codes/secret-token-of-a-door")
    lines = log()
    whole = json.dumps(lines, ensure_ascii=False)

    assert len(lines) >= 6
    assert [secret for secret in (
        *PRIVATE.values(), session["access_token"], session["refresh_token"], "aaaa.bbbb.cccc", "new:lucky", "漏水",
        journeys.headers("li")["Authorization"][7:], "上门", "李阿姨", "19000000001", number, "secret-token")
        if secret in whole] == []


def test_an_accident_is_logged_by_its_place_without_its_words(client, app, monkeypatch, log):
    def break_down():
        try:
            int(PRIVATE["text"])
        except ValueError as error:
            raise RuntimeError(PRIVATE["contact_phone"]) from error
    monkeypatch.setitem(app.view_functions, "tickets.categories", break_down)
    client.get(f"{V1}/categories")
    accident, _ = log()

    assert (accident["event"], accident["kind"]) == ("accident", "RuntimeError")
    assert [place.rpartition("/")[2].split(":")[0] for place in accident["trace"] if "break_down" in place] == [
        "test_limits_and_logs.py"] * 2
    assert [word for word in PRIVATE.values() if word in json.dumps(accident, ensure_ascii=False)] == []
