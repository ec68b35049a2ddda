"""What somebody holds by its limit, which of two refusals comes first, and how a page of either goes on."""

import pytest

from service.core.errors import Stale
from service.feedback import actions
from service.feedback.queries import lists
from service.feedback.routing import Queue
from service.feedback.workflow import HELD, State


def _numbers(page):
    return [item["number"] for item in page.items]


def test_what_one_holds_comes_by_its_limit_whatever_it_waits_for(life, people, wait, noise):
    numbers = []
    for state in sorted(HELD):
        numbers.append(life.bring_to(state))
        wait(minutes=5)
    life.bring_to(State.CLAIMED, queue=Queue.PARTY_MEMBER)
    page = lists.tickets(people.zhang, view="holding", limit=3)
    rest = lists.tickets(people.zhang, view="holding", limit=3, cursor=page.next)
    limits = [life.ticket(number).answer_by for number in _numbers(page) + _numbers(rest)]

    assert sorted(_numbers(page) + _numbers(rest)) == sorted(numbers)
    assert (limits, rest.next) == (sorted(limits), None)


def test_what_was_given_back_is_held_no_longer(life, people, broken_lamp):
    life.hold(broken_lamp)
    actions.release(broken_lamp, by=people.wang, reason="在外地")

    assert lists.tickets(people.wang, view="holding").items == []


def test_who_claims_too_late_hears_who_was_first_though_his_page_is_old(life, people, broken_lamp, wait):
    wait(hours=4)
    seen = life.ticket(broken_lamp).version
    actions.claim(broken_lamp, by=people.wang, seen=seen)

    with pytest.raises(Stale) as refused:
        actions.claim(broken_lamp, by=people.zhao, seen=seen)

    assert (refused.value.detail, refused.value.extra["holder"]) == ("王师傅已经接单了。", "王师傅")


def test_a_waiting_ticket_that_has_changed_is_not_claimed_unseen(life, people, stuck_lift):
    seen = life.ticket(stuck_lift).version
    actions.recategorize(stuck_lift, by=people.zhou, category="facilities.drains")

    with pytest.raises(Stale):
        actions.claim(stuck_lift, by=people.zhang, seen=seen)


def test_the_counts_of_all_queues_are_one_statement(life, people, statements, broken_lamp, stuck_lift, wait):
    life.hold(life.submit(queue=Queue.PUBLIC), by="zhang")
    wait(hours=30)
    zhang = people.zhang

    with statements() as sent:
        found = {row["queue"]: (row["waiting"], row["overdue"], row["mine"]) for row in lists.queues(zhang)}

    assert found == {Queue.COMMUNITY: (1, 1, 0), Queue.PUBLIC: (0, 0, 1)}
    assert len(sent) == 2, "\n".join(sent)


def test_over_http_too(client, town, life, broken_lamp):
    life.hold(broken_lamp)

    answer = client.get("/api/v1/tickets?view=holding", headers=town.sign_in("member-wang"))

    assert [item["number"] for item in answer.json["items"]] == [broken_lamp]
