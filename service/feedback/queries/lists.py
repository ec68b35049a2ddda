"""Lists of tickets: which ones, for whom, in which order; one way per index."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache

import sqlalchemy as sa

from service.core import clock
from service.core.clock import iso
from service.core.database import db, execute
from service.core.errors import Forbidden, Unauthorized
from service.core.http import Page
from service.feedback import policy
from service.feedback.models import Ticket
from service.feedback.queries import objections, opening, people, publicity, reading
from service.feedback.queries.pages import (
    COLUMNS,
    EXCERPT,
    beyond,
    by_limit,
    by_promise,
    cursor_of,
    newest,
    shown,
    with_places,
)
from service.feedback.routing import Queue
from service.feedback.workflow import HELD, Outcome, State
from service.organization.actors import Actor
from service.organization.queries.places import place as place_of_code

LOOKED_THROUGH = 100  # texts in one page of a search


def waiting(by: Actor, *, queue: Queue | None, q: str | None, limit: int, cursor: str | None, filters: list) -> Page:
    """What he may claim now, the oldest limit first: one indexed select per way to it, joined by UNION.

    The plain first page, which every desk asks for all day, is a statement made once per shape of ways.
    """
    ways = policy.ways_to_claim(by, queue)
    if not ways:
        return Page([])
    if not (filters or cursor or q) and all(way.is_plain for way in ways):
        statement = _first_page(tuple((way.queue, way.shape) for way in ways))
        values = {f"{name}_{index}": value for index, way in enumerate(ways) for name, value in way.values.items()}
        return shown(execute(statement, values | {"limit": limit + 1}).all(), by, limit, key="claim_by")
    if cursor:
        filters = [*filters, beyond(Ticket.claim_by, cursor)]
    conditions = [way.condition() for way in ways]
    if q:
        return _sought(by, q, conditions, filters, limit)
    return shown(execute(_waiting(conditions, filters, limit + 1)).all(), by, limit, key="claim_by")


def _sought(by: Actor, q: str, conditions: list, filters: list, limit: int) -> Page:
    """Those with these words, as he reads them: what is masked for him is not found, or he could guess a number digit
    by digit. A page may hold less than `limit` and go on all the same."""
    rows = execute(_waiting(conditions, [*filters, says(q)], LOOKED_THROUGH + 1, Ticket.text)).all()
    more = rows[LOOKED_THROUGH - 1] if len(rows) > LOOKED_THROUGH else None
    words = reading.words(by, rows)
    found = [row for row in rows[:LOOKED_THROUGH]
             if row.number == q.strip() or q.casefold() in words(row, row.text).casefold()]
    page = shown(found, by, limit, key="claim_by")
    return page if page.next or more is None else Page(page.items, cursor_of(more.claim_by, more.id))


@lru_cache(maxsize=256)
def _first_page(shapes: tuple) -> sa.Select:
    """The statement for ways of these shapes; their values and the limit are its parameters."""
    def bind(index: int):
        return lambda name, value: sa.bindparam(f"{name}_{index}")
    ways = [policy.Way(queue, shape, EMPTY | {"compound": shape[0] == "ring" and shape[1],
                                              "building": shape[0] == "ring" and shape[2]}) for queue, shape in shapes]
    return _waiting([way.condition(bind(index)) for index, way in enumerate(ways)], [], sa.bindparam("limit"))


EMPTY = dict.fromkeys(("me", "place", "moment", "community", "compound", "building"))


def _waiting(conditions: list, filters: list, limit, *more: sa.ColumnElement) -> sa.Select:
    selects = [sa.select(*COLUMNS, *more).where(condition, *filters).order_by(Ticket.claim_by, Ticket.id).limit(limit)
               for condition in conditions]
    inner = selects[0] if len(selects) == 1 else sa.union(*(part.subquery().select() for part in selects))
    rows = inner.subquery("waiting")
    return with_places(rows, sa.null()).order_by(rows.c.claim_by, rows.c.id).limit(limit)


def holding(by: Actor, *, limit: int, cursor: str | None, filters: list) -> Page:
    """What is in his hands, answered and waiting ones too, the soonest limit first."""
    return by_promise(Ticket.holder_id == by.account_id, Ticket.state.in_(HELD), *filters, by=by, limit=limit,
                      cursor=cursor)


def tickets(by: Actor | None, *, view: str = "mine", queue: Queue | None = None, state: State | None = None,
            place: str | None = None, category: str | None = None, overdue: bool | None = None,
            open: bool | None = None, outcome: Outcome | None = None, q: str | None = None,
            since: date | None = None, until: date | None = None, limit: int = 20, cursor: str | None = None) -> Page:
    """A page of one view. `mine`: submitted or held by him; `holding`: only held, by limit; `queue`: what he may
    claim; `place`: what he oversees; `objections`: those he may decide; `public`: what residents let everybody read.
    The newest first; with `overdue` those whose limit passed first. `since` and `until` are local days of submission,
    both counted in. Raises Unauthorized for a view that needs signing in."""
    if by is None and view != "public":
        raise Unauthorized("请先登录再查看。", code="sign_in_first")
    filters = [*_submitted(since, until), *_became(state, open, outcome),
               *_filters(place=place, category=category, overdue=overdue)]
    if view == "queue":
        return waiting(by, queue=queue, q=q, limit=limit, cursor=cursor, filters=filters)
    if q:  # who may not read the original learns nothing of it by asking
        filters.append(says(q, Ticket.public_text if view == "public" else Ticket.text))
    if queue:
        filters.append(Ticket.queue == queue)
    if view == "holding":
        return holding(by, limit=limit, cursor=cursor, filters=filters)
    listed = by_limit if overdue else newest
    if view == "public":
        return _outlined(listed(policy.outlined_to(None), *filters, by=None, limit=limit, cursor=cursor))
    return listed(VIEWS[view](by), *filters, by=by, limit=limit, cursor=cursor)


VIEWS = {"mine": policy.is_his, "place": policy.overseen_by, "objections": objections.waiting_for}


def says(q: str, text=Ticket.text) -> sa.ColumnElement[bool]:
    """Tickets in whose text these words stand, or that have this number."""
    return sa.or_(text.contains(q, autoescape=True), Ticket.number == q.strip())


def _outlined(page: Page) -> Page:
    """As everybody may read it: without people, and text and pictures only where they are shown."""
    shown = publicity.outlines([item["number"] for item in page.items], EXCERPT)
    for item in page.items:
        told = shown.get(item["number"])
        item["holder"], item["photo_count"] = None, told.pictures if told else 0
        item["excerpt"] = told.excerpt if told else None
    return page


def _filters(*, place, category, overdue) -> list:
    moment, conditions = clock.now(), []
    if place:
        conditions.append(Ticket.place_path.startswith(place_of_code(place).path, autoescape=True))
    if category:
        conditions.append(sa.or_(Ticket.category == category,
                                 Ticket.category.startswith(category + ".", autoescape=True)))
    if overdue is not None:
        conditions.append(Ticket.limit_at < moment if overdue else sa.or_(
            Ticket.limit_at.is_(None), Ticket.limit_at >= moment))
    return conditions


def _became(state: State | None, open: bool | None, outcome: Outcome | None) -> list:
    """How they stand: in which state, open or closed, closed how."""
    return ([Ticket.state == state] if state else []) + ([Ticket.outcome == outcome] if outcome else []) + (
        [(Ticket.state != State.CLOSED) == open] if open is not None else [])


def _submitted(since: date | None, until: date | None) -> list:
    """Submitted from the one local day to the other, as far as they are said."""
    begin, end = (day and datetime.combine(day, time(), clock.LOCAL) for day in (since, until))
    return ([Ticket.created_at >= begin] if begin else []) + (
        [Ticket.created_at < end + timedelta(days=1)] if end else [])


def candidates(number: str, by: Actor) -> list[dict]:
    """Who could be given this ticket. Raises UnknownTicket, and Forbidden for who may not dispatch it."""
    ticket, full = opening.read(number, by)
    if not (full and policy.may_dispatch(by, ticket)):
        raise Forbidden()
    return people.candidates(ticket)


def queues(by: Actor) -> list[dict]:
    """Per queue he works in: how many wait for him, how many are overdue, since when the oldest, how many he holds."""
    moment = clock.now()
    held = dict(db.session.execute(
        sa.select(Ticket.queue, sa.func.count()).where(
            Ticket.holder_id == by.account_id, Ticket.state != State.CLOSED).group_by(Ticket.queue)).all())
    ways = {queue: found for queue in Queue if (found := policy.waiting_for(by, queue))}
    counts = [sa.select(sa.literal(queue.value).label("queue"), sa.func.count().label("waiting"),
                        sa.func.count(sa.case((Ticket.claim_by < moment, 1))).label("overdue"),
                        sa.func.min(Ticket.queued_at).label("oldest")).where(sa.or_(*found))
              for queue, found in ways.items()]
    rows = {row.queue: row for row in db.session.execute(sa.union_all(*counts))} if counts else {}
    return [{"queue": queue, "waiting": rows[queue].waiting, "overdue": rows[queue].overdue,
             "oldest": iso(rows[queue].oldest), "mine": held.get(queue, 0)} for queue in ways]
