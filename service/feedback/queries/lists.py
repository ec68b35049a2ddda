"""Lists of tickets: few columns, keyset pages, one way per index; never a COUNT."""

from __future__ import annotations

import base64
from datetime import datetime
from functools import lru_cache

import orjson
import sqlalchemy as sa

from service.accounts.models import Account
from service.core import clock
from service.core.clock import iso
from service.core.database import db, execute
from service.core.errors import Forbidden, Unauthorized, invalid
from service.core.http import Page
from service.feedback import policy
from service.feedback.models import Ticket
from service.feedback.queries import opening, people, publicity
from service.feedback.queries.showing import category_of
from service.feedback.routing import Queue
from service.feedback.workflow import HELD, State
from service.organization.actors import Actor
from service.organization.models import Place
from service.organization.queries.places import place as place_of_code

EXCERPT, LARGEST_ID = 80, 2**63 - 1


def _word(column) -> sa.Label:
    """A StrEnum column as the plain text it is: a list compares and shows it, and need not make it a member."""
    return sa.type_coerce(column, sa.String).label(column.key)


COLUMNS = (Ticket.id, Ticket.number, _word(Ticket.state), _word(Ticket.outcome), _word(Ticket.queue), Ticket.category,
           _word(Ticket.urgency),
           sa.func.substr(Ticket.text, 1, EXCERPT).label("excerpt"), Ticket.is_public, Ticket.created_at,
           Ticket.claim_by, Ticket.answer_by, Ticket.clock_stopped_at, Ticket.support_count, Ticket.photo_count,
           Ticket.supervised, Ticket.version, Ticket.place_id, Ticket.holder_id)


def _cursor(key: datetime | None, ticket_id: int) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([iso(key), ticket_id])).decode().rstrip("=")


def _after(cursor: str, *, keyed: bool = False) -> tuple[datetime | None, int]:
    """Raises Invalid for a cursor that is none of ours, or one of another list."""
    try:
        key, ticket_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = datetime.fromisoformat(key) if keyed else key
        if not 0 <= ticket_id <= LARGEST_ID or (moment.tzinfo is None if keyed else key is not None):
            raise ValueError(cursor)
        return moment, int(ticket_id)
    except (ValueError, TypeError) as error:
        raise invalid(cursor="翻页标记不正确。") from error


def waiting(by: Actor, *, queue: Queue | None, limit: int, cursor: str | None, filters: list) -> Page:
    """What he may claim now, the oldest limit first: one indexed select per way to it, joined by UNION.

    The plain first page, which every desk asks for all day, is a statement made once per shape of ways.
    """
    ways = policy.ways_to_claim(by, queue)
    if not ways:
        return Page([])
    if not filters and not cursor:
        statement = _first_page(tuple((way.queue, way.shape) for way in ways))
        values = {f"{name}_{index}": value for index, way in enumerate(ways) for name, value in way.values.items()}
        return _shown(execute(statement, values | {"limit": limit + 1}).all(), limit, key="claim_by")
    if cursor:
        filters = [*filters, _beyond(Ticket.claim_by, cursor)]
    statement = _waiting([way.condition() for way in ways], filters, limit + 1)
    return _shown(execute(statement).all(), limit, key="claim_by")


@lru_cache(maxsize=256)
def _first_page(shapes: tuple) -> sa.Select:
    """The statement for ways of these shapes; their values and the limit are its parameters."""
    def bind(index: int):
        return lambda name, value: sa.bindparam(f"{name}_{index}")
    ways = [policy.Way(queue, shape, EMPTY | {"compound": shape[0] == "ring" and shape[1],
                                              "building": shape[0] == "ring" and shape[2]}) for queue, shape in shapes]
    return _waiting([way.condition(bind(index)) for index, way in enumerate(ways)], [], sa.bindparam("limit"))


EMPTY = dict.fromkeys(("me", "place", "moment", "community", "compound", "building"))


def _waiting(conditions: list, filters: list, limit) -> sa.Select:
    selects = [sa.select(*COLUMNS).where(condition, *filters).order_by(Ticket.claim_by, Ticket.id).limit(limit)
               for condition in conditions]
    inner = selects[0] if len(selects) == 1 else sa.union(*(part.subquery().select() for part in selects))
    rows = inner.subquery("waiting")
    return _with_places(rows, sa.null()).order_by(rows.c.claim_by, rows.c.id).limit(limit)


def holding(by: Actor, *, limit: int, cursor: str | None, filters: list) -> Page:
    """What is in his hands, answered and waiting ones too, the soonest limit first."""
    conditions = [Ticket.holder_id == by.account_id, Ticket.state.in_(HELD), *filters]
    if cursor:
        conditions.append(_beyond(Ticket.answer_by, cursor))
    rows = (sa.select(*COLUMNS).where(*conditions).order_by(Ticket.answer_by, Ticket.id).limit(limit + 1)
            .subquery("holding"))
    statement = _with_places(rows, sa.literal(by.display_name)).order_by(rows.c.answer_by, rows.c.id)
    return _shown(execute(statement).all(), limit, key="answer_by")


def _beyond(column, cursor: str) -> sa.ColumnElement[bool]:
    key, ticket_id = _after(cursor, keyed=True)
    return sa.tuple_(column, Ticket.id) > sa.tuple_(sa.literal(key, column.type), ticket_id)


