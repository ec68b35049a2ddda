"""Questions about checks: the review list, one of it, what is due, and what is held on a person."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from service.core import clock
from service.core.clock import iso
from service.core.database import db
from service.core.errors import Forbidden, NotFound, invalid
from service.core.http import Page
from service.media.models import Photo
from service.media.queries import links_by_id
from service.organization.actors import Actor
from service.organization.models import Place
from service.screening import labels, office_holders, policy, subjects
from service.screening.models import BY_A_PERSON, CheckState, ContentCheck
from service.screening.persons import CERTAIN, found_in, masked

BESIDE_A_PICTURE = {"text": None, "proposed_text": None, "found": []}
EXCERPT, LARGEST_ID = 80, 2**63 - 1
SHOWN = (ContentCheck.id, ContentCheck.about, ContentCheck.about_id, ContentCheck.photo_id, ContentCheck.account_id,
         ContentCheck.state, ContentCheck.why, ContentCheck.label, ContentCheck.reason, ContentCheck.version,
         ContentCheck.put_at, ContentCheck.settled_at, ContentCheck.decided_at)


# A picture may have gone before its ticket, when its time was over.
IS_THERE = sa.or_(ContentCheck.photo_id.is_(None), sa.exists().where(Photo.id == ContentCheck.photo_id))


def _door(by: Actor) -> None:
    if not policy.may_review(by):
        raise Forbidden()


def _beside() -> tuple[sa.FromClause, dict[str, sa.Label]]:
    """Checks beside the thing they are about, and what is told of it."""
    joins, told = subjects.beside(ContentCheck.about, ContentCheck.about_id)
    tables = sa.join(ContentCheck, joins[0][0], joins[0][1], isouter=True)
    for rows, condition in joins[1:]:
        tables = tables.outerjoin(rows, condition)
    return tables, told


def _within_reach(by: Actor, *conditions) -> sa.Select:
    """Checks beside the thing they are about, as far as he looks after its place."""
    tables, told = _beside()
    tables = tables.join(Place, Place.id == told["place_id"].element)
    return (sa.select(*SHOWN, told["text"], told["public_text"], told["place_path"], told["number"],
                      told["owner_id"], told["submitter_id"],
                      told["is_listed"], Place.code, Place.name, Place.level).select_from(tables)
            .where(IS_THERE, policy.within_reach(by, Place.path), *(made(told) for made in conditions)))


def reviews(by: Actor, *, limit: int, cursor: str | None) -> Page:
    """A page of what waits for a person, the oldest first. Raises Forbidden, Invalid for the cursor."""
    rows, following = _held(by, limit, cursor)
    return Page([_summary(row) for row in rows], following)


def reviews_in_full(by: Actor, *, limit: int, cursor: str | None) -> Page:
    """The same page with every text whole and every picture, to be decided on one after the other."""
    rows, following = _held(by, limit, cursor)
    pictures = links_by_id([row.photo_id for row in rows if row.photo_id])
    known = office_holders.named_near({row.place_path for row in rows})
    return Page([_in_full(row, pictures, known) | {
        "mine": not policy.may_decide(by, row, row.owner_id, row.submitter_id)} for row in rows], following)


def _held(by: Actor, limit: int, cursor: str | None) -> tuple[list[sa.Row], str | None]:
    _door(by)
    statement = _within_reach(by, lambda told: told["is_listed"].element)
    statement = statement.where(ContentCheck.state == sa.literal_column("'held'"), ContentCheck.id > _after(cursor))
    rows = db.session.execute(statement.order_by(ContentCheck.id).limit(limit + 1)).all()
    return rows[:limit], str(rows[limit - 1].id) if len(rows) > limit else None


def _after(cursor: str | None) -> int:
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) <= 19 and int(cursor) <= LARGEST_ID):
        raise invalid(cursor="翻页标记不正确。")
    return int(cursor)


def review(check_id: int, by: Actor) -> dict:
    """One text or picture that waits for a person, or on which one has decided. Raises NotFound."""
    row = within_reach(check_id, by)
    return _in_full(row, links_by_id([row.photo_id] if row.photo_id else []),
                    office_holders.named_near([row.place_path]))


def _in_full(row: sa.Row, pictures: dict[str, dict], known: Collection[str]) -> dict:
    words = beside_its_proposal(row.text, known) if row.photo_id is None else BESIDE_A_PICTURE
    return _summary(row) | words | {
        "public_text": None if row.photo_id else row.public_text, "picture": pictures.get(row.photo_id),
        "reason": row.reason, "decided_at": row.decided_at}


def beside_its_proposal(text: str, known: Collection[str]) -> dict:
    """A text, what of persons was found in it (`known`: names that count wherever they stand), and what is proposed for
    everybody."""
    found = found_in(text, known)
    return {"text": text, "proposed_text": masked(text, found), "found": [
        {"kind": one.kind, "kind_name": labels.FOUND[one.kind], "start": one.start, "end": one.end, "mask": one.mask,
         "certain": one.kind in CERTAIN} for one in found]}


def within_reach(check_id: int, by: Actor) -> sa.Row:
    """A check he looks after, beside its thing: still listed, or decided by a person. Raises NotFound."""
    row = db.session.execute(_within_reach(by).where(ContentCheck.id == check_id)).first()
    if row is None or not (row.state in BY_A_PERSON or row.state is CheckState.HELD and row.is_listed):
        raise NotFound()
    return row


def _summary(row: sa.Row) -> dict:
    return {"id": row.id, "about": row.about, "kind": "picture" if row.photo_id else "text",
            "what": labels.ABOUT.get((row.about, row.photo_id is not None), row.about), "number": row.number,
            "place": {"code": row.code, "name": row.name, "level": row.level},
            "state": row.state, "state_name": labels.STATES[row.state], "why": row.why,
            "why_in_words": labels.why_in_words(row.why, row.label),
            "excerpt": None if row.photo_id else row.text[:EXCERPT],
            "put_at": row.put_at, "settled_at": row.settled_at, "version": row.version}


def due() -> int:
    """How many checks a worker would take up now."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(ContentCheck).where(
        ContentCheck.next_try_at.is_not(None), ContentCheck.next_try_at <= clock.now()))


def open_questions() -> tuple[int, int]:
    """How many checks wait for the platform, and how many for a person: as the review lists have them."""
    tables, told = _beside()
    return (db.session.scalar(sa.select(sa.func.count()).select_from(ContentCheck)
                              .where(ContentCheck.next_try_at.is_not(None))),
            db.session.scalar(sa.select(sa.func.count()).select_from(tables).where(
                ContentCheck.state == sa.literal_column("'held'"), IS_THERE, told["is_listed"].element)))


def checks_of(account_id: int) -> list[dict]:
    """Every check of what a person brought, oldest first; JSON-ready."""
    rows = db.session.execute(sa.select(*SHOWN).where(ContentCheck.account_id == account_id).order_by(ContentCheck.id))
    return [{"about": row.about, "id": row.about_id, "photo": row.photo_id, "state": row.state,
             "why": labels.why_in_words(row.why, row.label), "reason": row.reason, "put_at": iso(row.put_at),
             "settled_at": iso(row.settled_at)} for row in rows]
