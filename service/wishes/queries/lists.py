"""Lists of wishes: few columns, keyset pages, the newest first."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import db
from service.core.errors import invalid
from service.core.http import Page
from service.organization.actors import Actor
from service.organization.models import Place
from service.organization.queries.places import place as place_of_code
from service.wishes.models import Wish
from service.wishes.policy import wishes as policy
from service.wishes.workflow import STATE_NAMES, WishState

LARGEST_ID = 2**63 - 1
VIEWS = {"mine": policy.mine, "open": policy.offered_to, "place": policy.overseen}


def below(cursor: str | None, column) -> list[sa.ColumnElement[bool]]:
    """The condition of a page after `cursor`, the id of the last row before it. Raises Invalid."""
    if cursor is None:
        return []
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 19 and int(cursor) <= LARGEST_ID):
        raise invalid(cursor="翻页标记不正确。")
    return [column < int(cursor)]


def paged(rows: list, limit: int, shown) -> Page:
    """A page from rows of which one more than `limit` was read; `shown` makes an item of a row."""
    return Page([shown(row) for row in rows[:limit]], str(rows[limit - 1].id) if len(rows) > limit else None)


def wishes(by: Actor, *, view: str, state: WishState | None = None, place: str | None = None, limit: int,
           cursor: str | None) -> Page:
    """A page of one view. `mine`: wished, submitted or taken on by him; `open`: what he may take on; `place`: those
    he looks after. Raises Invalid for the cursor, NotFound for the place."""
    conditions = [VIEWS[view](by), *below(cursor, Wish.id)]
    if state:
        conditions.append(Wish.state == state)
    if place:
        conditions.append(Wish.place_path.startswith(place_of_code(place).path, autoescape=True))
    text = Wish.public_text if view == "open" else Wish.text
    rows = db.session.execute(
        sa.select(Wish.id, Wish.state, text.label("text"), Wish.wanted_by, Wish.photo_count, Wish.on_behalf,
                  Wish.created_at,
                  Wish.version, Place.code, Place.name, Place.level, Account.display_name)
        .join(Place, Wish.place_id == Place.id).outerjoin(Account, Wish.holder_id == Account.id)
        .where(*conditions).order_by(Wish.id.desc()).limit(limit + 1)).all()
    return paged(rows, limit, _summary)


def _summary(row: sa.Row) -> dict:
    return {"id": row.id, "state": row.state, "state_name": STATE_NAMES[row.state], "text": row.text,
            "place": {"code": row.code, "name": row.name, "level": row.level},
            "wanted_by": row.wanted_by and row.wanted_by.isoformat(), "on_behalf": row.on_behalf,
            "holder": row.display_name, "photo_count": row.photo_count, "created_at": row.created_at,
            "version": row.version}
