"""Which day a rule means, exhaustively; what is due when."""

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from service.courtyard import calendar
from service.courtyard.calendar import Due

EVERY_MONTH = [f"{year}-{month:02}" for year in (2023, 2024, 2025, 2026, 2100) for month in range(1, 13)]
TODAY = date(2026, 3, 4)


@dataclass(frozen=True)
class _Rule:
    day: int | None = None
    nth: int | None = None
    weekday: int | None = None
    valid_from: date = TODAY
    planned_through: str = ""


@dataclass(frozen=True)
class _Day:
    on: date
    state: str = "planned"
    announce_before: int = 3
    announced_at: object = None
    reminded: int = 0


@pytest.mark.parametrize("day", range(1, 32))
def test_a_day_of_the_month_is_that_day_or_the_last_of_a_short_month(day):
    for month in EVERY_MONTH:
        last = monthrange(int(month[:4]), int(month[5:]))[1]

        assert calendar.day_of(_Rule(day=day), month) == calendar.first_of(month) + timedelta(days=min(day, last) - 1)


@pytest.mark.parametrize(("month", "last"), [("2026-02", 28), ("2024-02", 29), ("2100-02", 28), ("2026-04", 30),
                                             ("2026-12", 31)])
def test_the_31st_is_the_last_day(month, last):
    assert calendar.day_of(_Rule(day=31), month).day == last


@pytest.mark.parametrize("weekday", range(1, 8))
@pytest.mark.parametrize("nth", [1, 2, 3, 4, 5, -1])
def test_the_nth_weekday_is_that_one_or_the_last(nth, weekday):
    for month in EVERY_MONTH:
        first, last = calendar.first_of(month), calendar.last_of(month)
        such = [first + timedelta(days=n) for n in range(last.day)
                if (first + timedelta(days=n)).isoweekday() == weekday]

        assert calendar.day_of(_Rule(nth=nth, weekday=weekday), month) == (
            such[-1] if nth == -1 or nth > len(such) else such[nth - 1])


@pytest.mark.parametrize(("month", "months", "there"), [("2026-01", 0, "2026-01"), ("2026-12", 1, "2027-01"),
                                                        ("2026-03", 12, "2027-03"), ("2026-03", -3, "2025-12")])
def test_months_run_over_the_year(month, months, there):
    assert calendar.later(month, months) == there


def test_a_year_is_planned_ahead_and_nothing_that_has_passed():
    days = calendar.days_to_plan(_Rule(day=3), TODAY)

    assert days[0] == date(2026, 4, 3) and days[-1] == date(2027, 3, 3) and len(days) == 12


def test_the_day_a_rule_is_set_counts():
    assert calendar.days_to_plan(_Rule(day=4), TODAY)[0] == TODAY


def test_a_group_founded_in_the_middle_of_the_year_has_no_earlier_days():
    days = calendar.days_to_plan(_Rule(day=10, valid_from=date(2026, 7, 11)), TODAY)

    assert days[0] == date(2026, 8, 10)


def test_a_rule_dated_back_has_its_bygone_days():
    days = calendar.days_to_plan(_Rule(day=31, valid_from=date(2025, 11, 30)), TODAY)

    assert days[:4] == [date(2025, 11, 30), date(2025, 12, 31), date(2026, 1, 31), date(2026, 2, 28)]


@pytest.mark.parametrize(("ended_on", "last"), [(date(2026, 6, 5), date(2026, 6, 5)),
                                                (date(2026, 6, 4), date(2026, 5, 5))])
def test_a_group_that_ends_has_no_later_days(ended_on, last):
    assert calendar.days_to_plan(_Rule(day=5), TODAY, ended_on)[-1] == last


def test_what_is_planned_is_not_planned_again():
    assert calendar.days_to_plan(_Rule(day=5, planned_through="2027-02"), TODAY) == [date(2027, 3, 5)]
    assert calendar.days_to_plan(_Rule(day=5, planned_through="2027-03"), TODAY) == []


