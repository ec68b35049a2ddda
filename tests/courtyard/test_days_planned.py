"""A group's fixed day plans its days a year ahead, one a month, and only what lies ahead is planned anew."""

from datetime import date

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.audit import AuditEntry
from service.core.database import atomic, db
from service.core.errors import Forbidden, Invalid, NotFound, Stale
from service.courtyard.actions import days, planning
from service.courtyard.models import DayRule, PartyMassDay, RuleKind
from service.party.models import CourtyardGroup, DeliberationStation
from tests.courtyard.conftest import GROUP, OTHER_GROUP, SECOND_FRIDAY, letters


def _live_rules():
    return list(db.session.scalars(sa.select(DayRule).where(DayRule.replaced_at.is_(None)).order_by(DayRule.id)
                                   .execution_options(populate_existing=True)))


def _end(group, on):
    with atomic():
        db.session.execute(sa.update(CourtyardGroup).where(CourtyardGroup.id == group.id).values(ended_on=on))


def test_setting_a_rule_plans_a_year_at_once(courtyard, town):
    courtyard.fix(station="demo-station-1")

    planned = courtyard.days()
    assert [day.on for day in planned] == [date(2026, month, 5) for month in range(3, 13)] + [
        date(2027, month, 5) for month in range(1, 4)]
    village = town.place("village")
    assert {(day.place_id, day.community_id, day.town_id, day.at, day.station.code, day.state) for day in planned} == {
        (town.place("courtyard_1").id, village.id, town.place("town").id, "09:00", "demo-station-1", "planned")}


@pytest.mark.parametrize("name", ["lin", "wu", "zheng"])
def test_the_secretary_and_who_stands_above_set_the_rule(courtyard, name):
    assert courtyard.fix(by=name).day == 5


@pytest.mark.parametrize("name", ["hu", "zhang", "feng", "li"])
def test_nobody_else_sets_it(courtyard, name):
    with pytest.raises(Forbidden):
        courtyard.fix(by=name)

    assert courtyard.days() == []


def test_a_changed_rule_is_a_second_row_and_only_days_ahead_follow(courtyard):
    courtyard.fix(day=5, kind=RuleKind.DAY_OF_MONTH, valid_from=date(2026, 1, 1), by=None)
    old = _live_rules()[0]

    courtyard.fix(**SECOND_FRIDAY, at="19:30")

    planned = courtyard.days()
    assert [day.on for day in planned[:4]] == [date(2026, 1, 5), date(2026, 2, 5), date(2026, 3, 13), date(2026, 4, 10)]
    assert [day.at for day in planned[:4]] == ["09:00", "09:00", "19:30", "19:30"]
    assert len(planned) == 15 and len(_live_rules()) == 1
    assert db.session.get(DayRule, old.id, populate_existing=True).replaced_at is not None


def test_a_rule_that_holds_from_later_on_leaves_the_days_before_it(fixed):
    fixed.fix(kind=RuleKind.DAY_OF_MONTH, day=20, valid_from=date(2026, 6, 10))

    assert fixed.dates()[2:6] == [date(2026, 5, 5), date(2026, 6, 5), date(2026, 7, 20), date(2026, 8, 20)]


def test_a_date_that_has_passed_this_month_leaves_the_planned_day(fixed):
    fixed.fix(kind=RuleKind.DAY_OF_MONTH, day=2, at="20:00")

    march, april = fixed.days()[:2]
    assert (march.on, march.at, april.on) == (date(2026, 3, 5), "09:00", date(2026, 4, 2))


def test_a_day_that_ended_and_one_moved_by_hand_stay(fixed):
    fixed.go_to(2026, 3, 5)
    fixed.hold("2026-03")
    days.move(fixed.day("2026-04").id, by=fixed.by("hu"), on=date(2026, 4, 8), at="09:00", reason="清明")

    fixed.fix(kind=RuleKind.DAY_OF_MONTH, day=25)

    assert fixed.dates()[:3] == [date(2026, 3, 5), date(2026, 4, 8), date(2026, 5, 25)]


def test_who_was_told_of_a_day_hears_that_the_rule_moved_it(fixed, joined):
    assert len(fixed.wake(2026, 3, 4)) == 2

    fixed.fix(kind=RuleKind.DAY_OF_MONTH, day=25)

    told = letters()[2:]
    assert {letter.kind for letter in told} == {"day_moved"} and len(told) == 2  # of March, not of the twelve others
    assert "3月25日" in told[0].body and "原定3月5日" in told[0].body


def test_a_new_rule_takes_no_rule_for_granted_that_was_changed_meanwhile(fixed):
    seen = _live_rules()[0].id
    fixed.fix(**SECOND_FRIDAY)

    with pytest.raises(Stale):
        fixed.fix(kind=RuleKind.DAY_OF_MONTH, day=9, seen=seen)


