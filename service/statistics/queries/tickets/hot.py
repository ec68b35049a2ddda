"""What many people ask for at a place: matters with many voices, and matters that come again and again."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core import clock
from service.core.database import db
from service.feedback.models import Ticket
from service.feedback.queries import pages
from service.feedback.queries.showing import category_of
from service.feedback.workflow import Outcome
from service.organization.actors import Actor
from service.organization.models import Place
from service.statistics.queries.tickets.places import seen, shown
from service.statistics.queries.tickets.worst import IS_OPEN, inside, visible

MOST = 10
AGAIN, WITHIN = 3, timedelta(days=30)


def hot(code: str, *, by: Actor) -> dict:
    """`{place, supported, joined, repeated}`, at most ten each, the most first. `supported` and `joined`:
    `[{count, ticket}]`, open tickets by how many said "me too", or by how many were merged into them. `repeated`:
    `[{place, category, count, open}]`, three or more of one category at one compound within 30 days, whoever
    submitted them. Raises NotFound, Forbidden.
    """
    return at(seen(code, by), by)


def at(place: Place, by: Actor) -> dict:
    """The same of a place whose figures he may see."""
    where = [*inside(place), *visible(place, by)]
    found = _together(supported=most_supported(where), joined=most_joined(where))
    tickets = pages.numbered(sorted({row.id for row in found}), by)
    return {"place": shown(place),
            **{name: [{"count": row.count, "ticket": tickets[row.id]} for row in found if row.list == name]
               for name in ("supported", "joined")},
            "repeated": [_again(row) for row in db.session.execute(most_repeated(place))]}


def _together(**lists: sa.Select) -> list[sa.Row]:
    """(list, id, count) of several lists by their names in one statement, in each the most first."""
    parts = [(name, asked.subquery()) for name, asked in lists.items()]
    rows = db.session.execute(sa.union_all(*(
        sa.select(sa.literal(name).label("list"), part.c.id, part.c["count"]) for name, part in parts)))
    return sorted(rows, key=lambda row: (row.count, row.id), reverse=True)


def most_supported(where: list) -> sa.Select:
    """(id, count) by the partial index of supported open tickets, read from its end."""
    return (sa.select(Ticket.id, Ticket.support_count.label("count"))
            .where(*where, IS_OPEN, sa.literal_column("tickets.support_count > 0"))
            .order_by(Ticket.support_count.desc(), Ticket.id.desc()).limit(MOST))


def most_joined(where: list) -> sa.Select:
    """(id, count) by the partial index of open tickets others are merged into, read from its end."""
    return (sa.select(Ticket.id, Ticket.joined_count.label("count"))
            .where(*where, IS_OPEN, sa.literal_column("tickets.joined_count > 0"))
            .order_by(Ticket.joined_count.desc(), Ticket.id.desc()).limit(MOST))


def most_repeated(place: Place) -> sa.Select:
    """(code, name, level, category, count, open) of what was submitted lately, by the index of cohorts; of the whole
    district by one that has all of it, so that no ticket is read."""
    compound = aliased(Place)
    meant = sa.or_(Ticket.outcome.is_(None), Ticket.outcome.not_in((Outcome.WITHDRAWN, Outcome.REJECTED)))
    count, still = sa.func.count().label("count"), sa.func.count(sa.case((IS_OPEN, 1))).label("open")
    found = (sa.select(Ticket.compound_id, Ticket.category, count, still)
             .where(*_communities(place), *inside(place), Ticket.created_at >= clock.now() - WITHIN,
                    Ticket.compound_id.is_not(None), Ticket.category.is_not(None), meant)
             .group_by(Ticket.compound_id, Ticket.category).having(sa.func.count() >= AGAIN)
             .order_by(count.desc(), Ticket.compound_id, Ticket.category).limit(MOST).subquery())
    return (sa.select(compound.code, compound.name, compound.level, found.c.category, found.c["count"], found.c.open)
            .join(compound, compound.id == found.c.compound_id)
            .order_by(found.c["count"].desc(), found.c.compound_id, found.c.category))


def _communities(place: Place) -> list[sa.ColumnElement[bool]]:
    """In the community a place lies in, or in those a town has, so that each is asked by the index."""
    ids = place.ancestry
    if len(ids) > 2:
        return [Ticket.community_id == ids[2]]
    community = aliased(Place)
    below = sa.select(community.id).where(community.parent_id == place.id)
    return [Ticket.community_id.in_(below)] if len(ids) == 2 else []


def _again(row: sa.Row) -> dict:
    return {"place": {"code": row.code, "name": row.name, "level": row.level}, "category": category_of(row.category),
            "count": row.count, "open": row.open}
