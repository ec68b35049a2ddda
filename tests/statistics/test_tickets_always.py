"""Whatever becomes of tickets, in whatever order, counted again or not: the figures are what an exact count gives."""

from collections import Counter
from datetime import timedelta

import pytest
import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db, execute
from service.feedback import actions
from service.feedback.models import Rating, Solved, Ticket
from service.statistics import steps
from service.statistics.actions import count_again, count_tickets_again
from service.statistics.local_time import first_day, month_at
from service.statistics.models import AnswerStep, CountedCohort, OpenDay, TicketFigure
from service.statistics.queries.tickets import backlog, exact, sums
from service.statistics.queries.tickets.cohorts import stale
from service.town import cast
from tests.statistics.lives import Lives

STEPS = {"sqlite": 70, "postgresql": 35}
MANY = len(exact.COUNTS)
LOOKED_AT = ("district", "town", "community", "other_community", "village")


@pytest.fixture(params=[3, 11])
def lives(request, life, people, frozen):
    """Chance among tickets, always the same for a seed."""
    return Lives(life, people, frozen, request.param)


def _exact():
    """{place: {(month, queue, category): counts}}, and {place: {day: open}}, from the rows."""
    cells, days = {}, {}
    towns = dict(db.session.execute(sa.select(exact.Place.id, exact.Place.parent_id)).all())
    for area, *cell, in db.session.execute(exact.cells(clock.now(), Ticket.community_id)):
        for place in (area, towns[area], towns[towns[area]]):
            old = cells.setdefault(place, {}).get(tuple(cell[:3]), [0] * len(exact.COUNTS))
            cells[place][tuple(cell[:3])] = [a + b for a, b in zip(old, cell[3:], strict=True)]
    for area, day, count in db.session.execute(exact.open_days()):
        for place in (area, towns[area], towns[towns[area]]):
            days.setdefault(place, Counter())[day] += count
    return cells, days


def _of_tickets(cells):
    return {cell: counts[:MANY] for cell, counts in cells.items()}


def _there(cells):
    return {cell: counts for cell, counts in cells.items() if any(counts)}


def _check(town, people, after):
    cells, days = _exact()
    asked = sums.Asked("2025-12", "2027-12", clock.now())
    today = clock.local(clock.now()).date()
    for name in LOOKED_AT[:2] + LOOKED_AT[2 + len(after) % 3:][:1]:  # in turn one of the three at the bottom
        place = town.place(name)
        found = sums.sums(place, {town.place(each).id for each in LOOKED_AT[1:]}, asked)
        assert _there(_of_tickets(found.cells)) == cells.get(place.id, {}), (after, name)
        for other in LOOKED_AT[1:]:
            total = [sum(column) for column in zip(*cells.get(town.place(other).id, {}).values(), strict=True)]
            assert found.of[town.place(other).id][:MANY] == (total or sums.nothing()[:MANY]), (after, name, other)
        aged = Counter({key: 0 for key in ("1", "3", "7", "15", "30", "more")})
        for day, count in days.get(place.id, {}).items():
            aged[backlog._age_of(day, today)] += count
        shown = backlog.backlog(place.code, by=people.zheng)
        assert {age["key"]: age["count"] for age in shown["ages"]} == aged, (after, name)
    _check_kept(cells, days, after)
    _check_joined(after)
    _check_published(town, after)


def _check_published(town, after):
    """What is published is the sum of the steps, each of its own ratings: nothing is lost, or told twice."""
    district = sums.sums(town.place("district"), set(), sums.Asked("2025-12", "2027-12", clock.now()))
    told = [sum(column) for column in zip(*(cell[MANY:] for cell in district.cells.values()), strict=True)]
    of_steps = db.session.execute(sa.select(*(sa.func.coalesce(sa.func.sum(getattr(AnswerStep, name)), 0)
                                              for name in steps.COUNTS))).one()
    each = [sa.func.count(sa.case((Rating.solved == solved, 1))) for solved in Solved]
    ratings = db.session.execute(sa.select(sa.func.count(), *each).where(Rating.step_id.is_not(None))).one()
    assert told == list(of_steps) and list(of_steps)[:4] == list(ratings), after


def _check_joined(after):
    """What is counted with each merge is how many are merged into each ticket now."""
    merged = sa.select(Ticket.merged_into_id, sa.func.count()).where(Ticket.merged_into_id.is_not(None))
    kept = sa.select(Ticket.id, Ticket.joined_count).where(Ticket.joined_count != 0)
    assert dict(db.session.execute(kept).all()) == dict(
        db.session.execute(merged.group_by(Ticket.merged_into_id)).all()), after


def _check_kept(cells, days, after):
    """What passes for true is true: rows of cohorts nobody must count again."""
    changed = stale(clock.now())
    if changed.everything:
        return
    true = {(each.community_id, each.month) for each in db.session.scalars(
        sa.select(CountedCohort).execution_options(populate_existing=True))} - set(changed.towns)
    for community_id, month in true:
        kept = {(row.month, row.queue.value, row.category): [getattr(row, name) for name in exact.COUNTS]
                for row in db.session.scalars(sa.select(TicketFigure).where(
                    TicketFigure.place_id == community_id, TicketFigure.month == month)
                    .execution_options(populate_existing=True))}
        assert kept == {cell: counts for cell, counts in cells.get(community_id, {}).items() if cell[0] == month}, after
        first, last = first_day(month), first_day(month, later=1)
        open_days = {row.day: row.count for row in db.session.scalars(sa.select(OpenDay).where(
            OpenDay.place_id == community_id, OpenDay.day >= first, OpenDay.day < last)
            .execution_options(populate_existing=True))}
        assert open_days == {day: n for day, n in days.get(community_id, {}).items() if first <= day < last}, after


