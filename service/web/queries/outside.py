"""What outside systems were to be told, as its page shows it to who looks after it."""

from __future__ import annotations

from service.exchange.models import EventState
from service.exchange.queries import events
from service.organization.actors import Actor

PAGE = 20


def outside(by: Actor, state: EventState, cursor: str | None) -> dict:
    """A page of what is in this state, and the systems there are. Raises Forbidden."""
    page = events.deliveries(by, state=state, limit=PAGE, cursor=cursor)
    systems = events.outside_systems(by)["items"]
    return {"page": page, "state": state, "systems": systems, "names": {one["code"]: one["name"] for one in systems}}
