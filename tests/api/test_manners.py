"""How every answer behaves: refusals of one shape, request ids, versions, places of what was made, headers."""

import re

import pytest

from tests.api.journeys import LAMP, V1
from tests.api.matrix import ROWS, filled, path_of, scene_of

MADE = [row for row in ROWS if "201:" in row.home]
CHANGES = [row for row in ROWS if re.match(r"(POST|PUT|DELETE) /api/v1/tickets/<number>/", row.route)
           and row.stage not in ("spoken_for", "community", "public", "anonymous")
           and not row.route.endswith(("/reveal", "/support"))]  # neither writes a word of the ticket
WITHOUT_A_PAGE = "/api/v1/sessions/current"
SHIELDS = {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Referrer-Policy": "no-referrer",
           "Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"}
MEMBERS = {"type", "title", "status", "detail", "code"}


def _first(row, status):
    """The first person of a cell that begins with this status."""
    return re.search(rf"{status}: *(\w+)", row.home)[1]


@pytest.fixture
def do(journeys):
    """Do what a row of the matrix says as this person, with these headers."""
    def send(row, name, **headers):
        scene = scene_of(row, journeys)
        body = None if row.body is None else filled(row.body, scene)
        return journeys.client.open(path_of(row, scene), method=row.route.split()[0], json=body,
                                    headers=journeys.headers(name) | headers)
    return send


REFUSED = [
    ("GET", "/me", "stranger", None, 401), ("GET", "/grants?place=500115", "li", None, 403),
    ("GET", "/none", "li", None, 404), ("PATCH", "/me", "li", None, 405), ("POST", "/tickets", "li", {"text": ""}, 422),
    ("GET", "/tickets?limit=0", "li", None, 422), ("GET", "/photos/x/picture?expires=1", "li", None, 403),
    ("POST", "/sessions/wechat", "stranger", {"code": "demo:nobody"}, 401)]


@pytest.mark.parametrize(("method", "path", "name", "body", "status"), REFUSED)
def test_every_refusal_has_one_shape(journeys, method, path, name, body, status):
    answer = journeys.send(name, method, path, body)
    problem = answer.json

    assert (answer.status_code, answer.mimetype, problem["status"]) == (status, "application/problem+json", status)
    assert set(problem) == MEMBERS | ({"fields"} if status == 422 else set())
    assert problem["type"] == f"urn:mashang:problem:{problem['code']}"
    assert re.search(r"[\u4e00-\u9fff]", problem["detail"])


def test_an_accident_tells_nothing_of_itself(journeys, app, monkeypatch):
    def break_down():
        raise RuntimeError("secret of the house")
    monkeypatch.setitem(app.view_functions, "tickets.categories", break_down)

    answer = journeys.send("li", "GET", "/categories")

    assert (answer.status_code, answer.mimetype, set(answer.json)) == (500, "application/problem+json", MEMBERS)
    assert "secret" not in answer.text


@pytest.mark.parametrize("offered", ["a-request-1234", "0123456789abcdef0123456789abcdef"])
def test_a_request_keeps_the_id_it_came_with(client, offered):
    assert client.get("/health/live", headers={"X-Request-ID": offered}).headers["X-Request-ID"] == offered


@pytest.mark.parametrize("offered", [None, "short", "a b c d e f g", "x" * 65, "<script>alert</script>"])
@pytest.mark.parametrize("path", ["/health/live", "/api/v1/nowhere", "/api/v1/me"])
def test_a_request_without_a_good_id_gets_one(client, path, offered):
    headers = {"X-Request-ID": offered} if offered else {}

    assert re.fullmatch(r"[0-9a-f]{32}", client.get(path, headers=headers).headers["X-Request-ID"])


@pytest.mark.parametrize("row", CHANGES, ids=lambda row: f"{row.route}-{row.stage}")
def test_every_change_names_the_version_it_saw(do, nothing_written, row):
    answer = do(row, _first(row, r"20[01]"), **{"If-Match": '"v999"'})

    assert (answer.status_code, answer.json["code"]) == (412, "stale")


@pytest.mark.parametrize("row", MADE, ids=lambda row: f"{row.route}-{row.stage}")
def test_what_is_made_says_where_it_is_and_in_which_version(do, journeys, row):
    name = _first(row, 201)
    answer = do(row, name)
    place = answer.headers["Location"]

    assert answer.status_code == 201
    assert ("ETag" in answer.headers) == ("version" in answer.json)
    if not place.startswith(WITHOUT_A_PAGE):
        there = journeys.send(name, "GET", place.removeprefix(V1))
        assert there.status_code == 200
        assert there.headers.get("ETag") == answer.headers.get("ETag")


