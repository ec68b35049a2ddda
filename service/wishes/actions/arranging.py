"""open_post, change_post, take_seat, leave_seat: a post is set up, and its seats are never oversold."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from service.core import clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, NotFound, WrongMoment, invalid
from service.organization.actors import Actor
from service.organization.queries.people import actor_of_account, as_he_stands
from service.screening.actions import must_name_nobody
from service.wishes import notices
from service.wishes.kinds import PostKind
from service.wishes.models import Post, Seat
from service.wishes.policy import posts as policy
from service.wishes.queries import posts
from service.wishes.queries.spots import areas, spot


class PostFull(WrongMoment):
    code, title = "post_full", "Post full"
    detail = "这个岗位已经满员了，可以看看别的岗位。"


def open_post(*, by: Actor, kind: PostKind, title: str, description: str, times: str, seats: int,
              place_code: str) -> Post:
    """Set a standing post up at a community, a village or below. Raises Invalid (fields), Forbidden."""
    place = spot(None, place_code)
    if not policy.may_arrange(by, place.path):
        raise Forbidden()
    must_name_nobody(title=title, description=description, times=times)
    with atomic() as session:
        post = Post(kind=kind, title=title, description=description, times=times, seats=seats, version=1,
                    created_by_id=by.account_id, created_at=clock.now(), **areas(place))
        session.add(post)
        session.flush()
    return post


def change_post(post_id: int, *, by: Actor, kind: PostKind, title: str, description: str, times: str, seats: int,
                open: bool, seen: int | None = None) -> Post:
    """Write a post anew; closing it ends its seats, and who sat there hears.

    Raises NotFound, Stale, Forbidden, Invalid for fewer seats than are taken.
    """
    with atomic():
        post = posts.locked(post_id, by, seen)
        if not policy.may_arrange(by, post.place_path):
            raise Forbidden()
        must_name_nobody(title=title, description=description, times=times)
        held = posts.seats_on(post)
        if open and seats < len(held):
            raise invalid(seats=f"已有 {len(held)} 人在岗，名额不能更少。")
        post.kind, post.title, post.description, post.times, post.seats = kind, title, description, times, seats
        post.version += 1
        closing, post.closed_at = post.open and not open, None if open else post.closed_at or clock.now()
        if closing:
            _leave(held, "closed")
            notices.post_closed(post, [seat.account_id for seat in held])
    return post


def _leave(seats: list[Seat], because: str) -> None:
    for seat in seats:
        seat.left_at, seat.left_because = clock.now(), because


def take_seat(post_id: int, *, by: Actor, seen: int | None = None) -> Post:
    """Sit down on a post of one's community; the post is locked, so that its seats are counted one after the other.

    Raises NotFound, Stale, WrongMoment for a closed post or a second seat, Forbidden, PostFull.
    """
    with atomic() as session:
        by = as_he_stands(by)
        post = posts.locked(post_id, by, seen)
        held = posts.seats_on(post)
        if not post.open or any(seat.account_id == by.account_id for seat in held):
            raise WrongMoment(state="seated" if post.open else "closed", permitted=[])
        if not policy.may_take_seat(by, post):
            raise Forbidden()
        if len(held) >= post.seats:
            raise PostFull(seats=post.seats)
        free = min(set(range(1, post.seats + 1)) - {seat.number for seat in held})
        session.add(Seat(post_id=post.id, account_id=by.account_id, number=free, taken_at=clock.now()))
        try:
            session.flush()
        except IntegrityError as error:  # the unique indexes are the truth, should the lock ever have been missed
            raise PostFull(seats=post.seats) from error
    return post


def leave_seat(post_id: int, *, by: Actor, seen: int | None = None) -> Post:
    """Get up; what was served stays. Raises NotFound, Stale, Forbidden without a seat."""
    with atomic():
        post = posts.locked(post_id, by, seen)
        own = [seat for seat in posts.seats_on(post) if seat.account_id == by.account_id]
        if not own:
            raise Forbidden()
        _leave(own, "left")
    return post


def leave_where_unentitled(account_id: int) -> int:
    """End his seats in communities he is no longer a member of, as after a grant ended; returns how many."""
    rows = db.session.execute(
        sa.select(Seat, Post).join(Post, Seat.post_id == Post.id)
        .where(Seat.account_id == account_id, Seat.left_at.is_(None)).order_by(Seat.id)).all()
    if not rows:
        return 0
    with atomic():
        gone = [seat for seat, post in rows if not _is_still_member(account_id, post)]
        _leave(gone, "no_longer_entitled")
    return len(gone)


def _is_still_member(account_id: int, post: Post) -> bool:
    try:
        return policy.may_take_seat(actor_of_account(account_id), post)
    except NotFound:
        return False
