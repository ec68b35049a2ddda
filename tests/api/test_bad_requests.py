"""Requests that are broken, late, out of turn or not entitled: each refused by its own word, nothing written."""

import base64
import json
from datetime import timedelta

import pytest
import time_machine

from service.core import clock
from tests.api.journeys import LAMP, V1

DEEP = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
RATING = {"solved": "yes", "satisfaction": 5}


@pytest.fixture
def post(journeys, client):
    """POST raw bytes as resident-li."""
    def send(raw, path="/tickets", kind="application/json", **headers):
        return client.post(V1 + path, data=raw, content_type=kind, headers=journeys.headers("li") | headers)
    return send


def _word(answer):
    return answer.status_code, answer.json["code"]


@pytest.mark.parametrize(("raw", "kind", "expected"), [
    (b'{"text": ', "application/json", (400, "bad_json")),
    (b"\xff\xfe", "application/json", (400, "bad_json")),
    (b"\xef\xbb\xbf{}", "application/json", (400, "bad_json")),
    (DEEP, "application/json", (400, "bad_json")),
    (b"[" * 10_000, "application/json", (400, "bad_json")),
    (b"[]", "application/json", (422, "invalid")),
    (b'"text"', "application/json", (422, "invalid")),
    (b"null", "application/json", (422, "invalid")),
    (b"text=a", "application/x-www-form-urlencoded", (415, "unsupported_media_type")),
    (b"{}", "text/plain", (415, "unsupported_media_type")),
    (b"{}", "application/xml", (415, "unsupported_media_type")),
    (b"a" * 12 * 1024 * 1024, "application/json", (413, "too_large")),
], ids=lambda value: str(value)[:24])
def test_a_body_that_is_no_json_object_is_refused(post, nothing_written, raw, kind, expected):
    with nothing_written():
        assert _word(post(raw, kind=kind)) == expected


def test_a_field_given_twice_counts_once(post, town, journeys):
    raw = '{"text": "一", "text": "二", "place_code": "' + town.place("compound").code + '"}'

    assert post(raw.encode()).json["text"] == "二"


@pytest.mark.parametrize(("method", "path", "code"), [
    ("GET", "/nowhere", "not_found"), ("GET", "/tickets/none/such", "not_found"),
    ("GET", "/tickets/abc", "ticket_unknown"),
    ("GET", "/tickets/500115-20261122-0123-1", "ticket_unknown"), ("GET", "/tickets/%00", "ticket_unknown"),
    ("GET", "/tickets/..%2f..%2fetc", "not_found"), ("DELETE", "/grants/99999999999999999999999", "not_found"),
    ("POST", "/me/inbox/0/read", "not_found"), ("GET", "/photos/%ED%A0%80", "not_found"),
    ("GET", "/codes/%00", "code_unknown"), ("GET", "/places/%F0%9F%98%80", "place_unknown")])
def test_what_is_not_there_says_so(journeys, method, path, code):
    assert _word(journeys.send("li", method, path)) == (404, code)


def test_a_wrong_method_names_the_right_ones(journeys):
    answer = journeys.send("li", "PATCH", "/tickets")

    assert _word(answer) == (405, "method_not_allowed")
    assert {"GET", "POST"} <= set(answer.headers["Allow"].split(", "))


def test_one_key_with_another_body_is_refused(journeys, town, nothing_written):
    body = LAMP | {"place_code": town.place("compound").code}
    journeys.send("li", "POST", "/tickets", body, Idempotency_Key="one")

    with nothing_written():
        assert _word(journeys.send("li", "POST", "/tickets", body | {"text": "另一件"}, Idempotency_Key="one")) == (
            422, "idempotency_key_reused")


@pytest.mark.parametrize("key", ["", "a b", "键", "a" * 256, "\x7f"])
def test_a_key_of_other_signs_is_refused(journeys, town, nothing_written, key):
    body = LAMP | {"place_code": town.place("compound").code}

    with nothing_written():
        answer = journeys.client.post(f"{V1}/tickets", json=body, headers={
            **journeys.headers("li"), "Idempotency-Key": key.encode().decode("latin-1")})

    assert _word(answer) == (400, "bad_idempotency_key")


@pytest.mark.parametrize(("tag", "expected"), [
    ('"v1"', (412, "stale")), ('"v99"', (412, "stale")), ('W/"v1"', (412, "stale")), ("v3", (400, "bad_if_match")),
    ('"3"', (412, "stale")), ('"v98", "v99"', (412, "stale")), ('"v99999999999999999999"', (412, "stale"))])
def test_a_version_that_is_not_the_present_one_is_refused(journeys, nothing_written, tag, expected):
    number = journeys.queued("home")["number"]

    with nothing_written():
        assert _word(journeys.send("wang", "POST", f"/tickets/{number}/claim", {}, If_Match=tag)) == expected


@pytest.mark.parametrize(("stage", "name", "method", "verb", "body", "state"), [
    ("claimed", "wang", "POST", "claim", {}, "claimed"), ("claimed", "zhang", "POST", "approval", {}, "claimed"),
    ("queued", "li", "POST", "rating", RATING, "queued"), ("rated", "li", "POST", "rating", RATING, "closed"),
    ("rated", "wang", "POST", "answer", {"text": "又好了。"}, "closed"),
    ("answered", "wang", "POST", "contact", {"method": "phone", "reached": True}, "answered"),
    ("queued", "zhang", "DELETE", "merge", None, "queued"), ("rated", "li", "POST", "withdrawal", {}, "closed"),
    ("asking", "wang", "POST", "answer", {"text": "好了。"}, "asking"),
    ("suspended", "zhang", "POST", "merge", {"into": "500115-20261122-0123-0"}, "suspended")])
