"""Mediators are reminded of limits, performance and revisits: each once, also by a timer that is late."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa

from service.core.database import db
from service.core.days import months_after
from service.mediation import actions, limits
from service.mediation.catalogue import Outcome, Performed
from service.mediation.limits import Reminder
from service.notifications.models import Message
from tests.mediation.conftest import AGREEMENT, TODAY


def _case(**facts):
    return SimpleNamespace(**{"outcome": None, "due_on": date(2026, 4, 4), "closed_on": None, "perform_by": None,
                              "is_performed": False, "reminded_on": None} | facts)


def test_an_open_case_is_reminded_three_days_before_its_limit_and_at_it(disputes, days_pass):
    disputes.open()

    assert [days_pass(27), days_pass(1), days_pass(2), days_pass(1), days_pass(30)] == [0, 1, 0, 1, 0]
    assert disputes.letters("hu") == ["mediation_limit_near", "mediation_limit_reached"]


def test_a_timer_that_was_late_says_only_that_the_limit_is_reached(disputes, days_pass):
    disputes.open()

    days_pass(40)

    assert disputes.letters("hu") == ["mediation_limit_reached"]


def test_every_mediator_is_reminded_and_nobody_twice(disputes, days_pass):
    number = disputes.open()
    actions.add(number, by=disputes.person("hu"), account_id=disputes.account("lin"))

    days_pass(28)
    actions.remind()

    assert (disputes.letters("hu"), disputes.letters("lin")) == (
        ["mediation_limit_near"], ["mediation_joined", "mediation_limit_near"])


def test_more_time_is_reminded_of_anew(disputes, days_pass):
    number = disputes.open()
    days_pass(31)
    actions.extend(number, by=disputes.person("hu"), until=TODAY + timedelta(days=61), reason="在外地",
                   parties_consent=True)

    days_pass(30)

    assert disputes.letters("hu") == ["mediation_limit_reached", "mediation_limit_reached"]


def test_an_agreement_is_reminded_when_it_should_be_performed_and_after_thirty_days(disputes, days_pass):
    number = disputes.open()
    actions.end(number, by=disputes.person("hu"), outcome=Outcome.WRITTEN_AGREEMENT, agreement=AGREEMENT,
                perform_by=TODAY + timedelta(days=10))

    assert [days_pass(9), days_pass(1), days_pass(19), days_pass(1)] == [0, 1, 0, 1]
    assert disputes.letters("hu") == ["mediation_performance_due", "mediation_revisit_due"]


def test_what_is_performed_is_reminded_of_no_more(disputes, days_pass):
    number = disputes.agreed()
    actions.revisit(number, by=disputes.person("hu"), on=TODAY, performed=Performed.YES)

    assert days_pass(40) == 0


@pytest.mark.parametrize("outcome", [Outcome.FAILED, Outcome.WITHDRAWN, Outcome.REFERRED])
def test_what_was_not_agreed_is_reminded_of_no_more(outcome):
    assert limits.schedule(_case(outcome=outcome, closed_on=date(2026, 3, 9), perform_by=None)) == []


def test_a_letter_names_the_limit_and_no_party_and_no_fact(disputes, days_pass):
    disputes.open()
    days_pass(28)

    body = db.session.scalar(sa.select(Message.body).where(Message.kind == "mediation_limit_near"))

    assert body.endswith("将在4月4日到期，请抓紧调解；双方同意的，可以登记延长。")
    assert not [word for word in ("游", "余", "排水", "大屋") if word in body]


@pytest.mark.parametrize(("day", "after"), [
    (date(2026, 1, 31), date(2026, 2, 28)), (date(2024, 1, 31), date(2024, 2, 29)),
    (date(2026, 12, 15), date(2027, 1, 15))])
def test_a_month_ends_on_the_same_day_or_the_last(day, after):
    assert months_after(day, 1) == after


def test_a_late_timer_names_each_reminder_with_its_own_day():
    agreed = _case(outcome=Outcome.ORAL_AGREEMENT, closed_on=date(2026, 3, 4), perform_by=date(2026, 3, 20))

    assert limits.due(agreed, date(2026, 5, 1)) == [
        (date(2026, 3, 20), Reminder.PERFORMANCE_DUE), (date(2026, 4, 3), Reminder.REVISIT_DUE)]
