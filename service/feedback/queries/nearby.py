"""What somebody comes across at the place he is about to report at, and how little of it points at a home."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.feedback import policy
from service.feedback.models import Ticket
from service.feedback.queries.pages import EXCERPT
from service.feedback.queries.showing import category_of
from service.feedback.workflow import State
from service.organization.actors import Actor
from service.organization.models import COMPOUND_DEPTH
from service.organization.queries.households import crowded
from service.organization.queries.places import place as place_of_code

MOST = 20
WORDS = sa.case((Ticket.is_public, sa.func.substr(Ticket.public_text, 1, EXCERPT))).label("excerpt")


def nearby(place_code: str, category: str | None) -> list[dict]:
    """Open matters around this place, those of the place itself first, for "me too" before submitting.

    `{number, state, place, category, excerpt, reported_on, support_count}`, at most twenty: the day and not the hour,
    words only where everybody may read them, and as place the building or else the compound, whichever has households
    enough that no single one is meant; nothing where not even the compound has (docs/adr/0042). Raises NotFound.
    """
    spot = place_of_code(place_code)
    ids = spot.ancestry
    places = crowded(ids[COMPOUND_DEPTH]) if len(ids) > COMPOUND_DEPTH else {}
    if not places:
        return []
    where = [Ticket.compound_id == ids[COMPOUND_DEPTH], Ticket.state != State.CLOSED, policy.open_to_neighbours()]
    if category:
        where.append(Ticket.category == category)
    rows = db.session.execute(
        sa.select(Ticket.number, Ticket.state, Ticket.category, WORDS, Ticket.created_at, Ticket.support_count,
                  Ticket.building_id).where(*where).order_by(Ticket.id.desc()).limit(MOST))
    items = [_item(row, places.get(row.building_id) or places[ids[COMPOUND_DEPTH]]) for row in rows]
    return sorted(items, key=lambda item: item["place"]["code"] != spot.code)


def _item(row: sa.Row, place: dict) -> dict:
    return {"number": row.number, "state": row.state, "place": place, "category": category_of(row.category),
            "excerpt": row.excerpt, "reported_on": clock.local(row.created_at).date(),
            "support_count": row.support_count}


def has_met(by: Actor, ticket: Ticket) -> bool:
    """Whether he can have come across it: he sees it, in outline too, or it is among what is shown around its place."""
    sees, listed = db.session.execute(sa.select(
        sa.exists().where(Ticket.id == ticket.id, sa.or_(policy.visible_to(by), policy.outlined_to(by))),
        sa.exists().where(Ticket.id == ticket.id, policy.open_to_neighbours()))).one()
    return bool(sees or listed and crowded(ticket.compound_id))
