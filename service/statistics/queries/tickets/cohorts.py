"""Which tickets' kept figures are no longer true: by community and month of submission, a cohort."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

import sqlalchemy as sa

from service.core.database import db
from service.feedback.models import Ticket
from service.organization.models import Place
from service.statistics.local_time import begin_of
from service.statistics.models import CountedCohort, StaleCohort


class Cohort(NamedTuple):
    """The tickets of one community that were submitted in one local month."""

    community_id: int
    month: str


class Stale(NamedTuple):
    """The cohorts that have changed, each with its town; `everything` when nobody knows which."""

    everything: bool
    towns: dict[Cohort, int]


def stale(moment: datetime, since: str | None = None, until: str | None = None, *, by_time: bool = True) -> Stale:
    """Cohorts of these months whose kept figures are not what a count would give at this moment: something was
    written, or (`by_time`) a limit has passed, which nobody writes down."""
    rows = db.session.execute(_marked(moment, by_time, since, until)).all()
    known = {Cohort(row.community_id, row.month): row.parent_id for row in rows if row.parent_id is not None}
    return Stale(any(row.community_id is None for row in rows), known)


def next_to_count(moment: datetime, limit: int) -> list[Cohort]:
    """Some of them, the oldest month first."""
    marked = _marked(moment, True, None, None).where(Place.id.is_not(None))
    return [Cohort(row.community_id, row.month) for row in db.session.execute(
        marked.order_by(sa.text("month"), sa.text("community_id")).limit(limit))]


def _marked(moment: datetime, by_time: bool, since: str | None, until: str | None) -> sa.Select:
    questions = [_of(StaleCohort, since, until)]
    if by_time:
        questions.append(_of(CountedCohort, since, until).where(CountedCohort.true_until < moment))
    found = sa.union(*questions).subquery()
    return (sa.select(found.c.community_id, found.c.month, Place.parent_id)
            .outerjoin(Place, Place.id == found.c.community_id))


def _of(model, since: str | None, until: str | None) -> sa.Select:
    question = sa.select(model.community_id, model.month)
    if since is None:
        return question
    return question.where(sa.or_(model.month.is_(None), model.month.between(since, until)))


def by_month(cohorts: Iterable[Cohort]) -> dict[str, list[int]]:
    """The communities of each month."""
    found = defaultdict(list)
    for community_id, month in sorted(cohorts):
        found[month].append(community_id)
    return found


def submitted(since: str, until: str) -> sa.ColumnElement[bool]:
    """Tickets submitted from the one month to the other, made for the index of cohorts."""
    return sa.and_(Ticket.created_at >= begin_of(since), Ticket.created_at < begin_of(until, later=1))


def within(cohorts: Iterable[Cohort]) -> sa.ColumnElement[bool]:
    """The tickets of these cohorts."""
    return sa.or_(sa.false(), *(sa.and_(Ticket.community_id.in_(communities), submitted(month, month))
                                for month, communities in by_month(cohorts).items()))


def kept_of(model, cohorts: Iterable[Cohort]) -> sa.ColumnElement[bool]:
    """The kept rows (by place and month) of these cohorts."""
    return sa.or_(sa.false(), *(sa.and_(model.place_id.in_(communities), model.month == month)
                                for month, communities in by_month(cohorts).items()))
