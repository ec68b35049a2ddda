"""Kept figures are always what an exact count gives, and a view asks few questions however much there is."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine

from service.core.database import atomic, db, execute
from service.core.errors import Forbidden, Invalid
from service.courtyard.actions import planning
from service.courtyard.models import DayState, Decision, PartyMassDay, RuleKind
from service.mediation.actions import tell_counts
from service.statistics.actions import count, count_again
from service.statistics.models import Figure, StaleMark
from service.statistics.queries import exact, figures, showing


def _village(town, year):
    return showing.month(town.place("village").code, year.month, by=town.actor("secretary-lin"))


def _town(town, year):
    return showing.month(town.place("town").code, year.month, by=town.actor("supervisor-wu"))


def _kept():
    rows = db.session.execute(sa.select(Figure.community_id, Figure.month, Figure.measure, Figure.key, Figure.count))
    return sorted(tuple(row) for row in rows)


def _exact(communities):
    rows = db.session.execute(exact.by_community(figures.today(), communities))
    return sorted((row.community_id, row.month, row.measure, row.key, row._mapping["count"]) for row in rows)


def _fill(year):
    first, second = year.day(1), year.day(2, state=DayState.PLANNED)
    year.day(1, month=year.today.replace(day=1) - timedelta(days=40))
    year.decision(first, year.today + timedelta(days=9))
    year.decision(first, year.today - timedelta(days=1))
    year.registration("王师傅", "building_1")
    return first, second


def test_kept_figures_are_what_an_exact_count_gives(town, year):
    _fill(year)
    count_again()

    assert _kept() == _exact(None)
    assert {row[2] for row in _kept()} == {"days", "decisions", "registrations", "registered", "skills", "buildings"}


def test_a_view_is_the_same_before_and_after_counting(town, year):
    _fill(year)
    before = _town(town, year)
    count_again()

    assert _town(town, year) == before
    assert (before["days"]["held"], before["days"]["planned"], before["registered"]) == (1, 1, 1)


def test_a_change_shows_at_once_though_the_figures_are_old(town, year):
    year.day(1)

    assert _kept() != _exact([town.place("village").id])
    assert _town(town, year)["days"]["held"] == 1


def test_what_is_undone_leaves_no_mark(town, year):
    with pytest.raises(ZeroDivisionError), atomic():
        year.day(1)
        raise ZeroDivisionError

    assert db.session.scalar(sa.select(sa.func.count(StaleMark.id))) == 0


def test_one_statement_over_many_rows_makes_every_figure_untrue(town, year):
    year.day(1)
    count_again()
    with atomic() as session:
        session.execute(sa.update(PartyMassDay).values(state=DayState.PLANNED, closed_at=None))

    assert _town(town, year)["days"] == _village(town, year)["days"]
    assert _town(town, year)["days"]["planned"] == 1


def test_many_rows_inserted_at_once_mark_their_own_communities_only(town, year):
    place, group = town.place("courtyard_1"), town.group(1)
    row = {"group_id": group.id, "month": year.month, "on": year.today, "at": "09:00", "announce_before": 3,
           "place_id": place.id, "town_id": place.ancestry[1], "community_id": place.ancestry[2]}
    with atomic() as session:
        session.execute(sa.insert(PartyMassDay), [row])

    assert db.session.scalars(sa.select(StaleMark.community_id)).all() == [place.ancestry[2]]


def test_days_planned_by_a_plain_statement_mark_their_community(town, year):
    planning.set_rule("demo-group-1", by=town.actor("secretary-lin"), kind=RuleKind.DAY_OF_MONTH, day=31)

    assert _town(town, year)["days"]["planned"] == 1


def test_a_statement_that_changes_nothing_counted_marks_nothing(town, year):
    year.day(1)
    count_again()
    with atomic() as session:
        session.execute(sa.update(PartyMassDay).values(reminded=1))
        execute(sa.update(PartyMassDay).values(reminded=2))

    assert db.session.scalar(sa.select(sa.func.count(StaleMark.id))) == 0


def test_a_decision_is_overdue_the_day_after_it_was_due_without_anybody_writing(town, year):
    year.decision(year.day(1), year.today)
    count_again()
    assert _town(town, year)["decisions"] == {"open": 1, "done": 0, "dropped": 0, "overdue": 0}

    with time_machine.travel(year.today + timedelta(days=2), tick=False):
        assert _town(town, year)["decisions"]["overdue"] == 1
        count_again()
        assert _town(town, year)["decisions"]["overdue"] == 1


def test_counting_again_counts_only_what_has_changed(town, year):
    count_again()
    year.day(1)

    assert (count_again(), count_again()) == (1, 0)


def test_the_village_sees_its_courtyards_and_no_persons_below(town, year):
    _fill(year)
    below = {row["place"]["name"]: row for row in _village(town, year)["below"]}

    assert (below["大屋院落"]["days"]["held"], below["竹林院落"]["days"]["planned"]) == (1, 1)
    assert below["大屋院落"]["decisions"]["overdue"] == 1
    assert {row["registered"] for row in below.values()} == {0}


def test_disputes_under_five_are_withheld(town, year):
    year.disputes(4)
    tell_counts()
    few = _village(town, year)["mediations"]
    year.disputes(1)
    tell_counts()
    (shown,) = [item for item in _village(town, year)["mediations"]["items"] if not item["withheld"]]

    assert [item["count"] for item in few["items"] if not item["withheld"]] == []
    assert (shown["type"], shown["outcome"], shown["count"]) == ("neighbour", "withdrawn", 5)


def test_a_worker_sees_his_community_and_not_the_town(town, year):
    worker = town.actor("worker-zhang")

    assert showing.month(town.place("community").code, year.month, by=worker)["registered"] == 0
    with pytest.raises(Forbidden):
        showing.month(town.place("town").code, year.month, by=worker)


def test_below_a_community_there_are_no_figures(town, year):
    with pytest.raises(Invalid):
        showing.month(town.place("compound").code, year.month, by=town.actor("worker-zhang"))


@pytest.mark.parametrize("who, place", [("admin-zheng", "district"), ("supervisor-wu", "town"),
                                        ("secretary-lin", "village")])
def test_a_view_takes_four_statements_at_most(town, client, year, statements, who, place):
    _fill(year)
    headers, code = town.sign_in(who), town.place(place).code
    with statements() as sent:
        answer = client.get(f"/api/v1/statistics/month?place={code}&month={year.month}", headers=headers)

    assert answer.json["days"]["held"] == 1
    assert len(sent) <= 4


@pytest.mark.only_postgresql
def test_two_who_count_at_once_leave_one_true_count(town, year, run_together):
    _fill(year)
    village = town.place("village").id
    outcomes = run_together([lambda: count([village])] * 4)

    assert outcomes == [None] * 4
    assert [row for row in _kept() if row[0] == village] == _exact([village])


@pytest.mark.only_postgresql
def test_a_change_while_it_is_counted_is_not_lost(town, year, run_together):
    day, village = year.day(1), town.place("village").id
    due = [year.today + timedelta(days=number) for number in range(6)]
    run_together([*(lambda when=when: year.decision(day, when) for when in due), *[lambda: count([village])] * 2])

    assert _town(town, year)["decisions"]["open"] == len(due)
    count_again()
    assert db.session.scalar(sa.select(sa.func.count(Decision.id))) == _town(town, year)["decisions"]["open"]
