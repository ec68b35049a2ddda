"""When a resident first hears from a person, by when he was promised to, and lists that run by the limit."""

from datetime import timedelta

import pytest

from service.feedback import actions
from service.feedback.queries import lists
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.organization.models import Role
from tests.feedback.conftest import WEDNESDAY_NOON

DAY = timedelta(days=1)


def _reached(life, people, number):
    life.hold(number)
    actions.contact(number, by=life.handler(number), method="phone", reached=True)


def _asked(life, people, number):
    life.hold(number)
    actions.ask(number, by=life.handler(number), text="在几楼？")


def _answered_unasked(life, people, number):
    life.hold(number)
    actions.answer(number, by=life.handler(number), text="已修好")


def _rejected(life, people, number):
    actions.reject(number, by=people.zhang, reason_code="not_ours", reason="不归社区管", other_channel="12345")


def _forwarded(life, people, number):
    actions.forward(number, by=people.zhang, reason="归口热线", external_system="12345")


@pytest.mark.parametrize("word", [_reached, _asked, _answered_unasked, _rejected, _forwarded])
def test_the_first_word_is_noted(life, people, wait, word):
    number = life.submit(anonymous=True)
    wait(hours=5)
    word(life, people, number)

    assert life.ticket(number).responded_at == WEDNESDAY_NOON + timedelta(hours=5)


def test_a_call_nobody_answered_and_a_claim_are_no_word(life, people, broken_lamp):
    life.hold(broken_lamp)
    actions.contact(broken_lamp, by=people.wang, method="phone", reached=False)

    assert life.ticket(broken_lamp).responded_at is None


def test_the_first_word_stands_though_the_ticket_waits_anew(life, people, wait, broken_lamp):
    _reached(life, people, broken_lamp)
    wait(hours=3)
    actions.release(broken_lamp, by=people.wang, reason="家里有事")
    life.grant("wang", Role.PARTY_MEMBER, "compound")
    _reached(life, people, broken_lamp)

    assert (life.ticket(broken_lamp).responded_at, life.ticket(broken_lamp).respond_by) == (
        WEDNESDAY_NOON, WEDNESDAY_NOON + DAY)


def test_what_was_promised_stands_in_another_queue_and_category(life, people, wait, stuck_lift):
    wait(hours=2)
    actions.recategorize(stuck_lift, by=people.zhang, category="utilities.water")
    actions.transfer(stuck_lift, by=people.zhang, reason="归党员", queue=Queue.PARTY_MEMBER)
    ticket = life.ticket(stuck_lift)

    assert ticket.respond_by == WEDNESDAY_NOON + DAY != ticket.claim_by


def test_the_limit_that_runs_is_the_one_to_be_taken_on_then_to_be_answered(life, people, broken_lamp):
    waiting = life.ticket(broken_lamp).limit_at
    life.hold(broken_lamp)
    held = life.ticket(broken_lamp).limit_at
    actions.ask(broken_lamp, by=people.wang, text="在几楼？")

    assert (waiting, held) == (WEDNESDAY_NOON + DAY, WEDNESDAY_NOON + 7 * DAY)
    assert life.ticket(broken_lamp).limit_at is None
    assert life.ticket(life.bring_to(State.CLOSED)).limit_at is None


def test_what_is_overdue_is_listed_by_its_limit_and_walked_once(life, people, wait):
    first = [life.submit(queue=Queue.COMMUNITY) for _ in range(3)]
    wait(hours=1)
    held = life.hold(life.submit(queue=Queue.COMMUNITY))  # to be answered in a week
    urgent = life.submit(queue=Queue.COMMUNITY, category="utilities.water")
    wait(hours=25)
    found, cursor = [], None
    while cursor or not found:
        page = lists.tickets(people.zhang, view="place", overdue=True, limit=2, cursor=cursor)
        found, cursor = found + [item["number"] for item in page.items], page.next

    assert found == [urgent, *first]
    assert held in [item["number"] for item in lists.tickets(people.zhang, view="place", overdue=False).items]
