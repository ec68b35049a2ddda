"""A place gets another name and number of households from who could have added it; what hangs on it stays."""

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.organization.actions.places import change
from service.organization.queries import places

BUILDING, COMPOUND, COMMUNITY, TOWN = ("500115001009-01-01", "500115001009-01", "500115001009", "500115001")


@pytest.mark.parametrize(("name", "code"), [
    ("admin-zheng", TOWN), ("admin-zheng", BUILDING), ("worker-zhang", COMPOUND), ("worker-zhang", BUILDING)])
def test_who_could_have_added_a_place_renames_it(town, name, code):
    change(code, name=" 新名字 ", by=town.actor(name))

    assert places.place(code).name == "新名字"
    assert db.session.scalars(sa.select(AuditEntry.subject).where(AuditEntry.act == "place_renamed")).all() == [
        f"place:{code}"]


@pytest.mark.parametrize(("name", "code"), [
    ("worker-zhang", COMMUNITY), ("worker-far", COMPOUND), ("supervisor-wu", COMMUNITY), ("resident-li", BUILDING)])
def test_others_do_not(town, name, code):
    with pytest.raises(Forbidden):
        change(code, name="新名字", by=town.actor(name))


def test_a_number_of_households_is_said_once_and_stays_when_only_the_name_changes(town):
    change(BUILDING, name="1号楼", households=42, by=town.actor("worker-zhang"))
    change(BUILDING, name="壹号楼", by=town.actor("worker-zhang"))

    noted = db.session.scalars(sa.select(AuditEntry.act).order_by(AuditEntry.sequence)).all()
    assert places.place(BUILDING).households == 42
    assert noted == ["place_counted", "place_renamed"]


def test_the_same_name_and_number_leave_no_trace_and_an_unknown_place_none(town):
    change(BUILDING, name="1号楼", households=36, by=town.actor("worker-zhang"))
    with pytest.raises(NotFound):
        change("nowhere", name="新名字", by=town.actor("admin-zheng"))

    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.act.startswith("place_"))) == 0


def test_over_http(client, town):
    answer = client.put(f"/api/v1/places/{BUILDING}", json={"name": "壹号楼", "households": 40},
                        headers=town.sign_in("worker-zhang"))

    assert (answer.status_code, answer.json["name"], answer.json["households"], answer.json["chain"][-1]["code"]) == (
        200, "壹号楼", 40, BUILDING)


@pytest.mark.parametrize("number", [-1, 1.5, "六户", 10**9])
def test_a_number_that_is_none_is_refused(client, town, number):
    answer = client.put(f"/api/v1/places/{BUILDING}", json={"name": "1号楼", "households": number},
                        headers=town.sign_in("worker-zhang"))

    assert (answer.status_code, list(answer.json["fields"])) == (422, ["households"])
