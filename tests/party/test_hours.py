"""Opening hours: read from words, told in words, and open or not."""

from datetime import datetime

import pytest

from service.party.hours import flaw, is_open, parsed, told

WORKDAYS = {"days": [1, 2, 3, 4, 5], "from": "09:00", "to": "17:00"}
SATURDAY = {"days": [6], "from": "09:00", "to": "11:30"}


@pytest.mark.parametrize(("text", "hours"), [
    ("周一至周五 09:00-17:00；周六 9:00-11:30", [WORKDAYS, SATURDAY]),
    ("星期一到星期五09：00—17：00", [WORKDAYS]),
    ("每天 08:00-20:00", [{"days": [1, 2, 3, 4, 5, 6, 7], "from": "08:00", "to": "20:00"}]),
    ("周一、周三 09:00-10:00", [{"days": [1, 3], "from": "09:00", "to": "10:00"}]),
    ("周一三五 09:00-10:00", [{"days": [1, 3, 5], "from": "09:00", "to": "10:00"}]),
    ("周天 09:00-10:00", [{"days": [7], "from": "09:00", "to": "10:00"}]), ("", [])])
def test_hours_are_read_as_people_write_them(text, hours):
    assert parsed(text) == hours


@pytest.mark.parametrize("text", ["上午", "周一 9点到10点", "周一 11:00-09:00", "周一 25:00-26:00",
                                  "周一 09:00-11:00；周一 10:00-12:00", "09:00-10:00"])
def test_what_is_no_hours_is_refused_with_a_reason(text):
    with pytest.raises(ValueError, match="."):
        parsed(text)


@pytest.mark.parametrize("hours", [[WORKDAYS, SATURDAY], [], [WORKDAYS | {"days": [7, 1]}],
                                   [WORKDAYS | {"days": [1, 2, 3, 4, 5, 6, 7]}], [WORKDAYS | {"days": [1, 2, 4]}]])
def test_what_is_told_is_read_again(hours):
    again = parsed(told(hours))

    assert again == [span | {"days": sorted(span["days"])} for span in hours]


def test_there_are_at_most_three_spans_a_day_all_in_all():
    assert flaw([WORKDAYS] * 22)


@pytest.mark.parametrize(("moment", "is_it"), [
    ("2026-03-04T09:00", True), ("2026-03-04T08:59", False), ("2026-03-04T17:00", False),
    ("2026-03-07T11:29", True), ("2026-03-08T10:00", False)])
def test_it_is_open_from_the_beginning_to_before_the_end(moment, is_it):
    assert is_open([WORKDAYS, SATURDAY], datetime.fromisoformat(moment)) is is_it
