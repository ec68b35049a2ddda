"""A limit is a promise: these dates were worked out by hand from the holiday notices for 2026."""

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import chinese_calendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.feedback.deadlines import Clock, add, elapsed, part_of, resume, unknown_years

WORKING, NATURAL = Clock.WORKING, Clock.NATURAL
ONE_DAY, HOUR, NOTHING = timedelta(days=1), timedelta(hours=1), timedelta(0)
SMALLEST = timedelta.resolution
FIRST_UNKNOWN_YEAR = max(chinese_calendar.holidays).year + 1

# From years before the library's first (2004) to years after its last, so that both of its edges are crossed.
YEARS = datetime(2003, 6, 1), datetime(FIRST_UNKNOWN_YEAR + 1, 6, 1)  # noqa: DTZ001 (hypothesis wants naive bounds)
MOMENTS = st.datetimes(*YEARS, timezones=st.just(UTC))
SPANS = st.timedeltas(NOTHING, timedelta(days=400))
CLOCKS = st.sampled_from(Clock)
UNHURRIED = settings(deadline=None)  # a busy machine is no mistake in a calendar

NAIVE = datetime(2026, 9, 30)  # noqa: DTZ001 (that is the point)
AWARE = NAIVE.replace(tzinfo=UTC)


def _local(year, month, day, hour=0, minute=0):
    return datetime(year, month, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


# Wednesday 30 September 2026 works; 1 to 7 October is National Day; Saturday 10 October works in its place.
# Saturday 14 February works, 15 to 23 is Spring Festival, Saturday 28 works, Sunday 1 March is free.
# Friday 18 September works, the Saturday after it is free, Sunday 20 September works.
@pytest.mark.parametrize(("start", "working_days", "due"), [
    pytest.param(_local(2026, 9, 30, 15), 1, _local(2026, 10, 8, 15), id="one day over National Day"),
    pytest.param(_local(2026, 9, 30, 15), 7, _local(2026, 10, 15, 15), id="seven days over National Day"),
    pytest.param(_local(2026, 2, 13, 10), 1, _local(2026, 2, 14, 10), id="into a working Saturday"),
    pytest.param(_local(2026, 2, 13, 10), 7, _local(2026, 3, 2, 10), id="seven days over Spring Festival"),
    pytest.param(_local(2026, 9, 18, 12), 1, _local(2026, 9, 20, 12), id="into a working Sunday"),
    pytest.param(_local(2026, 10, 3, 12), 1, _local(2026, 10, 9), id="submitted on a holiday"),
])
def test_working_days_skip_holidays_and_count_the_days_worked_in_their_place(start, working_days, due):
    assert add(start, working_days * ONE_DAY, WORKING) == due


def test_on_the_natural_clock_holidays_count_like_any_day():
    assert add(_local(2026, 9, 30, 15), 7 * ONE_DAY, NATURAL) == _local(2026, 10, 7, 15)


def test_a_working_day_begins_and_ends_at_local_midnight():
    eleven_at_night = datetime(2026, 9, 30, 15, tzinfo=UTC)  # National Day begins an hour later

    assert elapsed(eleven_at_night, eleven_at_night + 2 * HOUR, WORKING) == HOUR


def test_a_limit_used_up_as_the_week_ends_is_due_then_and_not_on_monday():
    assert add(_local(2026, 9, 11), ONE_DAY, WORKING) == _local(2026, 9, 12)


def test_a_limit_of_nothing_is_due_at_once_even_on_a_holiday():
    assert add(_local(2026, 10, 3, 12), NOTHING, WORKING) == _local(2026, 10, 3, 12)


@pytest.mark.parametrize("clock", Clock)
def test_nothing_has_run_when_the_end_is_before_the_start(clock):
    assert elapsed(_local(2026, 9, 30), _local(2026, 9, 29), clock) == NOTHING


@pytest.mark.parametrize("clock", Clock)
def test_a_moment_from_any_zone_comes_back_in_utc(clock):
    due = add(datetime(2026, 9, 29, 12, tzinfo=timezone(timedelta(hours=-5))), HOUR, clock)

    assert due == datetime(2026, 9, 29, 18, tzinfo=UTC)
    assert due.tzinfo is UTC


@UNHURRIED
@given(MOMENTS, SPANS, CLOCKS)
def test_exactly_the_limit_has_run_when_it_is_due(start, span, clock):
    assert elapsed(start, add(start, span, clock), clock) == span


@UNHURRIED
@given(MOMENTS, SPANS.filter(bool), CLOCKS)
def test_a_limit_is_due_at_the_earliest_moment_it_is_used_up(start, span, clock):
    a_moment_before = add(start, span, clock) - SMALLEST

    assert elapsed(start, a_moment_before, clock) == span - SMALLEST


@UNHURRIED
@given(MOMENTS, SPANS, CLOCKS)
def test_adding_what_has_run_leads_back_to_where_the_clock_last_ran(start, later, clock):
    end = start + later

    back = add(start, elapsed(start, end, clock), clock)

    assert back <= end
    assert elapsed(back, end, clock) == NOTHING


@UNHURRIED
@given(MOMENTS, SPANS, SPANS, CLOCKS)
def test_time_that_ran_in_two_stretches_adds_up(start, first, second, clock):
    between, end = start + first, start + first + second

    assert elapsed(start, between, clock) + elapsed(between, end, clock) == elapsed(start, end, clock)


@pytest.mark.parametrize(("fraction", "moment"), [
    (0, _local(2026, 9, 30, 15)),
    (0.5, _local(2026, 10, 12, 3)),  # 3.5 days: Saturday the 10th 15:00, 9 h more, 3 h of Monday
    (0.8, _local(2026, 10, 14, 5, 24)),  # 5.6 days: Tuesday the 13th 15:00 and 14.4 h
    (1, _local(2026, 10, 15, 15)),
])
def test_warnings_fall_on_parts_of_the_working_time(fraction, moment):
    assert part_of(_local(2026, 9, 30, 15), _local(2026, 10, 15, 15), fraction, WORKING) == moment


def test_half_of_a_natural_limit_is_half_of_its_hours():
    assert part_of(_local(2026, 9, 30, 15), _local(2026, 10, 1, 15), 0.5, NATURAL) == _local(2026, 10, 1, 3)


@pytest.mark.parametrize("fraction", [-0.1, 1.1, float("nan")])
def test_a_part_outside_the_limit_is_refused(fraction):
    with pytest.raises(ValueError, match="between 0 and 1"):
        part_of(_local(2026, 9, 30), _local(2026, 10, 15), fraction, WORKING)


def test_a_limit_that_ends_before_it_starts_has_no_parts():
    with pytest.raises(ValueError, match="end before it starts"):
        part_of(_local(2026, 9, 30), _local(2026, 9, 29), 0.5, WORKING)


def test_after_a_clock_stop_the_same_working_time_is_left():
    # A day and a half is left; from Friday: its last 6 h, the working Saturday, no Sunday, 6 h of Monday.
    due = resume(_local(2026, 10, 1), _local(2026, 9, 29, 12), _local(2026, 10, 9, 18), WORKING)

    assert due == _local(2026, 10, 12, 6)


def test_a_stop_over_a_free_weekend_costs_no_working_time():
    tuesday_noon, saturday, sunday = _local(2026, 9, 15, 12), _local(2026, 9, 12, 10), _local(2026, 9, 13, 10)

    assert resume(tuesday_noon, saturday, sunday, WORKING) == tuesday_noon


def test_a_natural_limit_is_pushed_on_by_the_length_of_the_stop():
    midnight = _local(2026, 10, 1)

    assert resume(midnight + ONE_DAY, midnight, midnight + HOUR, NATURAL) == midnight + ONE_DAY + HOUR


def test_a_limit_already_over_when_the_clock_stops_stays_over():
    assert resume(AWARE, AWARE + HOUR, AWARE + ONE_DAY, WORKING) == AWARE


def test_a_due_moment_on_a_free_day_does_not_come_forward_by_a_stop_of_no_length():
    sunday = _local(2026, 9, 13, 12)

    assert resume(sunday, _local(2026, 9, 11), _local(2026, 9, 11), WORKING) == sunday


def test_a_stop_that_ends_before_it_begins_is_refused():
    with pytest.raises(ValueError, match="before it begins"):
        resume(_local(2026, 10, 9), _local(2026, 9, 30), _local(2026, 9, 29), WORKING)


@UNHURRIED
@given(MOMENTS, SPANS, SPANS.filter(bool), CLOCKS)
def test_what_was_left_before_a_stop_is_left_after_it(stopped_at, stop, left, clock):
    resumed_at, due = stopped_at + stop, stopped_at + left

    pushed_on = resume(due, stopped_at, resumed_at, clock)

    assert elapsed(resumed_at, pushed_on, clock) == elapsed(stopped_at, due, clock)
    assert pushed_on >= max(due, resumed_at)


def test_in_a_year_without_known_holidays_weekends_count_too():
    saturday_noon = _local(2003, 12, 27, 12)

    assert add(saturday_noon, ONE_DAY, WORKING) == _local(2003, 12, 28, 12)


def test_a_limit_changes_its_way_of_counting_where_the_known_years_begin():
    # 2003 is unknown and runs; 1 January 2004 is a known holiday and stands still.
    assert add(_local(2003, 12, 31, 12), ONE_DAY, WORKING) == _local(2004, 1, 2, 12)


@UNHURRIED
@given(MOMENTS, SPANS)
def test_working_time_never_makes_anybody_wait_in_unknown_years(start, span):
    start = start.replace(year=FIRST_UNKNOWN_YEAR, month=3, day=1)

    assert add(start, span, WORKING) == add(start, span, NATURAL)


def test_the_unknown_years_of_a_limit_are_named_in_order():
    assert unknown_years(_local(2002, 12, 31), _local(2004, 1, 5), WORKING) == (2002, 2003)


@pytest.mark.parametrize(("start", "due", "clock"), [
    pytest.param(_local(2025, 12, 1), _local(2026, 12, 31), WORKING, id="every year is known"),
    pytest.param(_local(2004, 1, 1), _local(2004, 1, 1, 4), WORKING, id="known by local time, not by UTC"),
    pytest.param(_local(2003, 5, 2), _local(2003, 5, 1), WORKING, id="due before it starts"),
    pytest.param(_local(2002, 12, 31), _local(2004, 1, 5), NATURAL, id="the natural clock has no holidays"),
])
def test_a_limit_that_takes_no_time_of_an_unknown_year_raises_no_alarm(start, due, clock):
    assert unknown_years(start, due, clock) == ()


def test_a_limit_due_at_new_years_midnight_does_not_touch_the_new_year():
    midnight = _local(FIRST_UNKNOWN_YEAR, 1, 1)

    assert unknown_years(midnight - HOUR, midnight, WORKING) == ()
    assert unknown_years(midnight - HOUR, midnight + SMALLEST, WORKING) == (FIRST_UNKNOWN_YEAR,)


@pytest.mark.parametrize("clock", Clock)
@pytest.mark.parametrize(("question", "terms"), [
    (add, [NAIVE, HOUR]),
    (elapsed, [NAIVE, AWARE]),
    (elapsed, [AWARE, NAIVE]),
    (part_of, [NAIVE, AWARE, 0.5]),
    (part_of, [AWARE, NAIVE, 0.5]),
    (resume, [NAIVE, AWARE, AWARE]),
    (resume, [AWARE, NAIVE, AWARE]),
    (resume, [AWARE, AWARE, NAIVE]),
    (unknown_years, [NAIVE, AWARE]),
    (unknown_years, [AWARE, NAIVE]),
])
def test_a_moment_without_a_time_zone_is_refused(question, terms, clock):
    with pytest.raises(ValueError, match="time zone"):
        question(*terms, clock)


def test_a_negative_limit_is_refused():
    with pytest.raises(ValueError, match="negative"):
        add(AWARE, -HOUR, NATURAL)


def test_an_unheard_of_clock_is_refused():
    with pytest.raises(ValueError, match="lunar"):
        add(AWARE, HOUR, "lunar")
