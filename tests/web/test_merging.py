"""Two tickets that are one matter are laid side by side and joined, and parted again."""

import pytest

from service.core.errors import Forbidden
from service.feedback import actions
from service.feedback.queries import similar
from service.feedback.routing import Queue
from service.feedback.workflow import Outcome, State
from tests.feedback.conftest import broken_lamp, frozen, life, people, stuck_lift, wait

__all__ = ["broken_lamp", "frozen", "life", "people", "stuck_lift", "wait"]
RIVER = "500115001009-02-01"


def test_the_likeliest_stand_first_and_what_is_closed_or_elsewhere_not_at_all(life, people, broken_lamp, stuck_lift):
    same = life.submit(by="chen", text="灯不亮")
    kind = life.submit(by="chen", text="河边的灯不亮", place_code=RIVER)
    life.bring_to(State.REVIEWING)
    life.submit(by="chen", text="灯不亮", place_code="500115001201-01")
    withdrawn = life.submit(by="chen", text="灯不亮")
    life.submit(by="chen", place_code=RIVER, queue=Queue.PUBLIC)
    actions.withdraw(withdrawn, by=people.chen)

    found = [item["number"] for item in similar.primaries(life.ticket(broken_lamp), people.zhang)]

    assert found == [same, kind, stuck_lift]


def test_others_are_found_by_words_or_number(life, people, broken_lamp, stuck_lift):
    ticket = life.ticket(broken_lamp)

    assert [item["number"] for item in similar.primaries(ticket, people.zhang, "电梯")] == [stuck_lift]
    assert [item["number"] for item in similar.primaries(ticket, people.zhang, stuck_lift)] == [stuck_lift]
    assert similar.primaries(ticket, people.zhang, "树") == []


def test_only_who_works_there_compares(life, people, broken_lamp, stuck_lift):
    for person in (people.wang, people.wu, people.far):
        with pytest.raises(Forbidden):
            similar.primaries(life.ticket(broken_lamp), person)
    with pytest.raises(Forbidden):
        similar.pair(broken_lamp, stuck_lift, people.wu)


def test_two_are_compared_joined_and_parted_again(visit, life, broken_lamp):
    other = life.submit(by="chen", text="门口的路灯黑了")
    zhang = visit("worker-zhang")

    choose = zhang.get(f"/desk/tickets/{other}/merge")
    compare = zhang.get(next(link for link in choose.links() if link.endswith(f"/merge/{broken_lamp}")))
    joined = zhang.submit(compare, f"/desk/tickets/{other}/merge/{broken_lamp}")

    assert "门口的路灯黑了" in compare.text and "一号楼门口的路灯不亮" in compare.text
    assert f"已并入 {broken_lamp}" in joined.text and life.ticket(other).outcome is Outcome.MERGED
    assert other in zhang.get(f"/desk/tickets/{broken_lamp}").text

    parted = zhang.submit(joined, f"/desk/tickets/{other}/unmerging")

    assert "已撤销并单" in parted.text and life.ticket(other).state is State.QUEUED


def test_a_primary_that_was_closed_meanwhile_is_refused_on_the_same_page(visit, life, people, broken_lamp):
    other = life.submit(by="chen", text="门口的路灯黑了")
    zhang = visit("worker-zhang")
    page = zhang.get(f"/desk/tickets/{other}/merge/{broken_lamp}")
    life.rate(life.answer(broken_lamp))

    refused = zhang.submit(page, f"/desk/tickets/{other}/merge/{broken_lamp}")

    assert (refused.status, refused.problem) == (422, "invalid")
    assert "主单已经结束" in refused.text


def test_comparing_is_closed_to_others(visit, broken_lamp, stuck_lift):
    assert visit("member-wang").get(f"/desk/tickets/{broken_lamp}/merge").status == 403
    assert visit("supervisor-wu").get(f"/desk/tickets/{broken_lamp}/merge/{stuck_lift}").status == 403
