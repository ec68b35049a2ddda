"""Counting tickets again: some cohorts in one transaction, with the sums of their towns and of the district; safe to
do twice, at once or late."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core import clock, jobs
from service.core.database import atomic, db, inserting
from service.feedback.models import Ticket
from service.organization.models import Level, Place
from service.statistics.local_time import first_day, month_of
from service.statistics.models import CountedCohort, OpenDay, StaleCohort, TicketFigure
from service.statistics.queries.tickets import exact
from service.statistics.queries.tickets.cohorts import Cohort, by_month, kept_of, next_to_count, within

AT_ONCE, IN_ONE, PASSES = 500, 50, 200
FIGURES = ("place_id", "month", "queue", "category", *exact.COUNTS)


def count_tickets_again(passes: int = PASSES) -> int:
    """Count every cohort of tickets whose figures are no longer true; returns how many there were."""
    _mark_each_when_all_are()
    done = 0
    for _ in range(passes):
        found = [] if jobs.is_stopping() else next_to_count(clock.now(), AT_ONCE)
        for start in range(0, len(found), IN_ONE):
            count_cohorts(found[start:start + IN_ONE])
        done += len(found)
        if len(found) < AT_ONCE:
            break
    return done


def count_cohorts(cohorts: Sequence[Cohort]) -> None:
    """Count these. Who counts waits for who counts, for the sums of a town are of all its communities; marks are
    taken away before the count, so that a change committed meanwhile leaves its own."""
    with atomic() as session:
        session.execute(sa.select(Place.id).where(Place.level == Level.DISTRICT).with_for_update(key_share=True))
        moment = clock.now()
        session.execute(sa.delete(StaleCohort).where(_marks_of(cohorts)))
        _note(cohorts, moment)
        session.execute(sa.delete(TicketFigure).where(kept_of(TicketFigure, cohorts)))
        counts = exact.cells(moment, Ticket.community_id, within(cohorts))
        session.execute(sa.insert(TicketFigure).from_select(FIGURES, counts))
        session.execute(sa.delete(OpenDay).where(_days_of(cohorts)))
        session.execute(sa.insert(OpenDay).from_select(("place_id", "day", "count"), exact.open_days(within(cohorts))))
        _sum_up(cohorts)


def _marks_of(cohorts: Sequence[Cohort]) -> sa.ColumnElement[bool]:
    return sa.or_(*(sa.and_(StaleCohort.month == month, StaleCohort.community_id.in_(communities))
                    for month, communities in by_month(cohorts).items()))


def _days_of(cohorts: Sequence[Cohort]) -> sa.ColumnElement[bool]:
    return sa.or_(*(sa.and_(OpenDay.place_id.in_(communities), *_days_in(month))
                    for month, communities in by_month(cohorts).items()))


def _days_in(month: str) -> tuple:
    return OpenDay.day >= first_day(month), OpenDay.day < first_day(month, later=1)


def _note(cohorts: Sequence[Cohort], moment: datetime) -> None:
    """When these were counted, and until when that is true if nobody writes anything."""
    ahead = {Cohort(row.area, row.month): min(filter(None, (row.word, row.limit)), default=None)
             for row in db.session.execute(exact.true_until(moment, within(cohorts)))}
    noted = inserting(CountedCohort).values([
        {"community_id": each.community_id, "month": each.month, "counted_at": moment, "true_until": ahead.get(each)}
        for each in sorted(cohorts)])
    db.session.execute(noted.on_conflict_do_update(index_elements=["community_id", "month"], set_={
        "counted_at": noted.excluded.counted_at, "true_until": noted.excluded.true_until}))


def _sum_up(cohorts: Sequence[Cohort]) -> None:
    """The sums of the towns of these cohorts from their communities, then those of the district from its towns."""
    towns = db.session.scalars(sa.select(Place.parent_id).distinct().where(
        Place.id.in_({each.community_id for each in cohorts}))).all()
    above = db.session.scalars(sa.select(Place.parent_id).distinct().where(Place.id.in_(towns))).all()
    months = sorted({each.month for each in cohorts})
    for places in (towns, above):
        _sum_figures(places, months)
        _sum_days(places, months)


def _sum_figures(places: Sequence[int], months: Sequence[str]) -> None:
    below = aliased(Place)
    sums = [sa.func.sum(getattr(TicketFigure, name)) for name in exact.COUNTS]
    db.session.execute(sa.delete(TicketFigure).where(TicketFigure.place_id.in_(places), TicketFigure.month.in_(months)))
    cell = (below.parent_id, TicketFigure.month, TicketFigure.queue, TicketFigure.category)
    db.session.execute(sa.insert(TicketFigure).from_select(FIGURES, sa.select(*cell, *sums).join(
        below, below.id == TicketFigure.place_id).where(
        below.parent_id.in_(places), TicketFigure.month.in_(months)).group_by(*cell)))


def _sum_days(places: Sequence[int], months: Sequence[str]) -> None:
    below, within_months = aliased(Place), sa.or_(*(sa.and_(*_days_in(month)) for month in months))
    db.session.execute(sa.delete(OpenDay).where(OpenDay.place_id.in_(places), within_months))
    db.session.execute(sa.insert(OpenDay).from_select(("place_id", "day", "count"), sa.select(
        below.parent_id, OpenDay.day, sa.func.sum(OpenDay.count)).join(below, below.id == OpenDay.place_id).where(
        below.parent_id.in_(places), within_months).group_by(below.parent_id, OpenDay.day)))


def _mark_each_when_all_are() -> None:
    """After a change nobody knows the place of, every cohort there is or was gets a mark of its own."""
    with atomic() as session:
        marks = session.scalars(sa.select(StaleCohort.id).where(StaleCohort.community_id.is_(None))).all()
        if marks:
            there_are = sa.select(Ticket.community_id, month_of(Ticket.created_at)).distinct()
            there_were = sa.select(CountedCohort.community_id, CountedCohort.month)
            session.execute(sa.insert(StaleCohort).from_select(
                ["community_id", "month"], there_are.union(there_were)))
            session.execute(sa.delete(StaleCohort).where(StaleCohort.id.in_(marks)))
