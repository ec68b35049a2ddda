"""Every list of the pages is taken home by who sees it, as the API gives it, and each time that is audited."""

import pytest

from service.feedback.routing import Queue
from service.town import cast
from tests.feedback.conftest import broken_lamp, frozen, life, people, stuck_lift, wait
from tests.web.taken_home import answered, audited, sheet

__all__ = ["answered", "broken_lamp", "frozen", "life", "people", "stuck_lift", "wait"]


@pytest.mark.parametrize(("name", "path", "heading"), [
    ("worker-zhang", "/desk/waiting/file", "办结时限"), ("worker-zhang", "/desk/mine?format=xlsx", "办结时限"),
    ("worker-zhang", f"/desk/codes/{cast.COMMUNITY}/list", "停用原因"),
    ("worker-zhang", "/member/registrations?view=place&format=xlsx", "受理编号"),
    ("worker-zhang", "/member/records?view=community&format=xlsx", "服务内容"),
    ("worker-zhang", "/member/feedback?view=place&format=xlsx", "周期"),
    ("worker-zhang", "/wishes?view=place&format=xlsx", "微心愿"),
    ("worker-zhang", "/posts?view=place&format=xlsx", "岗位"),
    ("worker-zhang", "/desk/reviews?format=xlsx", "受理编号"), ("worker-zhang", "/member/groups/file", "群名"),
    ("admin-zheng", f"/admin/places/{cast.DISTRICT}/people/file", "角色"),
    ("secretary-lin", "/courtyard/logs?format=xlsx", "记录人"),
    ("secretary-lin", "/courtyard/decisions?state=all&format=xlsx", "事项"),
    ("secretary-lin", "/courtyard/decisions?format=xlsx", "事项"),
    ("secretary-lin", "/mediations?format=xlsx", "结案日期"), ("secretary-lin", "/candidates?format=xlsx", "阶段"),
    ("resident-li", "/rider/reports?format=xlsx", "看到时间")])
def test_a_list_is_taken_home_and_that_is_audited(visit, name, path, heading):
    taken = visit(name).get(path)

    assert taken.status == 200 and heading in sheet(taken)[0]
    assert len(audited("export")) == 1


def test_the_file_holds_what_the_list_was_asked_for(visit, life, answered):
    mine, waits = life.hold(life.submit(queue=Queue.COMMUNITY), by="zhang"), answered
    visitor = visit("worker-zhang")

    assert [row[0] for row in sheet(visitor.get("/desk/mine?format=xlsx"))[1:]] == [mine]
    assert [row[0] for row in sheet(visitor.get("/desk/waiting/file?queue=community"))[1:]] == [waits]
    assert "/desk/waiting/file?format=xlsx" in visitor.get("/desk").links()
    assert "/desk/mine?format=xlsx" in visitor.get("/desk/mine").links()


@pytest.mark.parametrize(("name", "path"), [
    ("member-wang", f"/desk/codes/{cast.COMMUNITY}/list"), ("resident-li", "/unit/demo-unit/members"),
    ("worker-far", f"/desk/codes/{cast.COMMUNITY}/list")])
def test_who_does_not_see_a_list_does_not_take_it_home(visit, name, path):
    assert visit(name).get(path).status in (403, 404)
    assert audited("export") == []
