"""Who of the branch sees how much, what others hear, and what somebody sees of himself."""

import pytest
import sqlalchemy as sa

from service.accounts.actions import erasing
from service.core.database import db
from service.core.errors import Forbidden, Invalid, NotFound
from service.development import actions
from service.development.queries import counts, showing
from service.development.queries.opening import UnknownCandidate
from service.development.stages import Stage
from service.organization.actions import grants
from service.organization.models import Role
from service.party.actions import members
from tests.development.conftest import TODAY

VILLAGE = "500115001201"


@pytest.fixture
def applicant(branch):
    """Of courtyard 2, accompanied by 谭德厚; with a phone and a remark."""
    return branch.apply(group_code="demo-group-2", phone="19000000002", remark="退伍回村",
                        contacts=[branch.member("谭德厚")])


def _listed(branch, surname):
    page = showing.candidates(branch.person(surname), stage=None, state=None, limit=20, cursor=None)
    return page.items


def test_the_secretary_sees_all_of_it(branch, applicant):
    shown = showing.detail(applicant, branch.person("lin"))

    assert (shown["phone"], shown["stages"][0]["remark"], shown["next_due"]) == ("190****0002", "退伍回村", "talk")


def test_a_member_of_the_branch_sees_name_stage_and_date(branch, applicant):
    shown = showing.detail(applicant, branch.person("hu"))

    assert (shown["name"], shown["stage"], shown["stage_on"]) == ("文小英", "applicant", "2026-03-04")
    assert (shown["phone"], shown["stages"][0]["remark"], shown["next_due"], shown["next_due_on"], shown["dues"],
            shown["overdue"]) == (None, None, None, None, [], False)
    assert _listed(branch, "hu")[0]["next_due_on"] is None


def test_the_contact_person_sees_all_of_it(branch, applicant):
    actions.choose_contacts(applicant, by=branch.person("lin"), member_ids=[branch.member("胡院长")])

    assert showing.detail(applicant, branch.person("hu"))["phone"] == "190****0002"
    assert branch.letters("hu") == ["candidate_accompanied"]


def test_the_lead_of_the_group_sees_all_of_it(branch):
    number = branch.apply(group_code="demo-group-1", phone="19000000002", contacts=[])

    assert showing.detail(number, branch.person("hu"))["phone"] == "190****0002"


def test_nobody_outside_the_branch_sees_anybody(branch, applicant):
    for other in ("li", "wang", "zhang", "wu", "zheng", "feng", "he"):
        with pytest.raises(UnknownCandidate):
            showing.detail(applicant, branch.person(other))
        with pytest.raises(UnknownCandidate):
            actions.reach(applicant, by=branch.person(other), stage=Stage.ACTIVIST, on=TODAY)
        assert _listed(branch, other) == []


def test_who_has_left_the_branch_sees_nobody(branch, applicant, town):
    for held in branch.person("hu").held(Role.COURTYARD_LEAD):
        grants.revoke(held.grant_id, by=branch.person("zheng"))
    members.leave(town.member("胡院长"), on=TODAY, by=None)

    with pytest.raises(UnknownCandidate):
        showing.detail(applicant, branch.person("hu"))


def test_a_member_sees_but_does_not_note(branch, applicant):
    hu = branch.person("hu")
    for note in (lambda: actions.reach(applicant, by=hu, stage=Stage.ACTIVIST, on=TODAY),
                 lambda: actions.do(applicant, by=hu, on=TODAY),
                 lambda: actions.correct(applicant, by=hu, name="别人"),
                 lambda: actions.choose_contacts(applicant, by=hu, member_ids=[])):
        with pytest.raises(Forbidden):
            note()


def test_phone_and_remark_are_unreadable_in_the_database(branch, applicant):
    stored = [*db.session.scalars(sa.text("SELECT phone FROM candidates")),
              *db.session.scalars(sa.text("SELECT remark FROM stages_reached"))]

    assert len(stored) == 2
    assert not [text for text in stored if "19000000002" in text or "退伍" in text]


