"""Wishes with the pictures that come along on a form."""

from __future__ import annotations

from service.core.database import atomic
from service.media import actions as media
from service.media.actions.bringing import Received
from service.organization.actors import Actor
from service.wishes.actions import taking, wishing
from service.wishes.models import Wish


def submit(pictures: list[Received], *, by: Actor, **wish) -> Wish:
    """Write a wish down with these pictures. Raises what `wishing.submit` does."""
    with atomic():
        return wishing.submit(by=by, **wish, **_kept(pictures, by))


def finish(wish_id: int, pictures: list[Received], *, by: Actor, **result) -> Wish:
    """Say what was done, with these pictures. Raises what `taking.finish` does."""
    with atomic():
        return taking.finish(wish_id, by=by, **result, **_kept(pictures, by))


def _kept(pictures: list[Received], by: Actor) -> dict[str, list[str]]:
    return {"photos": [media.keep(picture, by=by).id for picture in pictures]} if pictures else {}
