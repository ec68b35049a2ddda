"""The party organisation on pages: kept by who arranges it, from the branch down to the household."""

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.party.models import PartyMember

VILLAGE = "/party/branch/demo-branch-village"


def _value(page, field, says):
    """The value of the option of this field that says so."""
    return next(option.attrs["value"] for option in page.document.query(f"#{field} option")
                if option.to_text().startswith(says))


def test_a_secretary_puts_somebody_on_the_roster_and_sees_him_off(visit):
    lin = visit("secretary-lin")
    admitted = lin.submit(lin.get(VILLAGE), f"{VILLAGE}/members", name="文某", phone="19000000078")
    path = admitted.path
    amended = lin.submit(admitted, path, name="文大", group_code="demo-group-1")
    shown = lin.submit(amended, f"{path}/reveal", reason="通知开会")
    left = lin.submit(lin.submit(amended, path, forget_phone="yes", _once=None), f"{path}/leaving")

    assert ("190****0078" in admitted.text, "19000000078" in amended.text, "19000000078" in shown.text) == (
        True, False, True)
    assert "文大" in amended.text
    assert ("转出" in left.text, path in lin.get(VILLAGE).links()) == (True, False)
    assert "/party" in lin.get("/courtyard").links()
    assert db.session.scalars(sa.select(PartyMember.phone).where(PartyMember.name == "文大")).one() is None


def test_a_number_that_is_not_written_stays(visit):
    lin = visit("secretary-lin")
    admitted = lin.submit(lin.get(VILLAGE), f"{VILLAGE}/members", name="文某", phone="19000000078",
                          group_code="demo-group-1")

    amended = lin.submit(admitted, admitted.path, group_code=".")

    row = db.session.execute(sa.select(PartyMember.phone, PartyMember.group_id).where(PartyMember.name == "文某")).one()
    assert ("190****0078" in amended.text, tuple(row)) == (True, ("19000000078", None))


def test_groups_and_households_are_founded_renamed_and_ended(visit):
    lin = visit("secretary-lin")
    page = lin.get(VILLAGE)
    site = next(option.attrs["value"] for option in page.document.query("#group-place_code option")[2:])
    group = lin.submit(page, f"{VILLAGE}/groups", place_code=site, name="三组", code="group-9")
    house = lin.submit(group, f"{group.path}/households", place_code=site, name="文家中心户", code="house-9")
    used = lin.submit(lin.get(group.path), group.path, holding={"_form": "ending"})
    renamed = lin.submit(house, house.path, holding={"_form": "rename"}, name="文家")
    ended = lin.submit(renamed, house.path, holding={"_form": "ending"})

    assert (group.path, house.path) == ("/party/group/group-9", "/party/household/house-9")
    assert (used.problem, "文家 " in renamed.text, "撤销。" in ended.text) == ("body_in_use", True, True)
    assert not ended.document.query("main form")


def test_a_member_is_given_an_office_and_it_ends(visit):
    lin = visit("secretary-lin")
    admitted = lin.submit(lin.get(VILLAGE), f"{VILLAGE}/members", name="文某")
    page = lin.get(VILLAGE)

    given = lin.submit(page, f"{VILLAGE}/offices", office="committee_member",
                       member_id=admitted.path.rpartition("/")[2])
    (action,) = [form.attrs["action"] for form in given.document.query("form")
                 if form.attrs["action"].endswith("/ending")]
    ended = lin.submit(given, action)

    assert ("支部委员 文某" in given.text, "支部委员 文某" in ended.text) == (True, False)
    assert "secretary" not in {option.attrs["value"] for option in page.document.query("#office-office option")}


def test_the_town_founds_branches_and_a_secretary_does_not(visit):
    wu, lin = visit("supervisor-wu"), visit("secretary-lin")

    founded = wu.submit(wu.get("/party"), "/party", name="外卖支部", code="branch-9")
    below = wu.submit(founded, f"{founded.path}/branches", place_code=_value(founded, "branch-place_code", "东街"),
                      name="东街外卖支部", code="branch-10")

    assert (founded.path, below.path) == ("/party/branch/branch-9", "/party/branch/branch-10")
    assert below.path in wu.get(founded.path).links()
    with pytest.raises(LookupError):
        lin.get(VILLAGE).form(f"{VILLAGE}/branches")
    with pytest.raises(LookupError):
        lin.get(VILLAGE).form(VILLAGE)
    assert not lin.get("/party").document.query("main form")


@pytest.mark.parametrize(("name", "status"), [("worker-far", 404), ("resident-chen", 404), ("auditor-feng", 200)])
def test_a_branch_is_seen_by_who_looks_after_it_and_kept_by_who_may(visit, name, status):
    page = visit(name).get(VILLAGE)

    assert (page.status, page.document.query("main form")) == (status, [])
