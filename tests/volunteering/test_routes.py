"""Over HTTP: once for each way of answering, the files a clerk gets, what a phone hears when it sends again."""

import uuid

import pytest

from service.core import clock
from service.town import cast
from service.volunteering.kinds import Kind
from tests.volunteering.conftest import TEAM

V1 = "/api/v1"


@pytest.fixture
def ask(client, town):
    """One request of this person's."""
    def send(name, method, path, body=None, **headers):
        given = {key.replace("_", "-"): value for key, value in headers.items()}
        return client.open(V1 + path, method=method, json=body, headers=town.sign_in(name) | given)
    return send


@pytest.fixture
def body(frozen):
    """A report of a broken road at building 1."""
    return {"kind": "road_damage", "seen_at": clock.now().isoformat(), "place_code": cast.NICKNAMES["building_1"]}


def test_a_report_is_created_once_and_answered_again(ask, body):
    path = f"/rider-reports/{uuid.uuid4()}"

    first, again = ask("volunteer-qian", "PUT", path, body), ask("volunteer-qian", "PUT", path, body)

    assert (first.status_code, again.status_code) == (201, 200)
    assert (first.json, first.headers["Location"]) == (again.json, V1 + path)
    assert ("Idempotent-Replay" in first.headers, again.headers["Idempotent-Replay"]) == (False, "true")


def test_another_report_under_the_same_id_is_a_conflict(ask, body):
    path = f"/rider-reports/{uuid.uuid4()}"
    ask("volunteer-qian", "PUT", path, body)

    answer = ask("volunteer-qian", "PUT", path, body | {"text": "别的"})

    assert (answer.status_code, answer.json["code"]) == (409, "report_differs")


def test_far_from_everything_the_phone_is_told_what_to_do(ask, body):
    position = {"lat": 29.8577, "lng": 107.0814, "coord_type": "gcj02"}
    del body["place_code"]

    answer = ask("volunteer-qian", "PUT", f"/rider-reports/{uuid.uuid4()}", body | {"position": position})

    assert (answer.status_code, answer.json["code"]) == (422, "position_unknown")
    assert answer.json["detail"] == "附近没有登记过的地点，请扫码或选择地点。"


@pytest.mark.parametrize("flaw", [{"photos": ["a", "b"]}, {"text": "字" * 501}, {"kind": "gossip"},
                                  {"seen_at": "2026-03-04T12:00:00"}, {"seen_at": "0001-01-01T00:00:00+08:00"}],
                         ids=lambda flaw: str(flaw)[:30])
def test_a_flawed_report_names_its_field(ask, body, flaw):
    answer = ask("volunteer-qian", "PUT", f"/rider-reports/{uuid.uuid4()}", body | flaw)

    assert (answer.status_code, list(answer.json["fields"])) == (422, list(flaw))


def test_the_buttons_are_known_to_all(client):
    items = client.get(f"{V1}/rider-report-kinds").json["items"]

    assert [item["kind"] for item in items] == list(Kind) and items[0]["name"] == "路面破损"


@pytest.mark.parametrize(("name", "path", "heading", "cell"), [
    ("resident-li", "/teams", "队伍编码,队伍,行业,地点,队长", "外卖"),
    ("supervisor-wu", f"/teams/{TEAM}/members", "队伍编码,姓名,队长,状态", "李阿姨"),
    ("resident-li", f"/teams/{TEAM}/reports", "类别,地点,看到时间,受理编号,状态,结果,答复", "路面破损"),
    ("resident-li", "/me/rider-reports", "类别,地点", "路面破损")])
def test_every_list_can_be_had_as_a_file(ask, riders, name, path, heading, cell):
    riders.team()
    riders.joined("li")
    riders.report()

    answer = ask(name, "GET", f"{path}?format=csv")

    text = answer.get_data().decode("utf-8-sig")
    assert (answer.status_code, answer.mimetype) == (200, "text/csv")
    assert text.startswith(heading) and cell in text.splitlines()[1]


def test_a_stale_team_is_refused_by_its_tag(ask, riders):
    riders.team()
    change = {"name": "二队", "trade": "courier"}

    first = ask("supervisor-wu", "PUT", f"/teams/{TEAM}", change, If_Match='"v1"')
    second = ask("supervisor-wu", "PUT", f"/teams/{TEAM}", change, If_Match='"v1"')

    assert (first.status_code, first.headers["ETag"], second.status_code) == (200, '"v2"', 412)


def test_a_position_can_be_set_and_read(ask):
    path = f"/places/{cast.COMMUNITY}/position"

    put = ask("worker-zhang", "PUT", path, {"lat": 29.8577, "lng": 107.0814, "coord_type": "wgs84"})

    assert (put.status_code, put.headers["ETag"]) == (200, '"v1"')
    assert ask("worker-zhang", "GET", path).json == put.json
    assert (put.json["lat"], put.json["coord_type"]) == (29.8577, "wgs84")
