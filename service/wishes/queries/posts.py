"""Posts, the seats on them and the turns served: one, or a page of a view."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.clock import iso
from service.core.database import db
from service.core.errors import NotFound
from service.core.http import Page
from service.core.opening import check_version
from service.organization.actors import Actor
from service.organization.models import Place
from service.organization.queries.places import place as place_of_code
from service.screening.persons import notice
from service.wishes.kinds import KIND_NAMES, PostKind
from service.wishes.models import Post, Seat
from service.wishes.policy import posts as policy
from service.wishes.queries.lists import below, paged

TAKEN = (sa.select(sa.func.count()).where(Seat.post_id == Post.id, Seat.left_at.is_(None))
         .correlate(Post).scalar_subquery().label("seats_taken"))
LOCKED = sa.select(Post).with_for_update(of=Post, key_share=True).execution_options(populate_existing=True)
VIEWS = {"mine": lambda by: policy.has_sat(by, now=True), "open": policy.offered_to, "place": policy.overseen}


def posts(by: Actor, *, view: str, kind: PostKind | None = None, place: str | None = None, limit: int,
          cursor: str | None) -> Page:
    """A page of one view. `mine`: where he holds a seat; `open`: of his communities; `place`: those he looks after.

    Raises Invalid for the cursor, NotFound for the place.
    """
    conditions = [VIEWS[view](by), *below(cursor, Post.id)]
    if kind:
        conditions.append(Post.kind == kind)
    if place:
        conditions.append(Post.place_path.startswith(place_of_code(place).path, autoescape=True))
    rows = db.session.execute(
        sa.select(Post.id, Post.kind, Post.title, Post.times, Post.seats, Post.closed_at, Post.created_at,
                  Post.version, Place.code, Place.name, Place.level, TAKEN)
        .join(Place, Post.place_id == Place.id).where(*conditions)
        .order_by(Post.id.desc()).limit(limit + 1)).all()
    return paged(rows, limit, _summary)


def _summary(row: sa.Row) -> dict:
    return {"id": row.id, "kind": row.kind, "kind_name": KIND_NAMES[row.kind], "title": notice(row.title),
            "times": notice(row.times), "seats": row.seats, "seats_taken": row.seats_taken,
            "open": row.closed_at is None,
            "place": {"code": row.code, "name": row.name, "level": row.level}, "created_at": iso(row.created_at),
            "version": row.version}


def seen_by(post_id: int, by: Actor) -> dict:
    """The post as he may see it. Raises NotFound."""
    return _detail(post_id, by, policy.visible_to(by))


def after(post: Post, by: Actor) -> dict:
    """The post, after something he did with it."""
    return _detail(post.id, by)


def _detail(post_id: int, by: Actor, *conditions) -> dict:
    """Who sits on it is shown to who looks after the place; others see how many."""
    row = db.session.execute(
        sa.select(Post, Place.code, Place.name, Place.level, TAKEN, policy.has_sat(by).label("ever"),
                  policy.has_sat(by, now=True).label("now"))
        .join(Place, Post.place_id == Place.id).where(Post.id == post_id, *conditions)
        .execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFound()
    post = row.Post
    return {"id": post.id, "kind": post.kind, "kind_name": KIND_NAMES[post.kind], "title": notice(post.title),
            "description": notice(post.description), "times": notice(post.times), "seats": post.seats,
            "seats_taken": row.seats_taken, "open": post.open, "seated": bool(row.now),
            "place": {"code": row.code, "name": row.name, "level": row.level},
            "holders": _holders(post_id) if policy.may_read(by, post.place_path) else [],
            "created_at": iso(post.created_at), "version": post.version,
            "permitted": policy.permitted(by, post, seated=bool(row.now), ever_seated=bool(row.ever),
                                          free=post.seats - row.seats_taken)}


def _holders(post_id: int) -> list[str]:
    return list(db.session.scalars(
        sa.select(Account.display_name).join(Seat, Seat.account_id == Account.id)
        .where(Seat.post_id == post_id, Seat.left_at.is_(None)).order_by(Seat.number)))


def visible(post_id: int, by: Actor) -> Post:
    """The post. Raises NotFound when he may not see it."""
    post = db.session.scalar(sa.select(Post).where(Post.id == post_id, policy.visible_to(by)))
    if post is None:
        raise NotFound()
    return post


def locked(post_id: int, by: Actor, seen: int | None = None) -> Post:
    """The post locked for something this person does with it. Raises NotFound, Stale."""
    post = db.session.scalar(LOCKED.where(Post.id == post_id, policy.visible_to(by)))
    if post is None:
        raise NotFound()
    check_version(post, seen)
    return post


def seats_on(post: Post) -> list[Seat]:
    """The seats taken now, by number."""
    return list(db.session.scalars(sa.select(Seat).where(Seat.post_id == post.id, Seat.left_at.is_(None))
                                   .order_by(Seat.number).execution_options(populate_existing=True)))


def seats_ever_of(account_id: int, post: Post) -> list[Seat]:
    """Every seat this person has or had on the post."""
    return list(db.session.scalars(sa.select(Seat).where(Seat.post_id == post.id, Seat.account_id == account_id)))
