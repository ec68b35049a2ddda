"""What wishes and posts hold on one person."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.wishes.models import Post, PostTurn, Seat, Taking, Wish


def wishes_of(account_id: int) -> list[dict]:
    """Every wish he had or submitted for somebody; JSON-ready."""
    mine = sa.or_(Wish.wisher_id == account_id, Wish.submitted_by_id == account_id)
    return [{"id": wish.id, "state": wish.state, "text": wish.text, "wanted_by": wish.wanted_by
             and wish.wanted_by.isoformat(), "contact_name": wish.contact_name, "contact_phone": wish.contact_phone,
             "address": wish.address, "hardship": wish.hardship, "created_at": iso(wish.created_at)}
            for wish in db.session.scalars(sa.select(Wish).where(mine).order_by(Wish.id))]


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