def test_a_page_costs_the_same_however_many_it_shows(branch, statements):
    lin, sizes = branch.person("lin"), []
    for _ in range(2):
        for _ in range(3):
            branch.apply()
        with statements() as sent:
            showing.candidates(lin, stage=None, state="live", limit=20, cursor=None)
        sizes.append(len(sent))

    assert sizes[0] == sizes[1] <= 6


def test_the_list_is_divided_by_stage_and_state(branch):
    activist, ended, applicant = branch.at(Stage.ACTIVIST), branch.apply(), branch.apply()
    actions.end(ended, by=branch.person("lin"), reason="withdrawn", on=TODAY)

    def ids(**wanted):
        wanted = {"stage": None, "state": None} | wanted
        page = showing.candidates(branch.person("lin"), limit=20, cursor=None, **wanted)
        return [item["id"] for item in page.items]

    assert (ids(stage=Stage.ACTIVIST), ids(state="live"), ids(state="ended")) == (
        [activist], [applicant, activist], [ended])


def test_others_hear_how_many_unless_they_are_few(branch):
    for _ in range(5):
        branch.apply()
    branch.at(Stage.ACTIVIST)

    shown = counts.shown(branch.person("feng"), place=VILLAGE)

    assert {item["stage"]: item["count"] for item in shown["items"]} == dict.fromkeys(Stage) | {Stage.APPLICANT: 5}
    assert shown["total"] == 5
    assert [(row.stage, row.count) for row in counts.by_stage(None)] in (
        [(Stage.APPLICANT, 5), (Stage.ACTIVIST, 1)], [(Stage.ACTIVIST, 1), (Stage.APPLICANT, 5)])


def test_numbers_are_for_who_looks_after_the_place_and_no_smaller_place(branch):
    for by in ("hu", "li", "zhang"):
        with pytest.raises(Forbidden):
            counts.shown(branch.person(by), place=VILLAGE)
    with pytest.raises(Invalid):
        counts.shown(branch.person("lin"), place=f"{VILLAGE}-01")


def test_somebody_sees_his_own_way_once_his_phone_is_proved(branch, town, client):
    branch.apply(phone="13900000077", remark="不给本人看")
    headers = town.sign_in("resident-chen")
    before = client.get("/api/v1/me/development", headers=headers).status_code

    client.post("/api/v1/me/phone", json={"code": "phone:13900000077"}, headers=headers)
    answer = client.get("/api/v1/me/development", headers=headers)

    assert (before, answer.status_code) == (404, 200)
    assert (answer.json["stage"], answer.json["next_due_on"], answer.json["contacts"]) == (
        "applicant", "2026-04-04", ["胡院长"])
    assert "不给本人看" not in answer.text


def test_who_is_known_by_his_phone_already_sees_it_at_once(branch):
    branch.apply(phone="19000000001")

    assert showing.own(branch.person("li"))["stage"] == "applicant"
    with pytest.raises(NotFound):
        showing.own(branch.person("chen"))


def test_the_copy_of_ones_data_has_the_remarks_too(branch):
    branch.apply(phone="19000000001", remark="退伍回村")

    (held,) = showing.held_on(branch.person("li").account_id)

    assert (held["phone"], held["stages"][0]["remark"]) == ("19000000001", "退伍回村")


def test_leaving_takes_the_person_away_and_keeps_the_dates(branch):
    number = branch.apply(phone="19000000001", remark="退伍回村")

    erasing.erase(by=branch.person("li"))

    shown = showing.detail(number, branch.person("lin"))
    assert (shown["name"], shown["phone"], shown["state"], shown["stages"][0]["remark"]) == (
        "（已注销）", None, "ended", None)
    assert shown["stages"][0]["on"] == "2026-03-04"
    assert branch.letters("lin") == ["candidate_erased"]


def test_a_contact_person_who_leaves_the_roster_accompanies_nobody(branch, town, applicant):
    members.leave(town.member("谭德厚"), on=TODAY, by=None)

    assert showing.detail(applicant, branch.person("lin"))["contacts"] == []
    assert branch.letters("lin") == ["candidate_alone"]
