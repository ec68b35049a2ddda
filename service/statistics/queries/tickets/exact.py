"""The exact counts of tickets, from the rows themselves: what figures are made of, and checked against.

What is sealed from the place it speaks of is counted nowhere: the figures of the place would tell that it is there.
"""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from service.feedback import policy
from service.feedback.models import Ticket
from service.feedback.workflow import Outcome, State
from service.organization.models import Place
from service.statistics.local_time import day_of, month_of, top_of

COUNTS = ("submitted", "open", "overdue", "due", "responded", "auto_confirmed", "merged", "rejected", "withdrawn")


def _measures(moment: datetime) -> dict[str, sa.ColumnElement[bool] | None]:
    """What each count counts (None: every ticket); what merging joined stands in no rate."""
    alone = Ticket.outcome.is_distinct_from(Outcome.MERGED)
    stayed = sa.or_(Ticket.outcome.is_distinct_from(Outcome.WITHDRAWN), Ticket.closed_at > Ticket.respond_by)
    return {
        "submitted": None, "open": Ticket.state != State.CLOSED, "overdue": Ticket.limit_at < moment,
        "due": sa.and_(alone, sa.or_(Ticket.responded_at.is_not(None), sa.and_(Ticket.respond_by < moment, stayed))),
        "responded": sa.and_(alone, Ticket.responded_at <= Ticket.respond_by),
        **{each.value: Ticket.outcome == each for each in (
            Outcome.AUTO_CONFIRMED, Outcome.MERGED, Outcome.REJECTED, Outcome.WITHDRAWN)},
    }


def cells(moment: datetime, area, *conditions, together: bool = False) -> sa.Select:
    """(area, month, queue, category, *COUNTS) of the tickets that fulfil the conditions, as they stand at a moment;
    `together`: in sum of each area, whatever the month, queue and category (all "" then)."""
    cell = [month_of(Ticket.created_at), sa.type_coerce(Ticket.queue, sa.String), top_of(Ticket.category)]
    named = zip(cell if not together else [sa.literal_column("''", sa.String)] * 3, ("month", "queue", "category"),
                strict=True)
    counts = [sa.func.count(sa.case((measure, 1)) if measure is not None else Ticket.id).label(name)
              for name, measure in _measures(moment).items()]
    return (sa.select(area.label("area"), *(part.label(name) for part, name in named), *counts)
            .where(policy.unsealed(), *conditions).group_by(area, *([] if together else cell)))


def open_days(*conditions) -> sa.Select:
    """(area, day, count) of open tickets by community and local day of submission."""
    day = day_of(Ticket.created_at)
    return (sa.select(Ticket.community_id.label("area"), day.label("day"), sa.func.count().label("count"))
            .where(Ticket.state != State.CLOSED, policy.unsealed(), *conditions).group_by(Ticket.community_id, day))


def true_until(moment: datetime, *conditions) -> sa.Select:
    """(area, month, first word, limit): the earliest of each still ahead, after which a count changes by itself."""
    month = month_of(Ticket.created_at)
    unheard = sa.and_(Ticket.responded_at.is_(None), Ticket.respond_by >= moment,
                      sa.or_(Ticket.outcome.is_(None), Ticket.outcome.not_in((Outcome.WITHDRAWN, Outcome.MERGED))))
    return (sa.select(Ticket.community_id.label("area"), month.label("month"),
                      sa.func.min(sa.case((unheard, Ticket.respond_by))).label("word"),
                      sa.func.min(sa.case((Ticket.limit_at >= moment, Ticket.limit_at))).label("limit"))
            .where(policy.unsealed(), *conditions).group_by(Ticket.community_id, month))


def with_towns(question: sa.Select) -> sa.Select:
    """The rows of a question by community, each with the town it lies in."""
    found = question.subquery()
    return sa.select(found, Place.parent_id.label("town_id")).join(Place, Place.id == found.c.area)
