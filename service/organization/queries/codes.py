"""Questions about printed codes: which place a token stands for, which codes hang in a place, since when and why."""

from __future__ import annotations

import re

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import aliased, joinedload

from service.accounts.models import Account
from service.core.database import db
from service.core.errors import Forbidden, Gone, NotFound, invalid
from service.core.http import Page
from service.organization import code_pictures, policy
from service.organization import place_cursors as cursors
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, DEPTH, Place, PlaceCode
from service.organization.posters.layout import Poster
from service.organization.queries import places

TOKEN = re.compile(r"[0-9A-Za-z_-]{1,32}", re.ASCII)
LARGEST_ID = 2**63 - 1
_issuer, _revoker = aliased(Account), aliased(Account)
_older, _newer = aliased(PlaceCode), aliased(PlaceCode)
_HISTORY = (PlaceCode.token, PlaceCode.issued_at, _issuer.display_name.label("issued_by"), PlaceCode.revoked_at,
            _revoker.display_name.label("revoked_by"), PlaceCode.revoked_because, _older.token.label("replaces"),
            _newer.token.label("replaced_by"))
_LISTED = (sa.select(PlaceCode.id, *_HISTORY, Place.code, Place.name, Place.level).join(PlaceCode.place)
           .outerjoin(_issuer, _issuer.id == PlaceCode.issued_by_id)
           .outerjoin(_revoker, _revoker.id == PlaceCode.revoked_by_id)
           .outerjoin(_older, _older.id == PlaceCode.replaces_id)
           .outerjoin(_newer, _newer.replaces_id == PlaceCode.id).order_by(Place.code, PlaceCode.id))


def code(token: str, *, locked: bool = False) -> PlaceCode:
    """The code with this token and its place, revoked or not, if need be held until the transaction ends.

    Raises NotFound `code_unknown`.
    """
    row = sa.select(PlaceCode).where(PlaceCode.token == token).options(joinedload(PlaceCode.place, innerjoin=True))
    if locked:
        row = row.with_for_update(of=PlaceCode).execution_options(populate_existing=True)
    found = db.session.scalar(row) if TOKEN.fullmatch(token) else None
    if found is None:
        raise NotFound("没有这个码，请直接选择地点。", code="code_unknown")
    return found


def live(token: str) -> PlaceCode:
    """The code with this token while it is in use. Raises NotFound `code_unknown`, Gone `code_revoked`."""
    return in_use(code(token))


def in_use(found: PlaceCode) -> PlaceCode:
    """The code itself. Raises Gone `code_revoked`, which names the `place` all the same, so that the person can go on
    by choosing it; what came in its stead is for those who hang it up."""
    if found.revoked_at:
        raise Gone(f"这个码已经停用，您可以直接选择“{found.place.name}”继续。", code="code_revoked",
                   place=places.described(found.place))
    return found


def described(code: PlaceCode) -> dict:
    """`{token, place}`, as answers show one code."""
    return {"token": code.token, "place": places.described(code.place)}


def hanging_in(place: Place, *, seen_by: Actor, limit: int, cursor: str | None = None,
               live: bool | None = None) -> Page:
    """A page of the codes of the place and of everything below it, by the code of their place, with their history.

    `live` keeps those in use or those out of use. Raises Forbidden, and Invalid for the cursor.
    """
    if not policy.may_see_codes(seen_by, place.path):
        raise Forbidden()
    rows = _LISTED.where(places.under(place)).limit(limit + 1)
    if live is not None:
        rows = rows.where(PlaceCode.revoked_at.is_(None) if live else PlaceCode.revoked_at.is_not(None))
    if cursor is not None:
        rows = rows.where(sa.tuple_(Place.code, PlaceCode.id) > sa.tuple_(*_position(cursor)))
    found = db.session.execute(rows).all()
    last = found[limit - 1] if len(found) > limit else None
    return Page([_listed(row) for row in found[:limit]], cursors.written(last.code, last.id) if last else None)


def _listed(row: sa.Row) -> dict:
    history = {column.key: row._mapping[column.key] for column in _HISTORY}
    return history | {"place": {"code": row.code, "name": row.name, "level": row.level}}


def _position(cursor: str) -> tuple[str, int]:
    code, number = cursors.read(cursor, 2)
    if not number.isdigit() or int(number) > LARGEST_ID:
        raise invalid(cursor="这个翻页标记不正确。")
    return code, int(number)


def some_in_use(*, limit: int) -> list[dict]:
    """The first codes in use as `{token, names}`, the names of the place from its community down; for the
    demonstration, where nobody has a poster to scan."""
    rows = db.session.execute(sa.select(PlaceCode.token, Place.path).join(PlaceCode.place).where(
        PlaceCode.revoked_at.is_(None)).order_by(PlaceCode.id).limit(limit)).all()
    lines = [[int(part) for part in row.path.strip("/").split("/")][COMMUNITY_DEPTH:] for row in rows]
    names = dict(db.session.execute(sa.select(Place.id, Place.name).where(
        Place.id.in_({place_id for line in lines for place_id in line}))).all())
    return [{"token": row.token, "names": [names[place_id] for place_id in line]}
            for row, line in zip(rows, lines, strict=True)]


def poster(token: str) -> Poster:
    """What the poster of a code in use says and shows.

    Raises NotFound `code_unknown`, Gone `code_revoked`, Unavailable when it needs a round code nobody has now.
    """
    found = live(token)
    above = [step["name"] for step in places.chain(found.place)[:-1]
             if DEPTH[step["level"]] >= COMMUNITY_DEPTH]
    return Poster(name=found.place.name, above=" ".join(above), url=f"{address()}{found.token}",
                  picture=code_pictures.picture_for(found.token))


def address() -> str:
    """What stands before the token in the address behind a QR code."""
    return f"{current_app.config['PUBLIC_URL'].rstrip('/')}/q/"
