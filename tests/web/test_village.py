"""Mediation and member development on pages: for who may, from the beginning to the end."""

from datetime import timedelta

import pytest

from service.core.days import months_after
from service.organization.actions import grants
from service.organization.models import Role
from service.party.days import today


def _open(visitor, **more):
    page = visitor.get("/mediations")
    return visitor.submit(page, "/mediations", **{"type": "neighbour", "source": "applied", "facts": "院坝排水。",
                                                  "parties.0.name": "游某", "parties.1.name": "余某"} | more)


def test_a_mediation_goes_from_taking_up_to_the_revisit(visit):
    hu = visit("lead-hu")
    opened = _open(hu)

    sat = hu.submit(opened, f"{opened.path}/sessions", at=f"{today().isoformat()}T00:01", where="议事站",
                    text="都说了。")
    ended = hu.submit(sat, f"{opened.path}/outcome", outcome="oral_agreement", text="改沟。",
                      perform_by=today().isoformat())
    revisited = hu.submit(ended, f"{opened.path}/revisits", performed="yes")

    assert [page.status for page in (opened, sat, ended, revisited)] == [200, 200, 200, 200]
    assert [page.offers() for page in (opened, sat, ended)] == [
        {"sessions", "outcome", "facts", "extension"}] * 2 + [{"revisits"}]
    assert "00:01" in sat.text
    assert ("口头协议" in ended.text, "做到了" in revisited.text) == (True, True)
    assert opened.path in hu.get("/mediations").links()


def test_nobody_else_learns_of_a_mediation(visit):
    path = _open(visit("lead-hu")).path

    assert [visit(name).get(path).status for name in ("secretary-lin", "admin-zheng", "resident-li")] == [404] * 3


def test_where_nothing_was_agreed_nothing_is_revisited(visit):
    hu = visit("lead-hu")
    opened = _open(hu)

    failed = hu.submit(opened, f"{opened.path}/outcome", outcome="failed", text="谈不拢。")

    assert (failed.status, failed.offers()) == (200, set())


def test_a_dispute_is_taken_up_by_who_may_and_a_place_is_offered_once(visit, town):
    lin = visit("secretary-lin")
    grants.give(Role.COMMUNITY_WORKER, town.account("secretary-lin").id, town.place("village"),
                by=town.actor("admin-zheng"))

    sites = lin.get("/mediations").document.query("[name=place_code] option")

    assert len(sites) == 1
    others = [visit(name).get("/mediations") for name in ("resident-li", "supervisor-wu")]
    assert [(page.status, page.offers()) for page in others] == [(200, set())] * 2


def test_disputes_and_candidates_are_led_to_by_who_keeps_them(visit):
    assert ["/mediations" in visit(name).get("/courtyard").links() for name in ("lead-hu", "supervisor-wu")] == [
        True, False]


def test_a_refused_dispute_keeps_what_was_typed(visit):
    refused = _open(visit("lead-hu"), **{"facts": "身份证500115199001011234，排水。"})

    assert (refused.status, "请不要填写身份证号码" in refused.text) == (422, True)
    assert refused.document.query("[name='parties.1.name']")[0].attrs["value"] == "余某"


def _hu(page):
    """胡院长 among those who may accompany somebody."""
    return next(label.attrs["for"].removeprefix("contact-") for label in page.document.query("label[for]")
                if label.to_text() == "胡院长")


def test_a_candidate_goes_on_to_the_next_stage(visit):
    lin = visit("secretary-lin")

    taken = lin.submit(lin.get("/candidates"), "/candidates", name="文某")
    talked = lin.submit(taken, f"{taken.path}/dues")
    alone = lin.submit(talked, f"{taken.path}/stages")
    accompanied = lin.submit(lin.get(taken.path), f"{taken.path}/contacts", contacts=_hu(talked))
    further = lin.submit(accompanied, f"{taken.path}/stages")
    hu = visit("lead-hu")
    accompanying, listed = hu.get(taken.path), hu.get("/candidates")
    ended = lin.submit(further, f"{taken.path}/ending", reason="withdrawn")

    assert [page.offers() for page in (taken, accompanying, listed, ended)] == [
        {"dues", "contacts", "person", "stages", "ending"}, {"dues"}, set(), set()]
    assert ("入党申请人" in taken.text, "下一步：谈话" in taken.text) == (True, True)
    assert (alone.status, alone.problem) == (422, "invalid")
    assert (further.status, "下一步：半年考察" in further.text) == (200, True)
    assert taken.path in lin.get("/candidates").links()


def _candidate(lin, begun):
    """文某, who applied years ago and is a probationary member since the thousandth day."""
    first = today() - timedelta(days=begun)
    page = lin.submit(lin.get("/candidates"), "/candidates", name="文某", on=first.isoformat())
    page = lin.submit(page, f"{page.path}/contacts", contacts=_hu(page))
    for days in (100, 700, 1000):
        page = lin.submit(page, f"{page.path}/stages", on=(first + timedelta(days=days)).isoformat())
        assert page.status == 200, page.text
    return page


def test_probation_is_extended_once_when_it_is_over(visit):
    lin = visit("secretary-lin")
    page = _candidate(lin, begun=1800)
    ends = months_after(today() - timedelta(days=800), 12)

    assert page.offers() == {"contacts", "person", "stages", "extension", "ending"}
    refused = lin.submit(page, f"{page.path}/extension", until=months_after(ends, 3).isoformat())
    extended = lin.submit(refused, f"{page.path}/extension", until=months_after(ends, 6).isoformat())

    assert (refused.status, "不能少于半年" in refused.text) == (422, True)
    assert "预备期已延长" in extended.text
    assert extended.offers() == {"contacts", "person", "stages", "ending"}


def test_probation_that_still_runs_is_not_extended(visit):
    assert "extension" not in _candidate(visit("secretary-lin"), begun=1200).offers()


def test_a_secretary_of_another_branch_is_offered_nothing_he_may_not_do(visit, town):
    """He belongs to this branch as a member, and keeps another one."""
    lin, hu = visit("secretary-lin"), town.account("lead-hu").id
    path = lin.submit(lin.get("/candidates"), "/candidates", name="文某").path
    grants.give(Role.BRANCH_SECRETARY, hu, town.place("other_community"), by=town.actor("admin-zheng"))

    assert visit("lead-hu").get(path).offers() == set()


def test_a_candidate_sees_his_own_way_and_others_have_none(visit):
    lin, li = visit("secretary-lin"), visit("resident-li")
    before = li.get("/me").links()
    lin.submit(lin.get("/candidates"), "/candidates", name="李阿姨", phone="19000000001")

    own = li.get("/me/development")

    assert ("/me/development" in before, "/me/development" in li.get("/me").links()) == (False, True)
    assert (own.status, "入党申请人" in own.text) == (200, True)
    assert visit("resident-chen").get("/me/development").status == 404


@pytest.mark.parametrize("path", ["/mediations", "/candidates"])
def test_a_list_asks_few_questions(visit, statements, path):
    lin = visit("secretary-lin")
    _open(lin)
    lin.submit(lin.get("/candidates"), "/candidates", name="文某")

    with statements() as sent:
        page = lin.get(path)

    assert (page.status, len(sent) <= 8) == (200, True), sent
