"""What somebody sees who is about to report something."""

from __future__ import annotations

from service.feedback.queries import lists
from service.organization.actors import Actor
from service.organization.queries import codes, places


def at_code(token: str, by: Actor | None) -> dict:
    """The place of a printed code and what is open around it. Raises NotFound, Gone."""
    place = places.described(codes.live(token).place)
    return {"token": token, "place": place, "nearby": lists.nearby(place["code"], None), "by": by}