@pytest.mark.parametrize(("planned", "day", "valid_from", "there"), [
    (date(2026, 3, 20), 25, TODAY, date(2026, 3, 25)),
    (date(2026, 3, 20), 5, TODAY, date(2026, 3, 5)),
    (date(2026, 3, 20), 4, TODAY, None),                    # it would be today, or have passed
    (date(2026, 3, 20), 2, TODAY, None),
    (date(2026, 3, 4), 25, TODAY, None),                    # today's day takes place
    (date(2026, 3, 2), 25, date(2026, 3, 1), None),         # a bygone one is what it was
    (date(2026, 6, 5), 25, date(2026, 6, 15), None),        # before the new rule holds
    (date(2026, 6, 20), 5, date(2026, 6, 15), None),        # it would come before it holds
    (date(2026, 6, 20), 31, date(2026, 6, 15), date(2026, 6, 30)),
])
def test_a_changed_rule_moves_only_days_ahead_within_their_month(planned, day, valid_from, there):
    assert calendar.replanned(_Rule(day=day, valid_from=valid_from), planned, TODAY) == there


def test_a_local_time_is_one_moment_on_every_day_of_the_year():
    new_year = datetime(2026, 1, 1, 9, tzinfo=ZoneInfo("Asia/Shanghai"))  # no summer time: no further rule is needed

    assert {(new_year + timedelta(days=n)).utcoffset() for n in range(730)} == {timedelta(hours=8)}


PLANNED = _Day(on=date(2026, 3, 20))
TOLD = replace(PLANNED, announced_at="then")


@pytest.mark.parametrize(("day", "today", "due"), [
    (PLANNED, date(2026, 3, 16), []),
    (PLANNED, date(2026, 3, 17), [Due.ANNOUNCE]),
    (replace(PLANNED, announce_before=7), date(2026, 3, 13), [Due.ANNOUNCE]),
    (PLANNED, date(2026, 3, 20), [Due.ANNOUNCE]),           # late, but still in time
    (PLANNED, date(2026, 3, 21), []),                       # a day that has passed is announced no more
    (TOLD, date(2026, 3, 22), []),
    (TOLD, date(2026, 3, 23), [Due.REMIND_LEAD]),
    (replace(TOLD, reminded=1), date(2026, 3, 29), []),
    (replace(TOLD, reminded=1), date(2026, 3, 30), [Due.REMIND_SECRETARY]),
    (TOLD, date(2026, 5, 1), [Due.REMIND_LEAD, Due.REMIND_SECRETARY]),
    (replace(TOLD, reminded=2), date(2026, 5, 1), []),      # that's all
    (replace(TOLD, state="held"), date(2026, 5, 1), []),
    (replace(TOLD, state="not_held"), date(2026, 5, 1), []),
])
def test_time_announces_and_reminds_twice_at_most(day, today, due):
    assert calendar.due(day, today) == due


@pytest.mark.parametrize(("day", "today", "wakes"), [
    (PLANNED, TODAY, date(2026, 3, 17)), (TOLD, TODAY, date(2026, 3, 23)),
    (replace(TOLD, reminded=1), TODAY, date(2026, 3, 30)), (replace(TOLD, reminded=2), TODAY, None),
    (PLANNED, date(2026, 3, 21), date(2026, 3, 23)), (replace(TOLD, state="held"), TODAY, None)])
def test_a_day_wakes_for_what_comes_next(day, today, wakes):
    assert calendar.wake_on(day, today) == wakes


@pytest.mark.parametrize(("today", "may"), [(date(2026, 3, 18), False), (date(2026, 3, 19), True),
                                            (date(2026, 3, 20), True), (date(2026, 4, 20), True)])
def test_a_day_is_called_off_from_the_day_before_on(today, may):
    assert calendar.may_be_called_off(date(2026, 3, 20), today) is may


def test_a_day_is_said_as_people_say_it():
    assert calendar.in_words(date(2026, 3, 1), "09:00") == "3月1日（星期日）09:00"
