"""Two tickets side by side, before one is joined into the other."""

from __future__ import annotations

from service.feedback.queries import opening, showing, similar
from service.organization.actors import Actor
from service.organization.queries import places


def candidates(number: str, by: Actor, q: str | None) -> dict:
    """The ticket, and those it may be joined into. Raises UnknownTicket, Forbidden."""
    found, full = opening.read(number, by)
    likely = similar.primaries(found, by, q)
    return {"ticket": showing.detail(found, by, full=full), "likely": likely, "q": q,
            "where": places.written_out(item["place"]["code"] for item in likely)}


def pair(number: str, into: str, by: Actor) -> dict:
    """Both in full. Raises UnknownTicket, Forbidden."""
    one, other = similar.pair(number, into, by)
    found = {"ticket": showing.detail(one, by), "primary": showing.detail(other, by)}
    return found | {"where": places.written_out(each["place"]["code"] for each in found.values())}
