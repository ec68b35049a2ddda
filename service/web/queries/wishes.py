"""What the pages of wishes and posts show."""

from __future__ import annotations

from collections.abc import Sequence

from service.media.queries import loose_of
from service.organization.actors import Actor
from service.party.days import today
from service.web.queries.places import steps
from service.wishes.kinds import KIND_NAMES
from service.wishes.limits import MOST_PHOTOS
from service.wishes.policy import wishes as policy
from service.wishes.queries import lists, opening, posts, showing, turns

LISTED = 20


def pictures(by: Actor, ids: Sequence[str]) -> dict:
    """How many pictures a wish takes, and those of these that he has brought already."""
    return {"most_photos": MOST_PHOTOS, "brought": loose_of(ids, by)}


def wishes_of(by: Actor, *, view: str, state=None, cursor: str | None = None) -> dict:
    """A page of wishes."""
    return {"view": view, "state": state, "page": lists.wishes(by, view=view, state=state, limit=LISTED,
                                                               cursor=cursor)}


def writing(at: str | None = None, cursor: str | None = None) -> dict:
    """Where the wish or the post is to be, step by step. Raises NotFound `place_unknown`."""
    return {"choice": steps(at, cursor), "kinds": list(KIND_NAMES.items()), "today": today().isoformat()}


def one(wish_id: int, by: Actor, photos: Sequence[str] = ()) -> dict:
    """One wish; `photos`: those he has brought for a result that was refused. Raises NotFound."""
    return {"wish": showing.seen_by(wish_id, by), "contact": None,
            "may_reveal": policy.may_reveal(by, opening.shown(wish_id, by).Wish)} | pictures(by, photos)


def posts_of(by: Actor, *, view: str, cursor: str | None = None) -> dict:
    """A page of posts."""
    return {"view": view, "page": posts.posts(by, view=view, limit=LISTED, cursor=cursor)}


def one_post(post_id: int, by: Actor, cursor: str | None = None) -> dict:
    """One post, with the turns one may see. Raises NotFound."""
    return {"post": posts.seen_by(post_id, by), "today": today().isoformat(),
            "kinds": list(KIND_NAMES.items()), "page": turns.turns(post_id, by, limit=LISTED, cursor=cursor)}