def test_a_ticket_has_the_tag_a_change_may_name(journeys):
    number = journeys.queued("home")["number"]
    tag = journeys.send("wang", "GET", f"/tickets/{number}").headers["ETag"]

    claimed = journeys.send("wang", "POST", f"/tickets/{number}/claim", {}, If_Match=tag)

    assert (claimed.status_code, claimed.headers["ETag"] != tag) == (201, True)


@pytest.mark.parametrize("path", ["/health/live", "/api/v1/categories", "/api/v1/nowhere", "/api/openapi.json",
                                  "/metrics"])
def test_every_answer_is_shielded(client, path):
    headers = client.get(path).headers

    assert {name: headers.get(name) for name in SHIELDS} == SHIELDS


SCRAPER = {"User-Agent": "Prometheus/3.0", "Accept": "text/plain", "Accept-Encoding": "gzip",
           "X-Prometheus-Scrape-Timeout-Seconds": "10"}
ON_THE_WAY = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Server", "X-Real-IP", "Via",
              "CF-Connecting-IP", "CF-Ray", "CDN-Loop", "True-Client-IP", "X-Client-IP", "Ali-CDN-Real-IP", "EagleId",
              "X-Envoy-External-Address", "X-Amzn-Trace-Id", "X-Request-Id", "X-Name-Of-Nobody")


@pytest.mark.parametrize(("remote", "headers", "status"), [
    ("127.0.0.1", {}, 200), ("10.1.2.3", {}, 200), ("203.0.114.9", {}, 404), ("2001:4860::1", {}, 404), ("", {}, 404),
    ("::ffff:203.0.114.9", {}, 404), ("192.0.2.1", {}, 404), ("169.254.1.1", {}, 404), ("fd00::7", {}, 200),
    ("127.0.0.1", SCRAPER, 200), ("10.1.2.3", {"Forwarded": "for=10.1.2.3"}, 404), *(
        ("127.0.0.1", SCRAPER | {name: "127.0.0.1"}, 404) for name in ON_THE_WAY)])
def test_figures_are_for_the_inside_alone(client, remote, headers, status):
    answer = client.get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": remote})

    assert answer.status_code == status


def test_one_key_makes_one_ticket_and_gives_its_answer_again(journeys, town):
    body = LAMP | {"place_code": town.place("compound").code}

    first, second = (journeys.send("li", "POST", "/tickets", body, Idempotency_Key="k") for _ in range(2))

    assert (first.headers.get("Idempotent-Replay"), second.headers["Idempotent-Replay"]) == (None, "true")
    assert [(answer.status_code, answer.data, answer.headers["Location"], answer.headers["ETag"], answer.mimetype)
            for answer in (first, second)] == [
        (201, first.data, f"{V1}/tickets/{first.json['number']}", '"v1"', "application/json")] * 2


def test_one_key_of_two_people_makes_two_tickets(journeys, town):
    body = LAMP | {"place_code": town.place("compound").code}
    answers = [journeys.send(name, "POST", "/tickets", body, Idempotency_Key="k") for name in ("li", "chen")]

    assert len({answer.json["number"] for answer in answers}) == 2


def test_a_refused_try_does_not_use_up_its_key(journeys, town):
    body = LAMP | {"place_code": town.place("compound").code}
    journeys.send("li", "POST", "/tickets", body | {"text": ""}, Idempotency_Key="k")

    assert journeys.send("li", "POST", "/tickets", body, Idempotency_Key="k").status_code == 201


@pytest.mark.only_postgresql
def test_two_submits_at_once_with_one_key_are_one_ticket(journeys, town, app, run_together):
    body = LAMP | {"place_code": town.place("compound").code}
    headers = journeys.headers("li") | {"Idempotency-Key": "k"}

    answers = run_together([lambda: app.test_client().post(f"{V1}/tickets", json=body, headers=headers)] * 4)

    assert [answer.status_code for answer in answers] == [201] * 4
    assert len({answer.json["number"] for answer in answers}) == 1
    assert [answer.headers.get("Idempotent-Replay") for answer in answers].count(None) == 1
    assert len(journeys.must("li", "GET", "/tickets")["items"]) == 1
