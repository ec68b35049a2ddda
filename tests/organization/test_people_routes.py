"""Sessions, oneself and grants over HTTP: status, shape, door."""

import pytest

from service import create_app
from service.core.database import atomic, db
from tests.databases import settings

ME = {"id", "display_name", "phone_masked", "phone_verified", "grants"}
SESSION = {"access_token", "refresh_token", "token_type", "expires_in", "account"}
PASSWORD = "correct horse battery"


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _session(client, code="demo:resident-li") -> dict:
    return client.post("/api/v1/sessions/wechat", json={"code": code}).json


def test_signing_in_gives_a_session_and_the_person(client, town):
    answer = client.post("/api/v1/sessions/wechat", json={"code": "demo:worker-zhang"})

    assert (answer.status_code, answer.json.keys(), answer.json["expires_in"]) == (201, SESSION, 900)
    assert answer.json["account"]["grants"][0]["place"] == {
        "code": town.place("community").code, "name": "东街社区", "level": "community"}


@pytest.mark.parametrize("body", [{"code": "demo:nobody-here"}, {"code": "stolen"}])
def test_an_unknown_code_is_not_signed_in(client, body):
    answer = client.post("/api/v1/sessions/wechat", json=body)

    assert (answer.status_code, answer.json["code"]) == (401, "wechat_code_invalid")


@pytest.mark.parametrize("body", [{}, {"code": ""}, {"code": 7}, {"code": "x", "more": 1},
                                  {"code": "x" * 513}])
def test_a_flawed_sign_in_is_named_by_its_field(client, body):
    answer = client.post("/api/v1/sessions/wechat", json=body)

    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_a_worker_sets_a_password_and_signs_in_with_it(client, town):
    with atomic():
        town.account("worker-zhang").username = "zhang"
    client.put("/api/v1/me/password", json={"new": PASSWORD}, headers=town.sign_in("worker-zhang"))

    answer = client.post("/api/v1/sessions/password", json={"username": "zhang", "password": PASSWORD})

    assert (answer.status_code, answer.json["account"]["display_name"]) == (201, "张蓉")


def test_a_resident_does_not_choose_a_password(client, town):
    answer = client.put("/api/v1/me/password", json={"new": PASSWORD},
                        headers=town.sign_in("resident-li"))

    assert (answer.status_code, answer.json["code"]) == (403, "no_username")


@pytest.fixture
def limited(tmp_path):
    """An application of its own that counts, with an empty database."""
    app = create_app(settings(f"sqlite:///{tmp_path}/limited.db", tmp_path, RATE_LIMITS_ENABLED=True,
                              RATE_LIMITS={"sign_in.address": "3/minute"}))
    with app.app_context():
        db.create_all()
        yield app.test_client()
        db.engine.dispose()


@pytest.mark.parametrize(("usernames", "last"), [("aaa", 401), ("aabb", 429)])
def test_sign_ins_from_one_address_are_limited_and_under_one_name_are_not(limited, usernames, last):
    answers = [limited.post("/api/v1/sessions/password", json={"username": name, "password": "a wrong guess"})
               for name in usernames]

    assert [answer.status_code for answer in answers] == [401] * (len(usernames) - 1) + [last]


def test_a_refresh_gives_a_new_pair(client):
    first = _session(client)

    answer = client.post("/api/v1/sessions/refresh", headers=_bearer(first["refresh_token"]))

    assert (answer.status_code, answer.json.keys()) == (201, SESSION)
    assert answer.json["refresh_token"] != first["refresh_token"]


