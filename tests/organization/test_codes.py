"""Printed codes: what a scan answers, who issues them and who takes them out of use."""

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.errors import Forbidden, Gone, NotFound
from service.organization.actions import codes
from service.organization.models import PlaceCode
from service.organization.queries import codes as asked
from service.organization.tokens import LENGTH, UNMISTAKABLE, new_token

BUILDING = "500115001009-01-01"
POSTERS = ("svg", "png", "pdf")


def _acts():
    return list(db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.sequence.desc()).limit(1)))


def test_a_scan_says_where_one_is(client, town):
    answer = client.get(f"/api/v1/codes/{town.token('building_1')}")

    assert answer.status_code == 200
    assert answer.json["token"] == town.token("building_1")
    assert answer.json["place"]["code"] == BUILDING
    assert [step["name"] for step in answer.json["place"]["chain"]] == [
        "长寿区", "凤城街道", "东街社区", "东街花园", "1号楼"]


@pytest.mark.parametrize("token", ["nothing", "%00", "x" * 400, "码"])
@pytest.mark.parametrize("ending", ["", "/poster.svg"])
def test_an_unknown_code_says_so(client, token, ending):
    answer = client.get(f"/api/v1/codes/{token}{ending}")

    assert (answer.status_code, answer.json["code"]) == (404, "code_unknown")


def test_a_revoked_code_is_gone_but_still_names_the_place(client, town):
    codes.revoke(town.token("building_1"), by=town.actor("worker-zhang"))
    token = db.session.scalar(sa.select(PlaceCode.token).where(PlaceCode.revoked_at.is_not(None)))

    answer = client.get(f"/api/v1/codes/{token}")

    assert (answer.status_code, answer.json["code"]) == (410, "code_revoked")
    assert answer.json["place"]["code"] == BUILDING
    assert answer.json["place"]["chain"][0]["level"] == "district"


@pytest.mark.parametrize("kind", POSTERS)
def test_a_revoked_code_has_no_poster(client, town, kind):
    token = town.token("building_1")
    codes.revoke(token, by=town.actor("worker-zhang"))

    assert client.get(f"/api/v1/codes/{token}/poster.{kind}").status_code == 410


def test_a_worker_issues_a_code_over_the_api(client, town):
    answer = client.post(f"/api/v1/places/{BUILDING}/codes", headers=town.sign_in("worker-zhang"))

    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1/codes/{answer.json['token']}"
    assert client.get(answer.headers["Location"]).json["place"]["code"] == BUILDING


def test_a_worker_revokes_a_code_over_the_api(client, town):
    token = town.token("building_1")

    assert client.delete(f"/api/v1/codes/{token}", headers=town.sign_in("worker-zhang")).status_code == 204
    assert client.get(f"/api/v1/codes/{token}").status_code == 410


def test_issuing_and_revoking_are_in_the_audit_log(town):
    code = codes.issue(town.place(BUILDING), by=town.actor("worker-zhang"))
    issued = _acts()
    codes.revoke(code.token, by=town.actor("worker-zhang"))

    assert (issued, _acts()) == (["code_issued"], ["code_revoked"])


def test_revoking_twice_is_one_act(town):
    token = town.token("building_1")
    codes.revoke(token, by=town.actor("worker-zhang"))
    before = db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry))

    codes.revoke(token, by=town.actor("worker-zhou"))

    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEntry)) == before
    with pytest.raises(Gone):
        asked.live(token)


@pytest.mark.parametrize("stranger", ["worker-far", "resident-li", "member-wang", "supervisor-wu", "auditor-feng"])
def test_only_workers_of_the_place_change_its_codes(town, stranger):
    with pytest.raises(Forbidden):
        codes.issue(town.place(BUILDING), by=town.actor(stranger))
    with pytest.raises(Forbidden):
        codes.revoke(town.token("building_1"), by=town.actor(stranger))


def test_revoking_an_unknown_code_says_so(town):
    with pytest.raises(NotFound):
        codes.revoke("nothing", by=town.actor("worker-zhang"))


def test_a_worker_sees_the_codes_of_his_community_and_no_others(client, town):
    answer = client.get("/api/v1/places/500115001009/codes", headers=town.sign_in("worker-zhang"))

    assert [item["place"]["code"] for item in answer.json["items"]] == [
        BUILDING, "500115001009-01-02", "500115001009-01-03", "500115001009-02-01"]
    first = answer.json["items"][0]
    assert (first["token"], first["revoked_at"]) == (town.token("building_1"), None)
    assert first["place"] == {"code": BUILDING, "name": "1号楼", "level": "building"}


def test_revoked_codes_stay_in_the_list_with_their_moment(client, town):
    codes.revoke(town.token("building_1"), by=town.actor("worker-zhang"))

    answer = client.get(f"/api/v1/places/{BUILDING}/codes", headers=town.sign_in("worker-zhang"))

    assert answer.json["items"][0]["revoked_at"].endswith("+00:00")


def test_pages_of_codes_follow_each_other(client, town):
    for _ in range(3):
        codes.issue(town.place(BUILDING), by=town.actor("worker-zhang"))
    seen, url = [], "/api/v1/places/500115/codes?limit=2"
    for _ in range(20):
        answer = client.get(url, headers=town.sign_in("admin-zheng"))
        seen += [item["token"] for item in answer.json["items"]]
        url = answer.json["next"]
        if url is None:
            break

    assert len(seen) == len(set(seen)) == 9


@pytest.mark.parametrize("person", ["supervisor-wu", "admin-zheng"])
def test_those_above_see_the_codes_too(client, town, person):
    assert client.get("/api/v1/places/500115001009/codes", headers=town.sign_in(person)).status_code == 200


@pytest.mark.parametrize("person", ["worker-far", "member-wang", "resident-li", "lead-hu"])
def test_others_do_not_see_the_codes(client, town, person):
    answer = client.get("/api/v1/places/500115001009/codes", headers=town.sign_in(person))

    assert (answer.status_code, answer.json["code"]) == (403, "forbidden")


def test_tokens_cannot_be_guessed_or_misread():
    tokens = {new_token() for _ in range(1000)}

    assert len(tokens) == 1000
    assert all(len(token) == LENGTH >= 16 and set(token) <= set(UNMISTAKABLE) for token in tokens)
    assert not set("01ilo") & set(UNMISTAKABLE)


def test_some_codes_in_use_are_named_from_the_community_down(town):
    revoked = town.token("building_1")
    codes.revoke(revoked, by=town.actor("worker-zhang"))

    found = asked.some_in_use(limit=2)

    assert [each["names"] for each in found] == [["东街社区", "东街花园", "2号楼"], ["东街社区", "东街花园", "3号楼"]]
