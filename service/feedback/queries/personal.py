"""What tickets hold on one person, and which pictures he may see through them."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.feedback import policy
from service.feedback.models import Answer, Objection, Rating, Ticket
from service.organization.actors import Actor


def tickets_of(account_id: int) -> list[dict]:
    """Every ticket he reported or submitted, with what he said and how he rated; JSON-ready."""
    mine = sa.or_(Ticket.reporter_id == account_id, Ticket.submitted_by_id == account_id)
    ratings = {row.ticket_id: row for row in db.session.scalars(
        sa.select(Rating).where(Rating.rater_id == account_id).order_by(Rating.id))}
    objected = dict(db.session.execute(sa.select(Objection.ticket_id, Objection.text).where(
        Objection.by_id == account_id)).all())
    return [_held(ticket, ratings.get(ticket.id)) | {"objection": objected.get(ticket.id)}
            for ticket in db.session.scalars(sa.select(Ticket).where(mine).order_by(Ticket.id))]


def _held(ticket: Ticket, rating: Rating | None) -> dict:
    return {"number": ticket.number, "state": ticket.state, "text": ticket.text, "address": ticket.address,
            "contact_name": ticket.contact_name, "contact_phone": ticket.contact_phone,
            "coordinates": ticket.coordinates, "created_at": iso(ticket.created_at),
            "rating": rating and {"solved": rating.solved, "satisfaction": rating.satisfaction,
                                  "contacted_in_time": rating.contacted_in_time, "comment": rating.comment}}


def photos_visible_to(by: Actor | None) -> dict[str, sa.Select]:
    """Per kind of thing a picture hangs on, the ids of those he sees in full: the ticket's own predicate decides."""
    tickets = sa.select(Ticket.id).where(policy.visible_to(by))
    return {"ticket": tickets, "answer": sa.select(Answer.id).where(Answer.ticket_id.in_(tickets))}
