"""What is overdue and unsolved at a place: tickets themselves, as far as he may see them."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.http import Page
from service.feedback import policy
from service.feedback.models import Ticket
from service.feedback.queries import pages
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Place
from service.statistics.queries.tickets.places import seen

IS_OPEN = sa.literal_column("tickets.state <> 'closed'")  # written like the partial indexes it is found by


def inside(place: Place) -> list[sa.ColumnElement[bool]]:
    """The tickets of a place, by columns the indexes begin with; nothing that is sealed."""
    depth = DEPTH[place.level]
    above = [Ticket.community_id == place.ancestry[COMMUNITY_DEPTH]] if depth > COMMUNITY_DEPTH else []
    return [policy.unsealed(), *above] + ([policy.COLUMNS[place.level] == place.id] if depth else [])


def visible(place: Place, by: Actor) -> list[sa.ColumnElement[bool]]:
    """What keeps to tickets he may see: who oversees the place sees them all; who only reads figures, his own."""
    return [] if by.holds(*policy.READERS, path=place.path) else [policy.visible_to(by)]


def worst(code: str, *, by: Actor, limit: int, cursor: str | None) -> Page:
    """A page of ticket summaries (as `GET /tickets` gives them): overdue ones, the earliest limit first; then those a
    resident found not solved and that are open still, the oldest first. Raises NotFound, Forbidden, Invalid.
    """
    return at(seen(code, by), by, limit=limit, cursor=cursor)


def at(place: Place, by: Actor, *, limit: int, cursor: str | None = None) -> Page:
    """The same of a place whose figures he may see. Raises Invalid."""
    conditions, moment = [*inside(place), *visible(place, by)], clock.now()
    overdue = Page([])
    if cursor is None or pages.read_cursor(cursor)[0] is not None:
        overdue = pages.by_limit(*conditions, Ticket.limit_at < moment, by=by, limit=limit, cursor=cursor)
        if overdue.next:
            return overdue
        cursor = None
    in_time = sa.or_(Ticket.limit_at.is_(None), Ticket.limit_at >= moment)
    unsolved = sa.and_(sa.literal_column("tickets.reopened > 0"), IS_OPEN, in_time)
    left = limit - len(overdue.items)
    rest = pages.oldest(*conditions, unsolved, by=by, limit=max(left, 1), cursor=cursor)
    if not left:  # the page is full; whether anything follows is known now
        return Page(overdue.items, pages.cursor_of(None, 0) if rest.items else None)
    return Page(overdue.items + rest.items, rest.next)
