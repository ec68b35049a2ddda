"""What becomes of a planned day: moved within its month, held, or not held with a reason; never missing."""

from datetime import date

import pytest
import sqlalchemy as sa

from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, Stale, WrongMoment
from service.courtyard.actions import days
from service.courtyard.models import DayState, Reason
from service.courtyard.queries.days import UnknownDay

RAIN = {"reason_code": Reason.WEATHER, "reason": "暴雨，院坝积水"}
EIGHTH = {"on": date(2026, 3, 8), "at": "19:30", "reason": "赶场"}


@pytest.fixture
def march(fixed):
    """The id of the first group's day on 5 March, which is tomorrow."""
    return fixed.day("2026-03").id


@pytest.mark.parametrize("name", ["hu", "lin", "wu", "zheng"])
def test_the_lead_and_who_stands_above_move_a_day(fixed, march, name):
    days.move(march, by=fixed.by(name), station="demo-station-1", **EIGHTH)

    day = fixed.day("2026-03")
    assert (day.on, day.at, day.station.code, day.moved_from, day.moved_reason, day.version) == (
        date(2026, 3, 8), "19:30", "demo-station-1", date(2026, 3, 5), "赶场", 2)


def test_a_day_moved_twice_remembers_where_the_rule_had_put_it(fixed, march):
    days.move(march, by=fixed.by("hu"), **EIGHTH)
    days.move(march, by=fixed.by("hu"), **EIGHTH | {"on": date(2026, 3, 9)})

    assert fixed.day("2026-03").moved_from == date(2026, 3, 5)


def test_a_station_that_is_not_named_stays_and_none_is_the_courtyard(fixed, march):
    days.move(march, by=fixed.by("hu"), station="demo-station-1", **EIGHTH)
    days.move(march, by=fixed.by("hu"), **EIGHTH | {"at": "20:00"})
    assert fixed.day("2026-03").station.code == "demo-station-1"

    days.move(march, by=fixed.by("hu"), station=None, **EIGHTH)
    assert fixed.day("2026-03").station is None


@pytest.mark.parametrize("on", [date(2026, 4, 1), date(2026, 2, 27), date(2026, 3, 3)])
def test_never_to_another_month_nor_into_the_past(fixed, march, on):
    with pytest.raises(Invalid):
        days.move(march, by=fixed.by("hu"), **EIGHTH | {"on": on})


def test_a_day_that_has_passed_is_moved_no_more(fixed, march):
    fixed.go_to(2026, 3, 6)

    with pytest.raises(days.DayOver):
        days.move(march, by=fixed.by("hu"), **EIGHTH)


@pytest.mark.parametrize(("name", "refusal"), [("zhang", UnknownDay), ("li", UnknownDay), ("feng", Forbidden)])
def test_others_do_not_move_it(fixed, march, name, refusal):
    with pytest.raises(refusal):
        days.move(march, by=fixed.by(name), **EIGHTH)


def test_a_plain_member_sees_it_and_may_not(fixed, march, joined):
    with pytest.raises(Forbidden):
        days.not_held(march, by=fixed.by("chen"), **RAIN)


def test_another_version_is_refused(fixed, march):
    days.move(march, by=fixed.by("hu"), **EIGHTH)

    with pytest.raises(Stale):
        days.move(march, by=fixed.by("hu"), seen=1, **EIGHTH | {"on": date(2026, 3, 10)})


def test_a_day_is_held_on_the_day_by_its_log(fixed, march):
    fixed.go_to(2026, 3, 5, hour=0)

    fixed.hold("2026-03")

    day = fixed.day("2026-03")
    assert (day.state, day.closed_by_id, day.wake_on) == (DayState.HELD, fixed.by("hu").account_id, None)


def test_a_day_ahead_is_not_held(fixed, march):
    fixed.go_to(2026, 3, 4, hour=23)

    with pytest.raises(days.DayNotCome):
        fixed.hold("2026-03")


def test_a_day_held_already_stays_so(fixed, march):
    fixed.go_to(2026, 3, 7)
    fixed.hold("2026-03")

    fixed.hold("2026-03", by="lin")

    assert (fixed.day("2026-03").version, fixed.day("2026-03").closed_by_id) == (2, fixed.by("hu").account_id)


def test_a_day_is_called_off_from_the_day_before(fixed, march):
    fixed.go_to(2026, 3, 4, hour=0)

    days.not_held(march, by=fixed.by("hu"), **RAIN)

    day = fixed.day("2026-03")
    assert (day.state, day.not_held_reason_code, day.not_held_reason, day.wake_on) == (
        DayState.NOT_HELD, Reason.WEATHER, "暴雨，院坝积水", None)
    assert day.closed_at is not None


def test_earlier_it_is_moved_instead(fixed, march):
    fixed.go_to(2026, 3, 3, hour=23)

    with pytest.raises(days.DayNotCome):
        days.not_held(march, by=fixed.by("hu"), **RAIN)


@pytest.mark.parametrize("verb", ["move", "not_held", "reopen"])
def test_a_day_that_was_held_is_what_it_is(fixed, march, verb):
    fixed.go_to(2026, 3, 5)
    fixed.hold("2026-03")
    facts = {"move": EIGHTH, "not_held": RAIN, "reopen": {"reason": "写错了"}}[verb]

    with pytest.raises(WrongMoment):
        getattr(days, verb)(march, by=fixed.by("hu"), **facts)


def test_a_day_not_held_is_held_after_it_was_reopened(fixed, march):
    fixed.go_to(2026, 3, 6)
    days.not_held(march, by=fixed.by("hu"), **RAIN)
    with pytest.raises(days.DayNotHeld):
        fixed.hold("2026-03")

    days.reopen(march, by=fixed.by("hu"), reason="晚上补开了")
    fixed.hold("2026-03")

    day = fixed.day("2026-03")
    assert (day.state, day.not_held_reason_code, day.reopened_reason) == (DayState.HELD, None, "晚上补开了")
    audited = db.session.scalars(sa.select(AuditEntry).where(AuditEntry.act == "reopen_day")).one()
    assert '"was":"weather"' in audited.details and audited.subject == f"day:{march}"


@pytest.mark.only_postgresql
def test_held_twice_at_once_is_held_once(fixed, march, run_together):
    fixed.go_to(2026, 3, 5)
    hu = fixed.by("hu")

    def _hold():
        with atomic():
            days.hold(days.locked(march), by=hu)
    done = run_together([_hold, _hold])

    assert done == [None, None] and fixed.day("2026-03").version == 2


@pytest.mark.only_postgresql
def test_held_and_not_held_at_once_is_one_of_both(fixed, march, run_together):
    fixed.go_to(2026, 3, 5)
    hu, lin = fixed.by("hu"), fixed.by("lin")

    def _hold():
        with atomic():
            days.hold(days.locked(march), by=hu)
    done = run_together([_hold, lambda: days.not_held(march, by=lin, **RAIN)])

    assert [isinstance(one, WrongMoment) for one in done].count(True) == 1
    assert fixed.day("2026-03").version == 2
