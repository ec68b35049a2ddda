"""What wishes and posts hold on one person."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.wishes.models import Post, PostTurn, Seat, Taking, Wish


def wishes_of(account_id: int) -> list[dict]:
    """Every wish of his own; of those he submitted for somebody that he did, for who it is and what he lacks is the
    other's. JSON-ready."""
    mine = sa.or_(Wish.wisher_id == account_id, Wish.submitted_by_id == account_id)
    return [_told(wish) | (_his_own(wish) if wish.wisher_id == account_id else {})
            for wish in db.session.scalars(sa.select(Wish).where(mine).order_by(Wish.id))]


def _told(wish: Wish) -> dict:
    return {"id": wish.id, "state": wish.state, "on_behalf": wish.on_behalf, "created_at": iso(wish.created_at)}


def _his_own(wish: Wish) -> dict:
    return {"text": wish.text, "wanted_by": wish.wanted_by and wish.wanted_by.isoformat(),
            "contact_name": wish.contact_name, "contact_phone": wish.contact_phone, "address": wish.address,
            "hardship": wish.hardship}


def subjects_of_others(account_id: int) -> sa.Select:
    """What letters to him on another's behalf are about."""
    return sa.select(sa.literal("wish:").concat(sa.cast(Wish.id, sa.String))).where(
        Wish.submitted_by_id == account_id, Wish.wisher_id.is_distinct_from(account_id))


def takings_of(account_id: int) -> list[dict]:
    """Every wish he took on, and what he wrote about it."""
    rows = db.session.scalars(sa.select(Taking).where(Taking.holder_id == account_id).order_by(Taking.id))
    return [{"wish": taking.wish_id, "taken_at": iso(taking.taken_at), "done_at": iso(taking.done_at),
             "text": taking.text, "minutes": taking.minutes, "ended_at": iso(taking.ended_at),
             "ended_because": taking.ended_because} for taking in rows]


def seats_of(account_id: int) -> list[dict]:
    """Every seat he has or had."""
    rows = db.session.execute(sa.select(Post.title, Seat.taken_at, Seat.left_at).join(Post, Seat.post_id == Post.id)
                              .where(Seat.account_id == account_id).order_by(Seat.id))
    return [{"post": row.title, "taken_at": iso(row.taken_at), "left_at": iso(row.left_at)} for row in rows]


def turns_of(account_id: int) -> list[dict]:
    """Every turn he logged."""
    rows = db.session.scalars(sa.select(PostTurn).where(PostTurn.account_id == account_id).order_by(PostTurn.id))
    return [{"post": turn.post_id, "served_on": turn.served_on.isoformat(), "minutes": turn.minutes,
             "text": turn.text, "state": turn.state, "returned_because": turn.returned_because} for turn in rows]
