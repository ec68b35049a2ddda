"""Mediation and member development on pages: for who may, from the beginning to the end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.days import months_after
from service.development.models import Candidate
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
    assert ("口头协议" in ended.text, "做到了" in revisited.text) == (True, True)
    assert opened.path in hu.get("/mediations").links()


def test_nobody_else_learns_of_a_mediation(visit):
    path = _open(visit("lead-hu")).path

    assert [visit(name).get(path).status for name in ("secretary-lin", "admin-zheng", "resident-li")] == [404] * 3


def test_a_refused_dispute_keeps_what_was_typed(visit):
    refused = _open(visit("lead-hu"), **{"facts": "身份证500115199001011234，排水。"})

    assert (refused.status, "请不要填写身份证号码" in refused.text) == (422, True)
    assert refused.document.query("[name='parties.1.name']")[0].attrs["value"] == "余某"


def test_a_case_is_corrected_and_given_more_time_when_all_agree(visit):
    hu = visit("lead-hu")
    opened = _open(hu, source="referred", referred_by="派出所", **{"parties.1.phone": "13900000002"})
    until = months_after(today(), 2).isoformat()

    corrected = hu.submit(opened, f"{opened.path}/facts", type="land",
                          **{"parties.0.name": "游大", "parties.2.name": "文某"})
    alone = hu.submit(corrected, f"{opened.path}/extension", until=until, reason="有一方在外务工。")
    prolonged = hu.submit(alone, f"{opened.path}/extension", parties_consent="yes")
    stale = hu.submit(opened, f"{opened.path}/facts", facts="另一件", _once=None)

    assert all(words in corrected.text for words in ("山林土地", "游大", "余某", "13900000002", "文某", "派出所"))
    assert (alone.status, "各方当事人都同意才能延长" in alone.text) == (422, True)
    assert alone.document.query("#extend-until")[0].attrs["value"] == until
    assert ("延长到" in prolonged.text, stale.status) == (True, 412)


def test_another_mediator_is_asked_and_the_first_one_leaves(visit, town):
    hu, lin = visit("lead-hu"), visit("secretary-lin")
    case = _open(hu).path
    path = f"{case}/mediators"
    alone = hu.get(path)
    asked = hu.submit(alone, path, account_id=str(town.account("secretary-lin").id))

    left = hu.submit(asked, f"{case}/leaving")

    with pytest.raises(LookupError):
        alone.form(f"{case}/leaving")
    assert ("林" in asked.text, left.path, hu.get(case).status, lin.get(case).status) == (
        True, "/mediations", 404, 200)


def test_a_candidate_is_corrected_without_his_number_being_shown_or_lost(visit, town):
    lin = visit("secretary-lin")
    taken = lin.submit(lin.get("/candidates"), "/candidates", name="文某", phone="19000000077")
    path = f"{taken.path}/person"

    corrected = lin.submit(taken, path, name="文大", group_code="demo-group-1")
    kept = db.session.scalars(sa.select(Candidate.phone)).one()
    lin.submit(corrected, path, forget_phone="yes")

    assert ("文大" in corrected.text, "190****0077" in corrected.text, kept) == (True, True, "19000000077")
    assert db.session.scalars(sa.select(Candidate.phone).execution_options(populate_existing=True)).one() is None


def _first_contact(page):
    return page.document.query("input[name=contacts]")[0].attrs["value"]


def test_a_candidate_goes_on_to_the_next_stage(visit):
    lin = visit("secretary-lin")

    taken = lin.submit(lin.get("/candidates"), "/candidates", name="文某")
    talked = lin.submit(taken, f"{taken.path}/dues")
    alone = lin.submit(talked, f"{taken.path}/stages")
    accompanied = lin.submit(lin.get(taken.path), f"{taken.path}/contacts", contacts=_first_contact(talked))
    further = lin.submit(accompanied, f"{taken.path}/stages")

    assert ("入党申请人" in taken.text, "下一步：谈话" in taken.text) == (True, True)
    assert (alone.status, alone.problem) == (422, "invalid")
    assert (further.status, "下一步：半年考察" in further.text) == (200, True)
    assert taken.path in lin.get("/candidates").links()


def _candidate(lin, **more):
    """文某, who applied years ago and is a probationary member whose year is over."""
    first = today() - timedelta(days=1500)
    page = lin.submit(lin.get("/candidates"), "/candidates", name="文某", on=first.isoformat(), **more)
    page = lin.submit(page, f"{page.path}/contacts", contacts=_first_contact(page))
    for days in (100, 700, 1000):
        page = lin.submit(page, f"{page.path}/stages", on=(first + timedelta(days=days)).isoformat())
        assert page.status == 200, page.text
    return page


def test_probation_is_extended_once_when_it_is_over(visit):
    lin = visit("secretary-lin")
    page = _candidate(lin)
    ends = months_after(today() - timedelta(days=500), 12)

    refused = lin.submit(page, f"{page.path}/extension", until=months_after(ends, 3).isoformat())
    extended = lin.submit(refused, f"{page.path}/extension", until=months_after(ends, 6).isoformat())

    assert (refused.status, "不能少于半年" in refused.text) == (422, True)
    assert "预备期已延长" in extended.text
    with pytest.raises(LookupError):
        extended.form(f"{page.path}/extension")


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
