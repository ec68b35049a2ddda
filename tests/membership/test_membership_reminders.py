"""Reminders: applications left lying, feedback not written, feedback not acknowledged; by day, not at night, once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from service.membership import reminding
from service.membership.actions import feedback
from service.membership.actions.reminding import (
    remind_of_applications,
    remind_of_unacknowledged,
    remind_of_unwritten,
)


def test_five_working_days_ago_leaves_out_weekends_and_holidays():
    wednesday = datetime(2026, 3, 18, 4, tzinfo=UTC)
    after_the_holiday = datetime(2026, 2, 25, 4, tzinfo=UTC)  # 15–23 February 2026 is spring festival

    assert reminding.waiting_since(wednesday) == wednesday - timedelta(days=7)
    assert reminding.waiting_since(after_the_holiday) < after_the_holiday - timedelta(days=12)


@pytest.mark.parametrize(("hour", "rings"), [(7, False), (8, True), (19, True), (20, False), (0, False)])
def test_nothing_rings_at_night(hour, rings):
    assert reminding.is_waking_hour(datetime(2026, 3, 4, hour, tzinfo=UTC) - timedelta(hours=8)) is rings


@pytest.mark.parametrize(("left", "due"), [(15, 0), (14, 1), (8, 1), (7, 2), (1, 3), (0, 3), (-1, 0)])
def test_three_reminders_come_before_the_day(left, due):
    assert reminding.reminders_due(date(2026, 3, 31), date(2026, 3, 31) - timedelta(days=left)) == due


def test_an_application_left_lying_reminds_the_workers_once_a_day(registry, wait):
    registry.apply("li")
    wait(days=6)
    early = (remind_of_applications(), registry.heard("registrations_waiting"))
    wait(days=2)
    remind_of_applications()
    remind_of_applications()
    once = registry.heard("registrations_waiting")
    wait(days=1)
    remind_of_applications()

    assert early == (0, [])
    assert once == ["zhang", "zhou"]
    assert registry.heard("registrations_waiting") == once * 2


def test_what_was_decided_reminds_nobody(registry, wait):
    registry.accept("li")
    wait(days=20)

    assert remind_of_applications() == 0


@pytest.fixture
def quarter(people):
    """A period that ends, and is to be written of, on 31 March."""
    return feedback.create_period(by=people.zheng, name="一季度", begins=date(2026, 1, 1), ends=date(2026, 3, 31),
                                  write_by=date(2026, 3, 31)).id


def test_a_community_is_reminded_of_what_it_has_not_written(registry, people, quarter, wait):
    written, _open = registry.accept("li").id, registry.accept("wang").id
    feedback.write(written, quarter, by=people.zhang, text="来过两次。")
    counts = []
    for days in (12, 1, 7, 1):  # 16, 17, 24 and 25 March
        wait(days=days)
        remind_of_unwritten()
        remind_of_unwritten()
        counts.append(len(registry.heard("feedback_unwritten")))

    assert counts == [0, 2, 4, 4]


def test_who_has_written_everything_is_left_alone(registry, people, quarter, wait):
    feedback.write(registry.accept("li").id, quarter, by=people.zhang, text="来过两次。")
    wait(days=20)

    assert remind_of_unwritten() == 0


def test_a_unit_is_reminded_after_two_weeks_and_after_four(registry, people, quarter, wait):
    mine = registry.accept("li").id
    feedback.write(mine, quarter, by=people.zhang, text="来过两次。")
    reminded = []
    for days in (13, 1, 1, 13, 30):
        wait(days=days)
        reminded += [remind_of_unacknowledged(), remind_of_unacknowledged()]

    assert reminded == [0, 0, 1, 0, 0, 0, 1, 0, 0, 0]
    assert registry.heard("feedback_unacknowledged") == ["he", "he"]


def test_what_was_acknowledged_reminds_nobody(registry, people, quarter, wait):
    mine = registry.accept("li").id
    feedback.write(mine, quarter, by=people.zhang, text="来过两次。")
    feedback.acknowledge(mine, quarter, by=people.he)
    wait(days=30)

    assert remind_of_unacknowledged() == 0


def test_a_reminder_that_ran_late_comes_once(registry, people, quarter, wait):
    feedback.write(registry.accept("li").id, quarter, by=people.zhang, text="来过两次。")
    wait(days=60)

    assert (remind_of_unacknowledged(), remind_of_unacknowledged()) == (1, 0)
    assert registry.heard("feedback_unacknowledged") == ["he"]
