"""A place gets another name from who could have added it; everything that hangs on it stays."""

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.organization.actions.places import rename
from service.organization.queries import places

BUILDING, COMPOUND, COMMUNITY, TOWN = ("500115001009-01-01", "500115001009-01", "500115001009", "500115001")


@pytest.mark.parametrize(("name", "code"), [
    ("admin-zheng", TOWN), ("admin-zheng", BUILDING), ("worker-zhang", COMPOUND), ("worker-zhang", BUILDING)])
def test_who_could_have_added_a_place_renames_it(town, name, code):
    rename(code, " 新名字 ", by=town.actor(name))

    assert places.place(code).name == "新名字"
    assert db.session.scalars(sa.select(AuditEntry.subject).where(AuditEntry.act == "place_renamed")).all() == [
        f"place:{code}"]


@pytest.mark.parametrize(("name", "code"), [
    ("worker-zhang", COMMUNITY), ("worker-far", COMPOUND), ("supervisor-wu", COMMUNITY), ("resident-li", BUILDING)])
def test_others_do_not(town, name, code):
    with pytest.raises(Forbidden):
        rename(code, "新名字", by=town.actor(name))


def test_the_same_name_leaves_no_trace_and_an_unknown_place_none(town):
    rename(BUILDING, "1号楼", by=town.actor("worker-zhang"))
    with pytest.raises(NotFound):
        rename("nowhere", "新名字", by=town.actor("admin-zheng"))

    assert db.session.scalar(sa.select(sa.func.count()).where(AuditEntry.act == "place_renamed")) == 0


def test_over_http(client, town):
    answer = client.put(f"/api/v1/places/{BUILDING}", json={"name": "壹号楼"}, headers=town.sign_in("worker-zhang"))

    assert (answer.status_code, answer.json["name"], answer.json["chain"][-1]["code"]) == (200, "壹号楼", BUILDING)