def test_figures_of_tickets_are_exact_after_every_step(lives, town, people, database):
    steps = []
    for _ in range(STEPS[database.engine.dialect.name]):
        steps.append(lives.step())
        _check(town, people, steps)

    assert len(lives.done) > 10, "chance has done too little for this to say anything"


def test_after_counting_nothing_is_untrue_and_everything_is_kept(lives, town, people, database):
    for _ in range(STEPS[database.engine.dialect.name] // 2):
        lives.step()
    count_tickets_again()
    cells, _days = _exact()
    kept = {}
    for row in db.session.scalars(sa.select(TicketFigure).execution_options(populate_existing=True)):
        kept.setdefault(row.place_id, {})[row.month, row.queue.value, row.category] = [
            getattr(row, name) for name in exact.COUNTS]

    assert stale(clock.now()) == (False, {})
    assert kept == cells


def test_a_ticket_sent_to_another_community_is_counted_there_and_no_longer_here(life, people, town, stuck_lift):
    count_tickets_again()
    actions.transfer(stuck_lift, by=people.wu, reason="归他们管", place_code=cast.OTHER_COMMUNITY)
    _check(town, people, "transfer")
    count_tickets_again()
    _check(town, people, "counted")
    found = sums.sums(town.place("town"), {town.place("community").id, town.place("other_community").id},
                      sums.Asked("2026-03", "2026-03", clock.now())).of

    assert [found[town.place(name).id][0] for name in ("community", "other_community")] == [0, 1]


def test_a_limit_passes_though_nobody_writes_anything(life, people, town, wait, stuck_lift):
    count_tickets_again()
    wait(hours=25)
    _check(town, people, "late")
    at = {name: number for number, name in enumerate(exact.COUNTS)}
    (counts,) = sums.sums(town.place("district"), set(), sums.Asked("2026-03", "2026-03", clock.now())).cells.values()

    assert (counts[at["overdue"]], counts[at["due"]], counts[at["responded"]]) == (1, 1, 0)
    assert count_tickets_again() == 1
    _check(town, people, "late and counted")


def test_a_statement_over_tickets_of_unknown_places_makes_everything_untrue_until_counted(life, town, people):
    life.submit()
    count_tickets_again()
    with atomic():
        execute(sa.update(Ticket).values(queue="public"))
    assert stale(clock.now()).everything
    _check(town, people, "all")

    assert (count_tickets_again(), stale(clock.now())) == (1, (False, {}))
    _check(town, people, "all counted")


def test_taking_a_ticket_on_in_time_changes_no_count_and_too_late_it_does(life, people, wait):
    first, second = life.submit(), life.submit()
    count_tickets_again()
    life.hold(first)
    assert stale(clock.now()) == (False, {})
    wait(hours=25)
    count_tickets_again()
    life.hold(second)

    assert len(stale(clock.now()).towns) == 1


def test_what_is_not_counted_leaves_no_mark(life, people, broken_lamp):
    count_tickets_again()
    actions.support(broken_lamp, by=people.zhao)
    actions.contact(life.hold(life.submit(by="chen")), by=people.wang, method="phone", reached=True)
    count_tickets_again()
    number = db.session.scalar(sa.select(Ticket.number).where(Ticket.holder_id.is_not(None)))
    actions.contact(number, by=people.wang, method="phone", reached=True)

    assert stale(clock.now()) == (False, {})


def test_a_ticket_leaves_the_figures_of_courtyards_alone(life, people, stuck_lift):
    count_again()
    life.answer(stuck_lift)

    assert count_again() == 0


def test_what_is_undone_leaves_no_mark_of_tickets(life, town, people):
    with pytest.raises(ZeroDivisionError), atomic():
        life.submit()
        raise ZeroDivisionError
    assert stale(clock.now()) == (False, {})


@pytest.mark.only_postgresql
def test_submits_while_tickets_are_counted_are_not_lost(life, town, people, run_together):
    run_together([*(lambda: life.submit() for _ in range(6)), *[count_tickets_again] * 3])
    _check(town, people, "at once")
    count_tickets_again()
    _check(town, people, "counted")

    assert db.session.scalar(sa.select(sa.func.sum(TicketFigure.submitted)).where(
        TicketFigure.place_id == town.place("district").id)) == 6


def test_a_month_is_the_local_one(life, people, town, frozen):
    frozen.move_to(first_day("2026-04").isoformat() + "T00:30:00+08:00")
    life.submit()
    (cell,) = sums.sums(town.place("town"), set(), sums.Asked("2026-01", "2026-12", clock.now())).cells

    assert (cell[0], month_at(clock.now() - timedelta(hours=1))) == ("2026-04", "2026-03")