def newest(*conditions, limit: int, cursor: str | None) -> Page:
    """Tickets that fulfil the conditions, the newest first."""
    conditions = list(conditions)
    if cursor:
        conditions.append(Ticket.id < _after(cursor)[1])
    rows = sa.select(*COLUMNS).where(*conditions).order_by(Ticket.id.desc()).limit(limit + 1).subquery("newest")
    statement = _with_places(rows, Account.display_name).outerjoin(Account, rows.c.holder_id == Account.id)
    return _shown(execute(statement.order_by(rows.c.id.desc())).all(), limit)


def _with_places(rows: sa.Subquery, holder) -> sa.Select:
    """The rows with their place and holder by name; joined after the limit, so for one page only."""
    return (sa.select(rows, Place.code.label("place_code"), Place.name.label("place_name"),
                      _word(Place.level).label("place_level"), holder.label("holder"))
            .join(Place, rows.c.place_id == Place.id))


def _shown(found: list, limit: int, key: str | None = None) -> Page:
    moment = clock.now()
    more = found[limit - 1] if len(found) > limit else None
    return Page([summary(row, moment) for row in found[:limit]],
                _cursor(getattr(more, key) if key else None, more.id) if more else None)


def summary(row, moment: datetime) -> dict:
    """One row of a list."""
    waiting_now = row.state in (State.QUEUED, State.REVIEWING)
    idle = row.state in (State.CLOSED, State.ANSWERED) or row.clock_stopped_at is not None
    return {
        "number": row.number, "state": row.state, "outcome": row.outcome, "queue": row.queue,
        "place": {"code": row.place_code, "name": row.place_name, "level": row.place_level},
        "category": category_of(row.category), "urgency": row.urgency, "excerpt": row.excerpt,
        "holder": row.holder, "created_at": row.created_at, "claim_by": row.claim_by, "answer_by": row.answer_by,
        "support_count": row.support_count, "photo_count": row.photo_count,
        "supervised": row.supervised > 0, "version": row.version,
        "overdue": not idle and (moment > row.answer_by or (waiting_now and moment > row.claim_by)),
    }


def tickets(by: Actor | None, *, view: str = "mine", queue: Queue | None = None, state: State | None = None,
            place: str | None = None, category: str | None = None, overdue: bool | None = None,
            q: str | None = None, limit: int = 20, cursor: str | None = None) -> Page:
    """A page of one view. `mine`: submitted or held by him; `holding`: only held, by limit; `queue`: what he may
    claim; `place`: what he oversees; `public`: what residents let everybody read. Raises Unauthorized for a view that
    needs signing in."""
    if by is None and view != "public":
        raise Unauthorized("请先登录再查看。", code="sign_in_first")
    filters = _filters(state=state, place=place, category=category, overdue=overdue, q=q)
    if view == "queue":
        return waiting(by, queue=queue, limit=limit, cursor=cursor, filters=filters)
    if queue:
        filters.append(Ticket.queue == queue)
    if view == "holding":
        return holding(by, limit=limit, cursor=cursor, filters=filters)
    page = newest(VIEWS[view](by), *filters, limit=limit, cursor=cursor)
    return _outlined(page) if view == "public" else page


def _mine(by: Actor):
    me = by.account_id
    return sa.or_(Ticket.reporter_id == me, Ticket.submitted_by_id == me, Ticket.holder_id == me)


def _overseen(by: Actor):
    ways = [policy.within(grant) for grant in by.held(*policy.READERS)]
    return sa.or_(sa.false(), *ways)


VIEWS = {"mine": _mine, "place": _overseen,
         "public": lambda by: sa.and_(Ticket.is_public, Ticket.state != State.REVIEWING)}


def _outlined(page: Page) -> Page:
    """As everybody may read it: without people, and text and pictures only where they are shown."""
    shown = publicity.pictures_shown([item["number"] for item in page.items])
    for item in page.items:
        item["holder"], item["photo_count"] = None, shown.get(item["number"], 0)
        item["excerpt"] = item["excerpt"] if item["number"] in shown else None
    return page


def _filters(*, state, place, category, overdue, q) -> list:
    moment, conditions = clock.now(), []
    if state:
        conditions.append(Ticket.state == state)
    if place:
        conditions.append(Ticket.place_path.startswith(place_of_code(place).path, autoescape=True))
    if category:
        conditions.append(sa.or_(Ticket.category == category,
                                 Ticket.category.startswith(category + ".", autoescape=True)))
    if overdue is not None:
        late = sa.and_(Ticket.state.not_in([State.CLOSED, State.ANSWERED]), Ticket.clock_stopped_at.is_(None), sa.or_(
            Ticket.answer_by < moment,
            sa.and_(Ticket.state.in_([State.QUEUED, State.REVIEWING]), Ticket.claim_by < moment)))
        conditions.append(late if overdue else sa.not_(late))
    if q:
        conditions.append(sa.or_(Ticket.text.contains(q, autoescape=True), Ticket.number == q))
    return conditions


def nearby(place_code: str, category: str | None) -> list[dict]:
    """Open tickets at the same building, else the same compound, for "me too": text only where it is public."""
    spot = place_of_code(place_code)
    ids = spot.ancestry
    if len(ids) < 4:
        return []
    conditions = [Ticket.compound_id == ids[3], Ticket.state.not_in([State.CLOSED, State.REVIEWING])]
    if category:
        conditions.append(Ticket.category == category)
    page = _outlined(newest(*conditions, limit=20, cursor=None))
    return sorted(page.items, key=lambda item: item["place"]["code"] != spot.code)


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
