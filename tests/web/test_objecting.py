"""A refusal on the pages: the resident objects by a form, somebody above finds it at his desk and decides."""

from service.feedback.workflow import State
from service.town import cast
from tests.feedback.conftest import frozen, life, people, stuck_lift, wait

__all__ = ["frozen", "life", "people", "stuck_lift", "wait"]


def test_a_resident_objects_and_a_second_person_opens_it_again(visit, hands, life, stuck_lift):
    life.reject(stuck_lift)
    li, page = visit("resident-li"), f"/tickets/{stuck_lift}"

    objected = li.submit(li.get(page), f"{page}/objection", text="电梯就在我们楼里")
    desk = visit("supervisor-wu").get("/desk")
    hands("supervisor-wu").do(stuck_lift, "objection/decision", decision="reopen", reason="确实归社区管")

    assert "您的异议已经送到" in objected.text and "3月11日" in objected.text and "objection" not in objected.offers()
    assert "异议待决定 1 件" in desk.text and f"/desk/tickets/{stuck_lift}" in desk.links()
    assert life.ticket(stuck_lift).state is State.QUEUED
    told = li.get(page).text
    assert "电梯就在我们楼里" in told and "吴主任认为异议成立，重新办理" in told and "确实归社区管" in told


def test_an_upheld_objection_says_why_and_the_desk_of_the_place_has_no_such_list(visit, hands, life, stuck_lift):
    life.reject(stuck_lift)
    li, page = visit("resident-li"), f"/tickets/{stuck_lift}"
    li.submit(li.get(page), f"{page}/objection", text="电梯就在我们楼里")

    assert "异议待决定" not in visit("worker-zhang").get("/desk").text
    assert "decision" not in hands("worker-zhang").look(stuck_lift).offers()
    hands("supervisor-wu").do(stuck_lift, "objection/decision", decision="uphold", reason="产权证上写明归单位")

    told = li.get(page)
    assert "提出的异议没有成立" in told.text and "产权证上写明归单位" in told.text and "objection" not in told.offers()


def test_who_writes_of_somebody_in_office_is_told_before_and_after_who_reads_it(visit, life):
    li = visit("resident-li")
    form = li.get(f"/report/{cast.NICKNAMES['building_1']}")
    number = life.submit(text="社区张蓉收红包，举报她", category=None)

    assert "反映干部、工作人员的问题由上级审看，本社区、本村的人看不到。" in form.text
    assert "您反映的内容涉及工作人员，由镇街审看，社区（村）看不到。" in li.get(f"/tickets/{number}").text