def test_a_refresh_whose_answer_was_lost_is_answered_again(client):
    first = _session(client)

    answers = [client.post("/api/v1/sessions/refresh", headers=_bearer(first["refresh_token"])) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json["refresh_token"] == answers[1].json["refresh_token"]
    assert all(client.get("/api/v1/me", headers=_bearer(answer.json["access_token"])).status_code == 200
               for answer in answers)


def test_an_older_refresh_token_is_refused_and_ends_the_session(client):
    first = _session(client)
    newer = first
    for _ in range(2):
        newer = client.post("/api/v1/sessions/refresh", headers=_bearer(newer["refresh_token"])).json

    again = client.post("/api/v1/sessions/refresh", headers=_bearer(first["refresh_token"]))
    after = client.get("/api/v1/me", headers=_bearer(newer["access_token"]))

    assert [(answer.status_code, answer.json["code"]) for answer in (again, after)] == [
        (401, "refresh_reused"), (401, "signed_out")]


def test_signing_out_is_at_once(client):
    here = _bearer(_session(client)["access_token"])

    gone = client.delete("/api/v1/sessions/current", headers=here)

    assert (gone.status_code, client.get("/api/v1/me", headers=here).status_code) == (204, 401)


def test_i_see_myself_with_a_masked_phone(client, town):
    answer = client.get("/api/v1/me", headers=town.sign_in("resident-li"))

    assert (answer.status_code, answer.json.keys(), answer.json["phone_masked"]) == (200, ME, "190****0001")


def test_i_prove_my_phone(client, town):
    answer = client.post("/api/v1/me/phone", json={"code": "phone:13812341234"},
                         headers=town.sign_in("resident-chen"))

    assert (answer.status_code, answer.json["phone_masked"], answer.json["phone_verified"]) == (
        200, "138****1234", True)


def test_i_call_myself_something_else(client, town):
    answer = client.put("/api/v1/me/name", json={"display_name": " 老李 "},
                        headers=town.sign_in("resident-li"))

    assert (answer.status_code, answer.json["display_name"]) == (200, "老李")


def test_i_see_what_is_held_on_me(client, town):
    answer = client.get("/api/v1/me/data", headers=town.sign_in("resident-li"))

    assert answer.status_code == 200
    assert answer.json["sections"]["account"]["phone"] == "19000000001"


def test_i_leave(client, town):
    headers = town.sign_in("resident-li")

    answers = [client.delete("/api/v1/me", headers=headers), client.get("/api/v1/me", headers=headers)]

    assert [answer.status_code for answer in answers] == [204, 401]


def _give(client, town, by="admin-zheng", **changes):
    body = {"account_id": town.account("resident-li").id, "role": "volunteer",
            "place_code": town.place("community").code}
    return client.post("/api/v1/grants", json=body | changes, headers=town.sign_in(by))


def test_an_admin_gives_a_role(client, town):
    answer = _give(client, town, unit_code=town.unit.code)

    assert (answer.status_code, answer.headers["Location"]) == (201, f"/api/v1/grants/{answer.json['id']}")
    assert (answer.json["account"]["display_name"], answer.json["unit_code"]) == ("李阿姨", town.unit.code)


def test_a_role_given_twice_with_one_key_is_given_once(client, town):
    headers = town.sign_in("admin-zheng") | {"Idempotency-Key": "one"}
    body = {"account_id": town.account("resident-li").id, "role": "volunteer",
            "place_code": town.place("community").code}

    answers = [client.post("/api/v1/grants", json=body, headers=headers) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json == answers[1].json


@pytest.mark.parametrize(("change", "status"), [
    ({"role": "king"}, 422), ({"account_id": 10**20}, 422), ({"account_id": 999_999}, 422),
    ({"place_code": "nowhere"}, 422), ({"unit_code": "nowhere"}, 422)])
def test_a_role_for_nobody_nowhere_or_none_is_refused(client, town, change, status):
    assert _give(client, town, **change).status_code == status


def test_a_worker_gives_no_role(client, town):
    assert _give(client, town, by="worker-zhang").status_code == 403


def test_an_admin_takes_a_role_back(client, town):
    held = _give(client, town).json["id"]

    answers = [client.delete(f"/api/v1/grants/{held}", headers=town.sign_in("admin-zheng")) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [204, 404]


def test_a_worker_lists_the_grants_of_her_community(client, town):
    place = town.place("community").code

    answer = client.get(f"/api/v1/grants?place={place}&limit=1", headers=town.sign_in("worker-zhang"))
    following = client.get(answer.json["next"], headers=town.sign_in("worker-zhang"))

    names = [page.json["items"][0]["account"]["display_name"] for page in (answer, following)]
    assert names == ["张蓉", "周敏"]


@pytest.mark.parametrize(("query", "status"), [
    ("place=nowhere", 404), ("", 422), ("place=500115&limit=0", 422), ("place=500115&cursor=%E7%A0%81", 422)])
def test_a_flawed_question_about_grants_is_refused(client, town, query, status):
    answer = client.get(f"/api/v1/grants?{query}", headers=town.sign_in("admin-zheng"))

    assert answer.status_code == status


def test_a_resident_does_not_list_grants(client, town):
    answer = client.get("/api/v1/grants?place=500115", headers=town.sign_in("resident-li"))

    assert answer.status_code == 403


CLOSED = [("get", "/me"), ("get", "/me/data"), ("delete", "/me"), ("post", "/me/phone"), ("put", "/me/name"),
          ("put", "/me/password"), ("delete", "/sessions/current"), ("get", "/grants"), ("post", "/grants"),
          ("delete", "/grants/1"), ("post", "/sessions/refresh")]


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer x.y.z"}, {"Authorization": "Basic eDp5"}])
@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_without_a_good_token_the_door_stays_shut(client, method, path, headers):
    answer = client.open(f"/api/v1{path}", method=method.upper(), headers=headers)

    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, "Bearer")


def test_knowing_who_asks_takes_one_statement(client, town, statements):
    headers = town.sign_in("worker-zhang")

    with statements() as sent:
        client.get("/api/v1/me", headers=headers)

    assert (len(sent), len([statement for statement in sent if "FROM sign_ins" in statement])) == (2, 1)
