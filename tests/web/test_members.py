"""Members on pages: from the application to the end, yearly feedback, groups, what a unit reads."""

from datetime import timedelta

import pytest

from service.core import clock
from service.core.database import atomic
from service.membership.actions import feedback, records
from service.membership.actions.groups import enter
from service.membership.actions.registering import register
from service.organization.actions import places as acts
from service.party.days import today
from tests.web.applying import BUILDING, COMMUNITY, apply_at_home


def test_a_place_is_chosen_step_by_step(visit):
    li = visit("resident-li")

    steps = [li.get(f"/member/registration{where}") for where in ("", "/500115001", f"/{COMMUNITY}")]

    assert [any(link.endswith(f"/{code}") for link in page.links()) for page, code in zip(
            steps, ("500115001", COMMUNITY, f"{COMMUNITY}-01"), strict=True)] == [True, True, True]
    assert [bool(page.document.query("#register-name")) for page in steps] == [False, False, True]


@pytest.mark.parametrize(("name", "path"), [
    ("resident-li", "/member/registration/500115001009-01"), ("resident-li", "/wishes/new/500115001009-01"),
    ("worker-zhang", "/member/groups/at/500115001009-01"), ("volunteer-qian", "/rider/other/at/500115001009-01"),
    ("worker-zhang", "/posts/new/500115001009-01"), (None, "/report?place=500115001009-01"),
    (None, "/public?place=500115001009")])
def test_places_that_do_not_fit_on_one_page_are_reached(visit, town, name, path, monkeypatch):
    acts.create("东街二期", "compound", town.place("community"), by=town.actor("admin-zheng"))
    monkeypatch.setattr("service.web.queries.places.AT_ONCE", 1)
    visitor = visit(name)
    page, seen = visitor.get(path), set()

    while further := [link for link in page.links() if "cursor=" in link or "places=" in link]:
        seen.add(page.text)
        page = visitor.get(further[0])

    assert (page.status, len(seen) >= 1, page.text in seen) == (200, True, False)


def test_an_application_is_accepted_with_a_receipt(visit):
    li, zhang = visit("resident-li"), visit("worker-zhang")

    applied = apply_at_home(li)
    waiting, to_decide = zhang.get("/community"), zhang.get(applied.path)
    accepted = zhang.submit(to_decide, f"{applied.path}/acceptance")

    assert [page.offers() for page in (applied, to_decide, accepted)] == [
        {"ending"}, {"acceptance", "return"}, {"ending"}]
    assert ("搬家了" in applied.text, "搬家了" in to_decide.text) == (True, False)
    assert ("申请中" in applied.text, applied.path in waiting.links()) == (True, True)
    assert ("已受理" in accepted.text, "受理编号 500115001009-" in accepted.text) == (True, True)
    assert "可以认领的微心愿" in li.get("/member").text


def test_who_has_applied_is_led_to_nothing_until_he_is_accepted_and_once_it_ended_to_a_new_application(visit):
    li = visit("resident-li")
    applied = apply_at_home(li)
    waiting = li.get("/member").links()

    li.submit(applied, f"{applied.path}/ending")
    ended = li.get("/member").links()

    assert ("/desk" in waiting, "/member/registration" in waiting) == (False, False)
    assert ("/desk" in ended, "/member/registration" in ended) == (False, True)


def test_a_unit_is_found_by_a_part_of_its_name(visit):
    li, path = visit("resident-li"), f"/member/registration/{BUILDING}"

    found = [li.get(f"{path}?q={part}").document.query("#register-unit_code") for part in ("某某", "别的")]

    assert [len(each) for each in found] == [1, 0]


def test_a_refused_application_loses_nothing(visit):
    li = visit("resident-li")
    page = li.get(f"/member/registration/{BUILDING}")

    refused = li.submit(page, page.path, holding={"place_code": BUILDING}, unit_code="demo-unit",
                        name="李" * 65, skills=["law"], note="周末有空。")

    assert (refused.status, refused.problem) == (422, "invalid")
    assert "周末有空。" in refused.document.query("#register-note")[0].to_text()
    assert "checked" in refused.document.query("#register-skills-law")[0].attrs


def test_a_returned_application_is_made_anew(visit):
    li, zhang = visit("resident-li"), visit("worker-zhang")
    path = apply_at_home(li).path
    zhang.submit(zhang.get(path), f"{path}/return", reason="请写明住在几号楼。")

    page = li.get(f"{path}/at/500115001009-01-03")
    again = li.submit(page, page.path)

    assert "请写明住在几号楼。" in page.text
    assert ("申请中" in again.text, "3号楼" in again.text, again.path != path) == (True, True, True)


def test_a_unit_sees_its_members_and_not_their_houses(visit, registered):
    he = visit("unit-he")

    page, one = he.get("/unit"), he.get(registered[2])

    assert one.offers() == set()
    assert ("李阿姨" in page.text, registered[2] in page.links()) == (True, True)
    assert ("东街社区" in one.text, "1号楼" in one.text) == (True, False)


