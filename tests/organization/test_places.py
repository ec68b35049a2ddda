"""The tree of places, and who adds to it."""

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.errors import Forbidden, Invalid, WrongMoment
from service.organization.actions.places import create
from service.organization.models import Level, Place
from service.organization.queries import places
from service.organization.tree import LIES_IN

COMMUNITY, COMPOUND, COURTYARD = "500115001009", "500115001009-01", "500115001201-01"


def _codes(answer):
    return [item["code"] for item in answer.json["items"]]


def test_anybody_can_list_what_lies_directly_below_a_place(client):
    answer = client.get(f"/api/v1/places?parent={COMPOUND}")

    assert answer.status_code == 200
    assert answer.json["items"][0] == {"code": f"{COMPOUND}-01", "name": "1号楼", "level": "building",
                                       "parent_code": COMPOUND}
    assert _codes(answer) == [f"{COMPOUND}-01", f"{COMPOUND}-02", f"{COMPOUND}-03"]


def test_places_can_be_listed_by_level(client):
    answer = client.get("/api/v1/places?level=town&limit=100")

    assert len(answer.json["items"]) == 19
    assert answer.json["next"] is None


def test_pages_follow_each_other_without_gap_or_repeat(client):
    seen, url = [], "/api/v1/places?parent=500115001&limit=7"
    for _ in range(20):
        answer = client.get(url)
        seen += _codes(answer)
        url = answer.json["next"]
        if url is None:
            break

    assert seen == _codes(client.get("/api/v1/places?parent=500115001&limit=100"))
    assert len(seen) > 14


def test_a_page_costs_the_same_number_of_statements_whatever_its_size(client, statements):
    def cost(limit):
        with statements() as sent:
            client.get(f"/api/v1/places?level=village&limit={limit}")
        return len(sent)

    assert cost(1) == cost(100) == 1


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "level=street", "cursor=zzz", "cursor=%00", "sort=name"])
def test_a_list_that_cannot_be_understood_is_refused(client, query):
    assert client.get(f"/api/v1/places?{query}").status_code == 422


def test_a_place_is_shown_with_its_chain_from_the_district_down(client):
    place = client.get(f"/api/v1/places/{COMPOUND}-01").json

    assert [(step["code"], step["level"]) for step in place["chain"]] == [
        ("500115", "district"), ("500115001", "town"), (COMMUNITY, "community"), (COMPOUND, "compound"),
        (f"{COMPOUND}-01", "building")]
    assert place["parent_code"] == COMPOUND


@pytest.mark.parametrize("code", ["nowhere", "%00", "x" * 500, "东街社区"])
def test_an_unknown_place_says_so(client, code):
    answer = client.get(f"/api/v1/places/{code}")

    assert (answer.status_code, answer.json["code"]) == (404, "place_unknown")


def test_under_a_place_means_it_and_everything_below(town):
    found = set(db.session.scalars(sa.select(Place.code).where(places.under(town.place(COMPOUND)))))

    assert found == {COMPOUND, f"{COMPOUND}-01", f"{COMPOUND}-02", f"{COMPOUND}-03"}


def test_a_worker_adds_a_building_to_a_compound_of_his_community(client, town):
    answer = client.post("/api/v1/places", headers=town.sign_in("worker-zhang"),
                         json={"parent_code": COMPOUND, "name": "4号楼", "level": "building"})

    assert answer.status_code == 201
    assert answer.json["code"] == f"{COMPOUND}-04"
    assert client.get(answer.headers["Location"]).json["chain"][-1]["name"] == "4号楼"
    assert town.place(f"{COMPOUND}-04").path.startswith(town.place(COMPOUND).path)


def test_adding_a_place_needs_a_signed_in_person(client):
    body = {"parent_code": COMPOUND, "name": "4号楼", "level": "building"}

    assert client.post("/api/v1/places", json=body).status_code == 401


def test_a_place_below_nowhere_is_refused_at_its_field(client, town):
    answer = client.post("/api/v1/places", headers=town.sign_in("worker-zhang"),
                         json={"parent_code": "nowhere", "name": "4号楼", "level": "building"})

    assert (answer.status_code, list(answer.json["fields"])) == (422, ["parent_code"])


@pytest.mark.parametrize("stranger", ["worker-far", "resident-li", "member-wang", "supervisor-wu", "lead-hu"])
def test_nobody_else_adds_buildings_to_a_community(town, stranger):
    with pytest.raises(Forbidden):
        create("4号楼", Level.BUILDING, town.place(COMPOUND), by=town.actor(stranger))


def test_a_worker_makes_no_community(town):
    for parent in ("town", "community"):
        with pytest.raises(Forbidden):
            create("新社区", Level.COMMUNITY, town.place(parent), by=town.actor("worker-zhang"))


def test_an_admin_makes_a_community_under_its_official_code(town):
    made = create("新社区", Level.COMMUNITY, town.place("town"), by=town.actor("admin-zheng"), code="500115001099")

    assert places.place("500115001099").path == f"{town.place('town').path}{made.id}/"


def test_each_level_lies_only_where_it_belongs(town):
    parents = {Level.DISTRICT: "500115", Level.TOWN: "500115001", Level.COMMUNITY: COMMUNITY,
               Level.VILLAGE: "500115001201", Level.COMPOUND: COMPOUND, Level.COURTYARD: COURTYARD,
               Level.BUILDING: f"{COMPOUND}-01"}
    accepted = {level: set() for level in Level}
    for level in Level:
        for parent_level, code in parents.items():
            try:
                create("某处", level, town.place(code), by=town.actor("admin-zheng"))
            except Invalid:
                continue
            accepted[level].add(parent_level)

    assert accepted == {level: set(parent_levels) for level, parent_levels in LIES_IN.items()}
    assert accepted[Level.BUILDING] == {Level.COMPOUND, Level.COURTYARD}
    assert accepted[Level.COMPOUND] == {Level.COMMUNITY}
    assert accepted[Level.COURTYARD] == {Level.COMMUNITY, Level.VILLAGE}


def test_a_code_stands_for_one_place_only(town):
    with pytest.raises(WrongMoment) as refusal:
        create("重复", Level.BUILDING, town.place(COMPOUND), by=town.actor("worker-zhang"), code=f"{COMPOUND}-01")

    assert refusal.value.code == "code_taken"


def test_a_new_place_leaves_a_row_in_the_audit_log(town):
    made = create("4号楼", Level.BUILDING, town.place(COMPOUND), by=town.actor("worker-zhang"))

    entry = db.session.scalar(sa.select(AuditEntry).order_by(AuditEntry.sequence.desc()).limit(1))
    assert (entry.act, entry.subject) == ("place_created", f"place:{made.code}")
    assert entry.actor_id == town.account("worker-zhang").id


@pytest.mark.only_postgresql
def test_two_workers_adding_at_once_get_two_codes(town, run_together):
    actors = [town.actor("worker-zhang"), town.actor("worker-zhou")]

    made = run_together([lambda actor=actor: create("新楼", Level.BUILDING, places.place(COMPOUND), by=actor).code
                         for actor in actors])

    assert sorted(made) == [f"{COMPOUND}-04", f"{COMPOUND}-05"]