def test_a_verb_at_the_wrong_moment_says_what_is_right(
        journeys, nothing_written, stage, name, method, verb, body, state):
    number = getattr(journeys, stage)("home")["number"]
    permitted = journeys.must(name, "GET", f"/tickets/{number}")["permitted"]

    with nothing_written():
        answer = journeys.send(name, method, f"/tickets/{number}/{verb}", body)

    assert (answer.status_code, answer.json["state"], answer.json["permitted"]) == (409, state, permitted)
    assert answer.json["code"] in ("wrong_moment", "already_claimed")


def test_a_lost_race_names_the_winner(journeys, nothing_written):
    number = journeys.community("home")["number"]
    journeys.must("zhang", "POST", f"/tickets/{number}/claim", {})

    with nothing_written():
        answer = journeys.send("zhou", "POST", f"/tickets/{number}/claim", {})

    assert (_word(answer), answer.json["holder"]) == ((409, "already_claimed"), "张蓉")


def test_nobody_claims_past_his_limit(journeys, nothing_written, town):
    for _ in range(5):
        journeys.claimed("home")
    number = journeys.queued("home")["number"]

    with nothing_written():
        answer = journeys.send("wang", "POST", f"/tickets/{number}/claim", {})

    assert (_word(answer), answer.json["limit"]) == ((409, "too_many_open_claims"), 5)


@pytest.mark.parametrize(("name", "status"), [("chen", 404), ("zhang", 403), ("wang", 403), ("wu", 403)])
def test_nobody_rates_for_somebody_else(journeys, nothing_written, name, status):
    number = journeys.answered("home")["number"]

    with nothing_written():
        assert journeys.send(name, "POST", f"/tickets/{number}/rating", RATING).status_code == status


@pytest.mark.parametrize("rating", [
    {"solved": "maybe", "satisfaction": 5}, {"solved": "yes", "satisfaction": 6}, {"solved": "yes", "satisfaction": 0},
    {"solved": "yes", "satisfaction": 4.5}, {"solved": "yes", "satisfaction": "5"}, {"satisfaction": 5},
    {"solved": "yes"}, {"solved": None, "satisfaction": 5}, RATING | {"contacted_in_time": "yes"}], ids=str)
def test_a_flawed_rating_is_refused(journeys, nothing_written, rating):
    number = journeys.answered("home")["number"]

    with nothing_written():
        assert _word(journeys.send("li", "POST", f"/tickets/{number}/rating", rating)) == (422, "invalid")


def _signed_by_nobody(token):
    head = base64.urlsafe_b64encode(json.dumps({"alg": "none", "typ": "JWT"}).encode()).decode().rstrip("=")
    return f"{head}.{token.split('.')[1]}."


@pytest.mark.parametrize("alter", [
    _signed_by_nobody, lambda token: token[:-2] + ("AA" if token[-2:] != "AA" else "BB"), lambda token: token + "x",
    lambda token: token.upper(), lambda token: "", lambda token: "null", lambda token: token.split(".")[1],
    lambda token: token.replace(".", ".."), lambda token: "a." * 5000, lambda token: "½"], ids=range(10))
def test_a_token_that_was_touched_opens_nothing(journeys, client, nothing_written, alter):
    token = journeys.headers("li")["Authorization"].removeprefix("Bearer ")

    with nothing_written():
        answer = client.get(f"{V1}/me", headers={"Authorization": f"Bearer {alter(token)}"})

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_a_token_ends_after_its_minutes(journeys, app):
    journeys.headers("li")
    with time_machine.travel(clock.now() + timedelta(minutes=app.config["ACCESS_TOKEN_MINUTES"] + 1, seconds=1)):
        assert _word(journeys.send("li", "GET", "/me")) == (401, "token_expired")


def test_a_session_that_was_left_opens_nothing(journeys):
    journeys.must("li", "DELETE", "/sessions/current")

    assert journeys.send("li", "GET", "/me").status_code == 401


def test_a_refresh_token_is_no_access_token(client, town):
    session = client.post(f"{V1}/sessions/wechat", json={"code": "demo:resident-li"}).json

    answer = client.get(f"{V1}/me", headers={"Authorization": f"Bearer {session['refresh_token']}"})

    assert answer.status_code == 401


def test_a_role_taken_back_is_gone_with_the_next_request(journeys, nothing_written):
    number = journeys.queued("home")["number"]
    (held,) = journeys.must("zhang", "GET", "/me")["grants"]
    journeys.must("zheng", "DELETE", f"/grants/{held['id']}")

    with nothing_written():
        answers = [journeys.send("zhang", *asked) for asked in (
            ("GET", f"/tickets/{number}"), ("POST", f"/tickets/{number}/rejection",
                                            {"reason_code": "abuse", "reason": "…", "other_channel": "12345"}))]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert journeys.must("zhang", "GET", "/tickets?view=place")["items"] == []
