"""A category the law gives to a department, or no more: what comes, what waits, what somebody has in hand."""

import pytest
import sqlalchemy as sa

from service.core.database import atomic
from service.core.errors import Invalid
from service.feedback import actions
from service.feedback.actions import cataloguing as acts
from service.feedback.actions import recalling
from service.feedback.actions import rules as rule_acts
from service.feedback.actions.clockwork import run
from service.feedback.models import Ticket
from service.feedback.queries import catalogue, rules, shelving
from service.feedback.queries.permitting import ForDepartments
from service.feedback.routing import Queue
from service.feedback.workflow import State
from tests.feedback.conftest import FOR

LAMP, LOST = FOR[Queue.PARTY_MEMBER], FOR[Queue.PUBLIC]


@pytest.fixture
def zheng(people):
    return people.zheng


def _offered():
    return {row["code"]: row for row in catalogue.categories()}


def _enforce(zheng, code, value=True):
    return acts.change_category(code, by=zheng, needs_enforcement=value)


def test_what_the_law_gives_to_a_department_goes_to_the_community_from_the_next_matter_on(life, zheng):
    _enforce(zheng, LOST)

    ticket = life.ticket(life.submit(queue=Queue.PUBLIC))

    assert (ticket.queue, ticket.fallback, ticket.needs_enforcement) == (Queue.COMMUNITY, None, True)


def test_with_a_category_all_below_it_is_given_to_the_department(life, zheng):
    _enforce(zheng, LOST.split(".")[0])

    assert life.ticket(life.submit(queue=Queue.PUBLIC)).needs_enforcement
    assert shelving.kept_category(LOST, zheng)["enforced"] and _offered()[LOST]["needs_enforcement"]


def test_what_waits_for_everybody_is_taken_back_and_told(life, people, zheng):
    waiting, held = life.submit(queue=Queue.PUBLIC), life.hold(life.submit(queue=Queue.PUBLIC))
    _enforce(zheng, LOST)

    with pytest.raises(ForDepartments):
        actions.claim(waiting, by=people.qian)
    with life.letters() as heard:
        assert (recalling.recall_from_volunteers(), recalling.recall_from_volunteers()) == (1, 0)

    ticket = life.ticket(waiting)
    assert (ticket.queue, ticket.needs_enforcement, ticket.state) == (Queue.COMMUNITY, True, State.QUEUED)
    assert ("li", "moved") in heard and life.steps(waiting)[-1].text == recalling.REASON
    assert life.ticket(held).queue is Queue.PUBLIC  # he may finish what he has begun


def test_what_is_given_back_waits_with_the_community(life, people, zheng):
    held = life.hold(life.submit(queue=Queue.PUBLIC))
    _enforce(zheng, LOST)

    actions.release(held, by=people.qian, reason="没时间")

    assert (life.ticket(held).queue, life.ticket(held).needs_enforcement) == (Queue.COMMUNITY, True)


def test_nobody_transfers_to_members_what_is_for_a_department_by_now(life, people, zheng):
    number = life.submit(queue=Queue.COMMUNITY)
    _enforce(zheng, FOR[Queue.COMMUNITY])

    with pytest.raises(Invalid):
        actions.transfer(number, by=people.zhang, reason="请党员帮忙", queue=Queue.PARTY_MEMBER)


def test_a_limit_that_passes_lets_nothing_fall_to_everybody(life, zheng, wait):
    number = life.submit(queue=Queue.PARTY_MEMBER)
    with atomic() as session:
        session.execute(sa.update(Ticket).where(Ticket.number == number).values(fallback=Queue.PUBLIC))
    _enforce(zheng, LAMP)
    wait(days=3)

    run()

    assert life.ticket(number).queue is Queue.COMMUNITY


def test_what_is_no_longer_for_a_department_goes_free_with_the_next_matter(life, zheng):
    _enforce(zheng, LOST)
    before = life.submit(queue=Queue.PUBLIC)
    _enforce(zheng, LOST, False)

    assert life.ticket(life.submit(queue=Queue.PUBLIC)).queue is Queue.PUBLIC
    assert life.ticket(before).needs_enforcement and recalling.recall_from_volunteers() == 0


def test_a_rule_that_is_overruled_is_shown_as_broken(zheng):
    rule = rule_acts.save_rule(by=zheng, name="失物", category=LOST, keywords=["手套"], priority=5,
                               queue=Queue.PUBLIC, fallback=Queue.COMMUNITY, service_level="ordinary")
    _enforce(zheng, LOST)

    assert rules.rule(rule.rule_id, zheng)["broken"] and rule.rule_id in rules.watch_over_rules()