def test_the_years_feedback_is_written_acknowledged_and_answered(visit, town, registered):
    li, zhang, _path = registered
    he = visit("unit-he")
    feedback.create_period(by=town.actor("admin-zheng"), name="本年度", begins=today() - timedelta(days=30),
                           ends=today() + timedelta(days=30), write_by=today() + timedelta(days=60))
    path = next(link for link in zhang.get("/member/feedback?view=place").links() if "/member/feedback/" in link)

    blank = zhang.get(path)
    written = zhang.submit(blank, f"{path}/text", text="帮老人换灯泡。", took_part="yes")
    to_read = he.get(path)
    read = he.submit(to_read, f"{path}/acknowledgement", remark="已转达。")
    to_answer = li.get(path)
    replied = li.submit(to_answer, f"{path}/reply", text="谢谢。")

    assert [page.offers() for page in (blank, written, to_read, read, to_answer, zhang.get(path))] == [
        {"text"}, {"text"}, {"acknowledgement"}, set(), {"reply"}, {"correction"}]
    assert all(words in replied.text for words in ("帮老人换灯泡。", "单位的话：已转达。", "谢谢。"))


def test_several_applications_are_accepted_and_several_records_confirmed_at_once(visit, town):
    zhang = visit("worker-zhang")
    for name in ("resident-li", "worker-zhou"):
        register(by=town.actor(name), unit_code="demo-unit", place_code=BUILDING, name=town.account(name).display_name)
    accepted = zhang.submit(zhang.get("/community"), "/community/acceptances")
    with atomic():
        for ref, minutes in (("a", 30), ("b", 45)):
            served = records.bear(account_id=town.account("resident-li").id, kind="wish", ref=ref, title="换灯泡",
                                  place=town.place("building_1"), served_at=clock.now())
            records.propose(served, by=town.actor("resident-li"), minutes=minutes)
    page = zhang.get("/community")
    confirmed = zhang.submit(page, "/community/confirmations")
    again = zhang.submit(page, "/community/confirmations", _once=None)

    assert ("已受理 2 个。" in accepted.text, "等您受理的报到 没有" in accepted.text) == (True, True)
    assert ("已确认 2 条。" in confirmed.text, "已确认 0 条。2 个没有办成：已经确认过。" in again.text) == (True, True)


def test_the_district_opens_a_period_of_feedback(visit):
    zheng, path = visit("admin-zheng"), "/admin/feedback-periods"
    wrong = zheng.submit(zheng.get(path), path, name="2031 年度", begins="2031-01-01", ends="2031-12-31",
                         write_by="2031-02-01")
    opened = zheng.submit(wrong, path, write_by="2032-01-31")

    assert (wrong.status, "2031 年度" in opened.text, path in zheng.get("/admin").links()) == (422, True, True)
    assert visit("supervisor-wu").get(path).status == 403


def test_more_members_than_one_page_holds_are_reached(visit, registered, monkeypatch):
    he = visit("unit-he")
    monkeypatch.setattr("service.web.queries.unit.LISTED", 1)

    page, names = he.get("/unit"), []
    while further := [link for link in page.links() if "cursor=" in link]:
        names.append(page.text)
        page = he.get(further[0])

    assert (len(names) >= 1, any("李阿姨" in text for text in [*names, page.text])) == (True, True)
    assert len({*names, page.text}) == len(names) + 1


@pytest.mark.parametrize(("name", "path", "leads_to"), [
    ("resident-li", "/", "/wishes"), ("resident-li", "/me", "/wishes"), ("unit-he", "/", "/unit")])
def test_from_the_first_page_one_comes_to_wishes_and_to_ones_unit(visit, name, path, leads_to):
    assert leads_to in visit(name).get(path).links()


def test_a_registered_member_is_led_to_what_waits_and_to_what_he_holds(registered):
    assert {"/desk", "/desk/mine"} <= set(registered[0].get("/member").links())


def test_who_has_no_phone_is_led_to_where_he_verifies_one(visit):
    chen = visit("resident-chen")

    refused = apply_at_home(chen)

    assert (refused.problem, "/me" in refused.links()) == ("phone_unverified", True)


@pytest.mark.parametrize(("name", "path"), [("resident-li", "/unit"), ("worker-far", "/member/registrations/1"),
                                            ("auditor-feng", "/unit")])
def test_what_is_not_for_somebody_is_not_there(visit, name, path):
    assert visit(name).get(path).status == 404


@pytest.mark.parametrize("name", ["resident-li", "member-wang", "supervisor-wu"])
def test_who_works_for_no_community_is_told_so(visit, name):
    page = visit(name).get("/community")

    assert (page.status, "给社区工作人员看" in page.text) == (403, True)


@pytest.mark.parametrize("path", ["/community", "/member/registrations?view=place", "/member/records?view=community",
                                  "/wishes?view=place", "/posts?view=place", "/member/feedback?view=place",
                                  "/member/groups"])
def test_a_list_of_the_community_asks_few_questions(visit, town, registered, statements, path):
    zhang = registered[1]
    enter(by=town.actor("worker-zhang"), place_code=COMMUNITY, name="一群",
          owner_account_id=town.account("worker-zhang").id)
    zhang.get(path)

    with statements() as sent:
        page = zhang.get(path)

    assert (page.status, len(sent) <= 8) == (200, True), sent
