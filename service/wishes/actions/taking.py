"""claim, release, done: a wish in one member's hands, and out of them."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.core import clock
from service.core.database import atomic, db
from service.core.errors import NotFound
from service.feedback.queries.opening import AlreadyClaimed, lock_account
from service.feedback.queries.permitting import HandsFull
from service.media.actions import attach
from service.organization.actors import Actor
from service.organization.queries.people import actor_of_account, as_he_stands
from service.wishes import notices
from service.wishes.limits import MOST_OPEN_WISHES
from service.wishes.models import Taking, Wish
from service.wishes.policy.areas import is_member
from service.wishes.queries import opening
from service.wishes.workflow import WishState, WishVerb


def claim(wish_id: int, *, by: Actor, seen: int | None = None) -> Wish:
    """Take an open wish on. The first claim wins.

    Raises AlreadyClaimed naming the winner, HandsFull past five wishes in hand, and what `opening.for_verb` raises.
    """
    with atomic():
        lock_account(by.account_id)  # first, so that what he holds is counted right when he claims twice at once
        by = as_he_stands(by)
        wish = opening.for_verb(wish_id, WishVerb.CLAIM, by=by, seen=seen)
        if opening.in_hand(by.account_id) >= MOST_OPEN_WISHES:
            raise HandsFull(f"您手上已有 {MOST_OPEN_WISHES} 个微心愿，请先完成再认领。", limit=MOST_OPEN_WISHES)
        _hand_over(wish, by)
        wish.advance(WishVerb.CLAIM, by=by, role="holder")
        notices.claimed(wish, by.display_name)
    return wish


def _hand_over(wish: Wish, by: Actor) -> None:
    try:
        db.session.execute(sa.insert(Taking).values(wish_id=wish.id, holder_id=by.account_id, taken_at=clock.now()))
    except IntegrityError as error:  # the unique index is the truth, should the lock ever have been missed
        raise AlreadyClaimed(holder=None, state=wish.state, permitted=[]) from error
    wish.holder_id = by.account_id


def release(wish_id: int, *, by: Actor, reason: str, seen: int | None = None) -> Wish:
    """Give a wish back to be taken on by somebody else, with a reason."""
    with atomic():
        wish = opening.for_verb(wish_id, WishVerb.RELEASE, by=by, seen=seen)
        put_back(wish, by=by, role="holder", reason=reason, because="released")
    return wish


def put_back(wish: Wish, *, by: Actor | None, role: str, reason: str, because: str) -> None:
    """Out of the holder's hands, open again; the wisher hears why."""
    end_taking(wish, because)
    wish.holder_id = None
    wish.advance(WishVerb.RELEASE, by=by, role=role, text=reason)
    notices.open_again(wish, "原认领人退回了，正在等下一位。")


def end_taking(wish: Wish, because: str) -> None:
    """End the open taking, if there is one."""
    db.session.execute(sa.update(Taking).where(Taking.wish_id == wish.id, Taking.ended_at.is_(None))
                       .values(ended_at=clock.now(), ended_because=because)
                       .execution_options(synchronize_session=False))


def finish(wish_id: int, *, by: Actor, text: str, minutes: int | None = None, photos: list[str] | None = None,
           seen: int | None = None) -> Wish:
    """The holder says what he did and, if he likes, how many minutes it took; somebody else confirms."""
    with atomic():
        wish = opening.for_verb(wish_id, WishVerb.DONE, by=by, seen=seen)
        moment, taking = clock.now(), opening.taking_of(wish)
        taking.done_at, taking.text, taking.minutes = moment, text, minutes
        wish.done_at = moment
        if photos:
            attach(photos, owner_id=by.account_id, to="wish_done", attached_id=taking.id)
        wish.advance(WishVerb.DONE, by=by, role="holder", text=text)
        notices.done(wish)
    return wish


def release_of_unentitled(account_id: int) -> int:
    """Open again what a person has in hand and may no longer do, as after a grant ended; returns how many."""
    ids = db.session.scalars(sa.select(Wish.id).where(
        Wish.holder_id == account_id, Wish.state == WishState.TAKEN).order_by(Wish.id)).all()
    if not ids:
        return 0
    count, person = 0, _person(account_id)
    with atomic():
        for wish_id in ids:
            wish = opening.locked(wish_id)
            if wish.holder_id != account_id or wish.state is not WishState.TAKEN:
                continue
            if person and is_member(person, wish.community_id):
                continue
            put_back(wish, by=None, role="system", reason="原认领人已不在这里报到。", because="no_longer_entitled")
            count += 1
    return count


def _person(account_id: int) -> Actor | None:
    try:
        return actor_of_account(account_id)
    except NotFound:
        return None
