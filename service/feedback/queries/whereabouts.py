"""Where a matter lies, as exactly as who looks needs to know it, and no more exactly (docs/adr/0041)."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.feedback import policy
from service.feedback.models import Ticket
from service.organization.actors import Actor
from service.organization.models import Place, PlacePosition
from service.organization.queries.households import crowded

ROUGH = 3
"""Digits behind the point: a cell of 0.001° is 111 m from south to north, 97 m from west to east at Changshou."""


def coordinates(ticket: Ticket, by: Actor | None, *, full: bool) -> dict | None:
    """`{lat, lng, coord_type}` of where the reporter stood, None where it is not said or not for him.

    As sent for himself and who spoke for him, and for who may reveal his contact once somebody has taken it on. Until
    then, and always of who is anonymous to handlers, where the compound lies, which its name says already. For
    everybody else who may read it, to about 100 m.
    """
    if ticket.coordinates is None or not (full or ticket.is_public):
        return None
    if full and by is not None and policy.may_see_spot(by, ticket):
        return ticket.coordinates
    is_told = ticket.holder_id is not None and not ticket.anonymous
    found = ticket.coordinates if is_told else _of_compound(ticket)
    return found and found | {axis: round(found[axis], ROUGH) for axis in ("lat", "lng")}


def _of_compound(ticket: Ticket) -> dict | None:
    """Where its compound lies, None while nobody has said it."""
    row = db.session.execute(sa.select(PlacePosition.lat, PlacePosition.lng).where(
        PlacePosition.place_id == ticket.compound_id)).first()
    return row and {"lat": row.lat, "lng": row.lng, "coord_type": "wgs84"}


def place_of(ticket: Ticket, *, full: bool) -> dict:
    """`{code, name, level}` of its place; in the outline of what is not public the narrowest around it in which no
    single household is meant: the building, the compound, or the community."""
    around = ticket.surroundings
    if full or ticket.is_public or ticket.compound_id is None:
        return {"code": around.place_code, "name": around.place_name, "level": around.place_level}
    places = crowded(ticket.compound_id)
    found = places.get(ticket.building_id) or places.get(ticket.compound_id)
    if found is None:
        community = db.session.get_one(Place, ticket.community_id)
        found = {"code": community.code, "name": community.name, "level": community.level}
    return found
