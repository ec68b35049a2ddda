"""Turns served on posts: one, or the page of a post."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from service.accounts.models import Account
from service.core.clock import iso
from service.core.database import db
from service.core.errors import NotFound, WrongMoment
from service.core.http import Page
from service.core.opening import refuse_in_order
from service.organization.actors import Actor
from service.wishes.models import Post, PostTurn, TurnState
from service.wishes.policy import posts as policy
from service.wishes.queries import posts
from service.wishes.queries.lists import below, paged

TURN_NAMES = {TurnState.LOGGED: "待确认", TurnState.CONFIRMED: "已确认", TurnState.RETURNED: "已退回"}
SHOWN = (sa.select(PostTurn, PostTurn.id, Account.display_name).join(Post, PostTurn.post_id == Post.id)
         .join(Account, PostTurn.account_id == Account.id)
         .options(contains_eager(PostTurn.post)).execution_options(populate_existing=True))


def turns(post_id: int, by: Actor, *, limit: int, cursor: str | None) -> Page:
    """A page of the turns of a post, the newest first: his own, or all for who looks after the place.

    Raises NotFound, Invalid for the cursor.
    """
    posts.visible(post_id, by)
    rows = db.session.execute(
        SHOWN.where(PostTurn.post_id == post_id, policy.turn_visible_to(by), *below(cursor, PostTurn.id))
        .order_by(PostTurn.id.desc()).limit(limit + 1)).all()
    return paged(rows, limit, lambda row: _shown(row, by))


def seen_by(turn_id: int, by: Actor) -> dict:
    """One turn. Raises NotFound when he may not see it."""
    row = db.session.execute(SHOWN.where(PostTurn.id == turn_id, policy.turn_visible_to(by))).first()
    if row is None:
        raise NotFound()
    return _shown(row, by)


def _shown(row: sa.Row, by: Actor) -> dict:
    turn = row.PostTurn
    return {"id": turn.id, "post_id": turn.post_id, "post": turn.post.title, "member": row.display_name,
            "served_on": turn.served_on.isoformat(), "minutes": turn.minutes, "text": turn.text,
            "state": turn.state, "state_name": TURN_NAMES[turn.state], "returned_because": turn.returned_because,
            "logged_at": iso(turn.logged_at), "version": turn.version,
            "permitted": policy.permitted_on_turn(by, turn)}


def to_decide(turn_id: int, by: Actor, seen: int | None = None) -> PostTurn:
    """The turn locked for a decision of this person's. Raises NotFound, Stale, WrongMoment (`state`), Forbidden."""
    turn = db.session.scalar(
        sa.select(PostTurn).join(Post, PostTurn.post_id == Post.id).options(contains_eager(PostTurn.post))
        .where(PostTurn.id == turn_id, policy.turn_visible_to(by))
        .with_for_update(of=PostTurn, key_share=True).execution_options(populate_existing=True))
    if turn is None:
        raise NotFound()
    refuse_in_order(turn, seen=seen, may=policy.may_decide(by, turn),
                    wrong=WrongMoment(state=turn.state, permitted=[]) if turn.decided_at is not None else None)
    return turn