@pytest.mark.parametrize("valid_from", [date(2026, 3, 3), date(2027, 3, 6)])
def test_a_rule_begins_within_a_year_and_not_in_the_past(courtyard, valid_from):
    with pytest.raises(Invalid):
        courtyard.fix(kind=RuleKind.DAY_OF_MONTH, day=5, valid_from=valid_from)


def test_bygone_days_of_a_rule_dated_back_remind_nobody(courtyard):
    courtyard.fix(by=None, kind=RuleKind.DAY_OF_MONTH, day=1, valid_from=date(2025, 9, 1))

    assert len(courtyard.dates()) == 19
    assert courtyard.wake(2026, 3, 20) == []


def test_the_timer_plans_on_as_months_go_by(fixed):
    fixed.wake(2026, 5, 2)
    planned = fixed.dates()

    fixed.wake(2026, 5, 2)

    assert planned[-1] == date(2027, 5, 5) and len(planned) == len(set(planned)) == 15
    assert fixed.dates() == planned


def test_nothing_to_plan_costs_two_statements(fixed, statements):
    with statements() as sent:
        assert planning.plan_all() == 0

    assert len(sent) <= 2


def test_many_groups_are_planned_in_few_statements(courtyard, town, statements):
    place, branch = town.place("courtyard_1"), town.branch("village")
    with atomic() as session:
        groups = [CourtyardGroup(code=f"many-{n}", name="很多", branch_id=branch.id, place_id=place.id)
                  for n in range(600)]
        session.add_all(groups)
        session.flush()
        session.add_all([DayRule(group_id=group.id, kind=RuleKind.DAY_OF_MONTH, day=31, at="09:00", announce_before=3,
                                 valid_from=date(2026, 3, 1), planned_through="", set_at=clock.now())
                         for group in groups])
    with statements() as sent:
        assert planning.plan_all() == 600

    assert len(sent) <= 10
    assert db.session.scalar(sa.select(sa.func.count(PartyMassDay.id))) == 600 * 13


def test_a_group_that_ends_has_no_day_after_it(fixed, town):
    _end(town.group(1), date(2026, 6, 5))

    planning.plan_all()

    assert fixed.dates()[-1] == date(2026, 6, 5)


def test_a_group_that_has_ended_gets_no_rule(courtyard, town):
    _end(town.group(1), date(2026, 3, 1))

    with pytest.raises(planning.GroupEnded):
        courtyard.fix()


def test_days_of_another_group_are_none_of_this_one(fixed):
    fixed.fix(group=OTHER_GROUP, **SECOND_FRIDAY)

    assert fixed.day("2026-03").on == date(2026, 3, 5)
    assert fixed.day("2026-03", group=2).on == date(2026, 3, 13)


def test_a_station_of_another_place_is_refused(courtyard, town):
    with atomic() as session:
        session.add(DeliberationStation(code="far", name="远处议事站", place_id=town.place("community").id, hours=[],
                                        created_at=clock.now()))
    with pytest.raises(Invalid):
        courtyard.fix(station="far")


def test_an_unknown_group_is_not_found(courtyard):
    with pytest.raises(NotFound):
        courtyard.fix(group="nowhere")


def test_setting_a_rule_is_audited(fixed):
    acts = db.session.scalars(sa.select(AuditEntry.subject).where(AuditEntry.act == "set_day_rule")).all()

    assert acts == [f"group:{GROUP}"]


@pytest.mark.only_postgresql
def test_planning_twice_at_once_makes_one_day_a_month(courtyard, town, run_together):
    courtyard.fix()
    with atomic():
        db.session.execute(sa.update(DayRule).values(planned_through=""))
        db.session.execute(sa.delete(PartyMassDay))

    run_together([planning.plan_all, planning.plan_all])

    assert len(courtyard.dates()) == 13


@pytest.mark.only_postgresql
def test_two_rules_and_a_timer_at_once_leave_one_rule_and_one_day_a_month(courtyard, run_together):
    lin = courtyard.by("lin")
    courtyard.fix()
    with atomic():
        db.session.execute(sa.update(DayRule).values(planned_through=""))

    done = run_together([lambda: planning.set_rule(GROUP, by=lin, kind=RuleKind.DAY_OF_MONTH, day=9),
                         lambda: planning.set_rule(GROUP, by=lin, **SECOND_FRIDAY), planning.plan_all])

    assert not [one for one in done if isinstance(one, Exception)]
    assert len(_live_rules()) == 1 and len(courtyard.dates()) == 13
    wanted = 9 if _live_rules()[0].day else None
    assert {day.day == wanted for day in courtyard.dates()[1:]} == {wanted is not None}

