"""Pages of tickets: few columns, the keyset a cursor holds, and a row as every list shows it; never a COUNT."""

from __future__ import annotations

import base64
from datetime import datetime

import orjson
import sqlalchemy as sa

from service.accounts.models import Account
from service.core import clock
from service.core.clock import iso
from service.core.database import execute
from service.core.errors import invalid
from service.core.http import Page
from service.feedback.models import Ticket
from service.feedback.queries import reading
from service.feedback.queries.showing import category_of
from service.organization.actors import Actor
from service.organization.models import Place

EXCERPT, LARGEST_ID = 80, 2**63 - 1


def _word(column) -> sa.Label:
    """A StrEnum column as the plain text it is: a list compares and shows it, and need not make it a member."""
    return sa.type_coerce(column, sa.String).label(column.key)


COLUMNS = (Ticket.id, Ticket.number, _word(Ticket.state), _word(Ticket.outcome), _word(Ticket.queue), Ticket.category,
           _word(Ticket.urgency),
           sa.func.substr(Ticket.text, 1, 2 * EXCERPT).label("beginning"), Ticket.is_public, Ticket.created_at,
           Ticket.claim_by, Ticket.answer_by, Ticket.limit_at, Ticket.support_count, Ticket.photo_count,
           Ticket.supervised, Ticket.version, Ticket.place_id, Ticket.place_path, Ticket.holder_id, Ticket.reporter_id,
           Ticket.submitted_by_id)
"""Of the text more than is shown, so that a number which begins in the excerpt is seen whole."""


def cursor_of(key: datetime | None, ticket_id: int) -> str:
    """The opaque cursor of the page after this row of a list that runs by a moment, or by id alone."""
    return base64.urlsafe_b64encode(orjson.dumps([iso(key), ticket_id])).decode().rstrip("=")


def read_cursor(cursor: str) -> tuple[datetime | None, int]:
    """What `cursor_of` was given. Raises Invalid for a cursor that is none of ours."""
    try:
        key, ticket_id = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        moment = None if key is None else datetime.fromisoformat(key)
        if not 0 <= ticket_id <= LARGEST_ID or (moment is not None and moment.tzinfo is None):
            raise ValueError(cursor)
        return moment, int(ticket_id)
    except (ValueError, TypeError) as error:
        raise invalid(cursor="翻页标记不正确。") from error


def after(cursor: str, *, keyed: bool = False) -> tuple[datetime | None, int]:
    """Where the last page ended. Raises Invalid for a cursor that is none of ours, or one of another list."""
    moment, ticket_id = read_cursor(cursor)
    if keyed is (moment is None):
        raise invalid(cursor="翻页标记不正确。")
    return moment, ticket_id


def beyond(column, cursor: str) -> sa.ColumnElement[bool]:
    """The rows after the cursor of a list that runs by this moment and the id."""
    key, ticket_id = after(cursor, keyed=True)
    return sa.tuple_(column, Ticket.id) > sa.tuple_(sa.literal(key, column.type), ticket_id)


def newest(*conditions, by: Actor | None, limit: int, cursor: str | None) -> Page:
    """Tickets that fulfil the conditions, the newest first."""
    if cursor:
        conditions = (*conditions, Ticket.id < after(cursor)[1])
    return shown(_read(conditions, lambda columns: [columns.id.desc()], limit), by, limit)


def oldest(*conditions, by: Actor | None, limit: int, cursor: str | None) -> Page:
    """Tickets that fulfil the conditions, the oldest first."""
    if cursor:
        conditions = (*conditions, Ticket.id > after(cursor)[1])
    return shown(_read(conditions, lambda columns: [columns.id], limit), by, limit)


def by_limit(*conditions, by: Actor | None, limit: int, cursor: str | None) -> Page:
    """Tickets with a limit that runs and that fulfil the conditions, the earliest limit first."""
    conditions = (Ticket.limit_at.is_not(None), *conditions, *([beyond(Ticket.limit_at, cursor)] if cursor else []))
    return shown(_read(conditions, lambda columns: [columns.limit_at, columns.id], limit), by, limit, key="limit_at")


def by_promise(*conditions, by: Actor | None, limit: int, cursor: str | None) -> Page:
    """Tickets that fulfil the conditions, the earliest promised answer first, whether its clock runs or not."""
    conditions = (*conditions, *([beyond(Ticket.answer_by, cursor)] if cursor else []))
    return shown(_read(conditions, lambda columns: [columns.answer_by, columns.id], limit), by, limit, key="answer_by")


def numbered(ids: list[int], by: Actor) -> dict[int, dict]:
    """Summaries of these tickets, by id."""
    rows = _read([Ticket.id.in_(ids)], lambda columns: [columns.id], len(ids)) if ids else []
    return {row.id: told for row, told in zip(rows, _summaries(rows, by), strict=True)}


def _read(conditions, order, limit: int) -> list:
    rows = sa.select(*COLUMNS).where(*conditions).order_by(*order(Ticket)).limit(limit + 1).subquery("listed")
    statement = with_places(rows, Account.display_name).outerjoin(Account, rows.c.holder_id == Account.id)
    return execute(statement.order_by(*order(rows.c))).all()


def with_places(rows: sa.Subquery, holder) -> sa.Select:
    """The rows with their place and holder by name; joined after the limit, so for one page only."""
    return (sa.select(rows, Place.code.label("place_code"), Place.name.label("place_name"),
                      _word(Place.level).label("place_level"), holder.label("holder"))
            .join(Place, rows.c.place_id == Place.id))


def shown(found: list, by: Actor | None, limit: int, key: str | None = None) -> Page:
    """A page of the first `limit` rows as he reads them, None: without a word of their text; a further row says that
    there is a next page."""
    more = found[limit - 1] if len(found) > limit else None
    following = cursor_of(getattr(more, key) if key else None, more.id) if more else None
    return Page(_summaries(found[:limit], by), following)


def _summaries(rows: list, by: Actor | None) -> list[dict]:
    moment, words = clock.now(), reading.words(by, rows)
    return [_summary(row, words(row, row.beginning, EXCERPT), moment) for row in rows]


def _summary(row, excerpt: str | None, moment: datetime) -> dict:
    """One row of a list."""
    return {
        "number": row.number, "state": row.state, "outcome": row.outcome, "queue": row.queue,
        "place": {"code": row.place_code, "name": row.place_name, "level": row.place_level},
        "category": category_of(row.category), "urgency": row.urgency, "excerpt": excerpt,
        "holder": row.holder, "created_at": row.created_at, "claim_by": row.claim_by, "answer_by": row.answer_by,
        "support_count": row.support_count, "photo_count": row.photo_count,
        "supervised": row.supervised > 0, "version": row.version,
        "overdue": row.limit_at is not None and moment > row.limit_at,
    }
