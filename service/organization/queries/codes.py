"""Questions about printed codes: which place a token stands for, which codes hang in a place."""

from __future__ import annotations

import re

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import joinedload

from service.core.database import db
from service.core.errors import Forbidden, Gone, NotFound, invalid
from service.core.http import Page
from service.organization import place_cursors as cursors
from service.organization import policy
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Place, PlaceCode
from service.organization.posters import Poster
from service.organization.queries import places

TOKEN = re.compile(r"[0-9A-Za-z_-]{1,32}", re.ASCII)
LARGEST_ID = 2**63 - 1


def code(token: str) -> PlaceCode:
    """The code with this token and its place, revoked or not. Raises NotFound `code_unknown`."""
    row = sa.select(PlaceCode).where(PlaceCode.token == token).options(joinedload(PlaceCode.place))
    found = db.session.scalar(row) if TOKEN.fullmatch(token) else None
    if found is None:
        raise NotFound("没有这个码，请直接选择地点。", code="code_unknown")
    return found


def live(token: str) -> PlaceCode:
    """The code with this token while it is in use. Raises NotFound `code_unknown`, Gone `code_revoked`.

    The Gone names the `place` all the same, so that the person can go on by choosing it.
    """
    found = code(token)
    if found.revoked_at:
        raise Gone(f"这个码已经停用，您可以直接选择“{found.place.name}”继续。", code="code_revoked",
                   place=places.described(found.place))
    return found


def described(code: PlaceCode) -> dict:
    """`{token, place}`, as answers show one code."""
    return {"token": code.token, "place": places.described(code.place)}


def hanging_in(place: Place, *, seen_by: Actor, limit: int, cursor: str | None = None) -> Page:
    """A page of the codes of the place and of everything below it, by the code of their place.

    Items are `{token, place: {code, name, level}, revoked_at}`. Raises Forbidden, and Invalid for the cursor.
    """
    if not policy.may_see_codes(seen_by, place.path):
        raise Forbidden()
    columns = (PlaceCode.id, PlaceCode.token, PlaceCode.revoked_at, Place.code, Place.name, Place.level)
    rows = (sa.select(*columns).join(Place).where(places.under(place))
            .order_by(Place.code, PlaceCode.id).limit(limit + 1))
    if cursor is not None:
        rows = rows.where(sa.tuple_(Place.code, PlaceCode.id) > sa.tuple_(*_position(cursor)))
    found = db.session.execute(rows).all()
    items = [{"token": row.token, "revoked_at": row.revoked_at,
              "place": {"code": row.code, "name": row.name, "level": row.level}} for row in found[:limit]]
    last = found[limit - 1] if len(found) > limit else None
    return Page(items, cursors.written(last.code, last.id) if last else None)


def _position(cursor: str) -> tuple[str, int]:
    code, number = cursors.read(cursor, 2)
    if not number.isdigit() or int(number) > LARGEST_ID:
        raise invalid(cursor="这个翻页标记不正确。")
    return code, int(number)


def poster(token: str) -> Poster:
    """What the poster of a code in use says. Raises NotFound `code_unknown`, Gone `code_revoked`."""
    found = live(token)
    above = [step["name"] for step in places.chain(found.place)[:-1]
             if DEPTH[step["level"]] >= COMMUNITY_DEPTH]
    return Poster(name=found.place.name, above=" ".join(above),
                  url=f"{current_app.config['PUBLIC_URL'].rstrip('/')}/q/{found.token}")
