"""The courtyard's day on pages: agenda, log, approval, decisions; without a script."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.core.database import db
from service.courtyard.models import ActivityLog, PartyMassDay
from service.feedback.models import Ticket
from service.party.models import PartyMember
from tests.web.browsing import values_of

NOON = datetime(2026, 3, 5, 4, tzinfo=UTC)  # 12:00 in Changshou


def _hu(town):
    return db.session.scalar(sa.select(PartyMember.id).where(PartyMember.name == "胡院长"))


def _row(page, kind):
    """The number of the empty row of a kind."""
    rows = [node for node in page.document.query("[data-row=items]") if node.attrs["data-kind"] == kind]
    return rows[-1].attrs["data-number"]


def _written(page, town, **more):
    """What 胡院长 writes: when, who, one opinion, one decision."""
    opinion = f"items.{_row(page, 'opinion_collection')}."
    return {"begins_at": "09:00", "ends_at": "10:30", "host_id": str(_hu(town)), "members.0.there": "present",
            "members.1.there": "absent", "members.1.reason": "赶场", "others_present": "12",
            f"{opinion}text": "进院路上的路灯坏了两盏。\r\n晚上怕摔。", "minutes.announced": "医保缴费的办法",
            "decisions.0.what": "清理院坝水沟", "decisions.0.who": "胡院长", "decisions.0.due_on": "2026-03-20"} | more


def test_a_day_goes_from_the_agenda_to_the_approved_log(visit, town, day):
    hu, lin = visit("lead-hu"), visit("secretary-lin")
    home = hu.get("/courtyard")
    page = hu.get(f"{day}/log")

    saved = hu.submit(page, f"{day}/log", **_written(page, town))
    handed_in = hu.send(f"{day}/log/submission", _values(saved, f"{day}/log"))
    waiting, to_decide = lin.get("/courtyard"), lin.get(f"{day}/log")
    approved = lin.submit(to_decide, f"{day}/log/approval")

    assert [each.offers() for each in (page, saved, handed_in, to_decide, approved, hu.get(f"{day}/log"))] == [
        {"log"}, {"log", "discarding"}, set(), {"approval", "return"}, {"amendments"}, {"amendments"}]
    assert ["写活动记录" in hu.get(day).text, "看活动记录" in hu.get(day).text] == [False, True]
    assert day in home.links()
    assert (saved.status, "草稿已保存" in saved.text) == (200, True)
    assert (handed_in.status, "已转成诉求" in handed_in.text, "待审核" in handed_in.text) == (200, True, True)
    assert f"{day}/log" in waiting.links()
    assert ("已通过" in approved.text, "赶场" in approved.text) == (True, True)
    assert db.session.execute(sa.select(Ticket.text, Ticket.source)).all() == [
        ("进院路上的路灯坏了两盏。\n晚上怕摔。", "courtyard")]


def _handed_in(visitor, town, day, **more):
    return visitor.send(f"{day}/log/submission", _filled(visitor.get(f"{day}/log"), town, day, **more))


def _filled(page, town, day, **more):
    return _values(page, f"{day}/log") | {name: [value] for name, value in (_written(page, town) | more).items()}


def test_a_log_that_goes_back_says_why_and_waits_for_its_writer(visit, town, day):
    hu, lin = visit("lead-hu"), visit("secretary-lin")
    _handed_in(hu, town, day)
    lin.submit(lin.get(f"{day}/log"), f"{day}/log/return", reason="请写明谁主持。")

    home, page = hu.get("/courtyard"), hu.get(f"{day}/log")
    found = [f"{day}/log" in lin.get(f"/courtyard/logs?state={state}").links() for state in ("submitted", "returned")]

    assert ("退回了" in home.text, "等审核" in home.text, "请写明谁主持。" in page.text, *found) == (1, 0, 1, 0, 1)
    assert lin.submit(lin.get(f"{day}/log"), f"{day}/log", spot="议事站").status == 200


def test_a_day_to_be_recorded_stands_there_once_and_few_later_ones_below(visit, day):
    with time_machine.travel(NOON + timedelta(days=2)):
        links = visit("lead-hu").get("/courtyard").links()

    assert (links.count(day), len([link for link in links if link.startswith("/courtyard/days/")])) == (1, 6)


def _values(page, action):
    data = {}
    for name, value in values_of(page.form(action)):
        data.setdefault(name, []).append(value)
    return data


def test_what_two_people_write_at_once_is_shown_to_the_second_beside_his_own(visit, town, day):
    hu, lin = visit("lead-hu"), visit("secretary-lin")
    first, second = hu.get(f"{day}/log"), lin.get(f"{day}/log")
    hu.submit(first, f"{day}/log", **_written(first, town))

    refused = lin.submit(second, f"{day}/log", **_written(second, town) | {"spot": "胡家院坝"})
    taken = lin.submit(refused, f"{day}/log")

    assert (refused.status, refused.problem) == (409, "day_has_log")
    assert "胡院长 刚保存的这一份" in refused.text
    assert [node.attrs["value"] for node in refused.document.query("#log-spot")] == ["胡家院坝"]
    assert (taken.status, "草稿已保存" in taken.text) == (200, True)
    assert db.session.execute(sa.select(ActivityLog.spot, ActivityLog.version)).all() == [("胡家院坝", 2)]


def test_a_page_that_is_older_than_the_log_is_refused_and_shows_both(visit, town, day):
    hu = visit("lead-hu")
    page = hu.get(f"{day}/log")
    hu.submit(page, f"{day}/log", **_written(page, town))
    here, there = hu.get(f"{day}/log"), hu.get(f"{day}/log")
    hu.submit(here, f"{day}/log", spot="院坝")

    stale = hu.submit(there, f"{day}/log", spot="议事站")

    assert (stale.status, stale.problem) == (412, "stale")
    assert "院坝" in stale.document.query("details.card")[0].to_text()
    assert stale.document.query("#log-spot")[0].attrs["value"] == "议事站"


def test_an_incomplete_log_is_not_submitted_and_loses_nothing(visit, town, day):
    refused = _handed_in(visit("lead-hu"), town, day, host_id="", _once="")

    assert (refused.status, refused.problem) == (422, "invalid")
    assert "清理院坝水沟" in str(refused.body.decode())
    assert db.session.scalar(sa.select(sa.func.count(ActivityLog.id))) == 0


def test_the_device_saves_while_it_is_written(visit, town, day):
    hu = visit("lead-hu")
    values = _filled(hu.get(f"{day}/log"), town, day)
    values.pop("_once")

    answers = [hu.send(f"{day}/log/draft", values) for _time in range(2)]

    assert [(answer.status, answer.document.query("#saved")[0].attrs["data-version"]) for answer in answers] == [
        (200, "1"), (200, "1")]


def test_blank_rows_are_not_kept(visit, town, day):
    hu = visit("lead-hu")

    hu.submit(hu.get(f"{day}/log"), f"{day}/log", begins_at="09:00")

    assert db.session.execute(sa.select(ActivityLog.decisions, ActivityLog.begins_at)).one().decisions == []
    assert len(hu.get(f"{day}/log").document.query("[data-row]")) == 5


def test_a_day_that_was_not_held_says_why_and_may_be_reopened(visit, day):
    hu = visit("lead-hu")

    refused = hu.submit(hu.get(day), f"{day}/not-held", reason_code="farming", reason="")
    said = hu.submit(refused, f"{day}/not-held", reason="正在抢收")
    nobody = visit("auditor-feng").get(day)
    again = hu.submit(said, f"{day}/reopening", reason="晚上开了")

    assert refused.status == 422
    assert [page.offers() for page in (said, again, nobody)] == [{"reopening"}, {"not-held", "move"}, set()]
    assert f"{day}/log" not in said.links()
    assert "没有开展，因为农忙：正在抢收" in said.text
    assert f"{day}/log" in again.links()


def test_a_planned_day_is_moved_within_its_month(visit, town, day):
    lin = visit("secretary-lin")
    april = "/courtyard/days/" + str(db.session.scalar(
        sa.select(PartyMassDay.id).where(PartyMassDay.month == "2026-04")))

    ahead = lin.get(april)
    wrong = lin.submit(ahead, f"{april}/move", on="2026-05-01", reason="赶场")
    moved = lin.submit(wrong, f"{april}/move", on="2026-04-06")

    assert (wrong.status, "只能改到同一个月" in wrong.text) == (422, True)
    assert f"{april}/log" not in ahead.links()
    assert lin.send(f"{april}/log/approval", {"_csrf": _values(ahead, f"{april}/move")["_csrf"]}).status == 404
    assert "原定 4月5日（周日），改期原因：赶场" in moved.text


def test_a_decision_is_followed_until_it_is_done(visit, town, day):
    hu, lin = visit("lead-hu"), visit("secretary-lin")
    _handed_in(hu, town, day)
    found = next(link for link in lin.get("/courtyard/decisions").links() if re.search(r"/decisions/\d+$", link))

    open_one, others = lin.get(found), visit("auditor-feng").get(found)
    done = lin.submit(open_one, f"{found}/completion", text="水沟通了。")

    assert [page.offers() for page in (open_one, others, done)] == [{"completion", "dropping"}, set(), set()]
    assert [found in lin.get(f"/courtyard/decisions?state={state}").links() for state in ("done", "all", "open")] == [
        True, True, False]
    assert ("已完成" in done.text, "下一次党群日向大家通报" in done.text) == (True, True)
    assert "这里没有" in lin.get("/courtyard/decisions").text


def test_the_secretary_fixes_the_day_and_sees_the_year(visit, town, day):
    lin = visit("secretary-lin")

    page = lin.submit(lin.get("/courtyard/groups/demo-group-2"), "/courtyard/groups/demo-group-2/day-rule",
                      holding={"kind": "nth_weekday"}, nth="-1", weekday="5", at="19:30")

    assert (page.offers(), visit("lead-hu").get("/courtyard/groups/demo-group-1").offers()) == ({"day-rule"}, set())
    assert "每月最后一个星期五 19:30" in page.text
    assert len([link for link in page.links() if "/courtyard/days/" in link]) == 10


def test_a_log_is_not_for_everybody(visit, town, day):
    _handed_in(visit("lead-hu"), town, day)

    assert [visit(name).get(f"{day}/log").status for name in ("resident-li", "worker-zhang", "unit-he")] == [404] * 3


def test_who_belongs_to_no_group_is_told_how_to_join(visit):
    assert "支部书记登记" in visit("resident-li").get("/courtyard").text


@pytest.mark.parametrize("path", ["/courtyard", "/courtyard/logs", "/courtyard/decisions",
                                  "/courtyard/groups/demo-group-1"])
def test_a_list_asks_few_questions_however_long(visit, town, day, statements, path):
    lin = visit("secretary-lin")
    lin.get(path)

    with statements() as sent:
        page = lin.get(path)

    assert (page.status, len(sent) <= 8) == (200, True), sent
