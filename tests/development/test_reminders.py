"""Contact persons and secretary hear a week before something is due and when it is, each once."""

from datetime import date

import sqlalchemy as sa

from service.core.database import db
from service.development import actions
from service.development.stages import Ending, Stage
from service.notifications.models import Message
from tests.development.conftest import TODAY

NEAR, REACHED = "candidate_due_near", "candidate_due_reached"


def test_both_hear_a_week_before_and_on_the_day(branch, days_pass):
    branch.apply()

    assert [days_pass(23), days_pass(1), days_pass(6), days_pass(1), days_pass(20)] == [0, 1, 0, 1, 0]
    assert (branch.letters("lin"), branch.letters("hu")) == (
        [NEAR, REACHED], ["candidate_accompanied", NEAR, REACHED])


def test_a_timer_that_was_late_says_only_that_it_is_due(branch, days_pass):
    branch.apply()

    days_pass(60)
    actions.remind()

    assert branch.letters("lin") == [REACHED]


def test_the_next_assessment_is_reminded_of_anew(branch, days_pass):
    number = branch.at(Stage.ACTIVIST)
    days_pass(0)
    actions.do(number, by=branch.person("lin"), on=TODAY)

    assert [days_pass(183), days_pass(1)] == [1, 1]
    assert branch.letters("lin") == [REACHED, NEAR, REACHED]


def test_nothing_is_due_of_who_has_ended(branch, days_pass):
    number = branch.apply()
    actions.end(number, by=branch.person("lin"), reason=Ending.WITHDRAWN, on=TODAY)

    assert days_pass(60) == 0


def test_a_letter_has_a_masked_name_and_the_day(branch, days_pass):
    branch.apply(phone="19000000002", remark="退伍回村")
    days_pass(24)

    body = db.session.scalar(sa.select(Message.body).where(Message.kind == NEAR).limit(1))

    assert body == "入党申请人文*的谈话应在2026年4月4日前完成，完成后请登记。"


def test_the_end_of_probation_is_due_after_a_year(branch):
    number = branch.at(Stage.PROBATIONARY)

    assert (branch.row(number).next_due_on, branch.row(number).remind_on) == (date(2026, 3, 4), date(2026, 2, 25))
