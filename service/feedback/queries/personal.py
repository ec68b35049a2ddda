"""What tickets hold on one person, and which pictures he may see through them."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.feedback import policy
from service.feedback.models import Answer, Objection, Rating, Ticket
from service.organization.actors import Actor


def tickets_of(account_id: int) -> list[dict]:
    """Every matter of his own, with what he said and how he rated; of one he told on somebody's behalf that he did: the
    words, the address and the phone are the other's. JSON-ready."""
    mine = sa.or_(Ticket.reporter_id == account_id, Ticket.submitted_by_id == account_id)
    ratings = {row.ticket_id: row for row in db.session.scalars(
        sa.select(Rating).where(Rating.rater_id == account_id).order_by(Rating.id))}
    objected = dict(db.session.execute(sa.select(Objection.ticket_id, Objection.text).where(
        Objection.by_id == account_id)).all())
    return [_told(ticket) | (_his_own(ticket, ratings.get(ticket.id), objected.get(ticket.id))
                             if ticket.reporter_id == account_id else {})
            for ticket in db.session.scalars(sa.select(Ticket).where(mine).order_by(Ticket.id))]


def _told(ticket: Ticket) -> dict:
    return {"number": ticket.number, "state": ticket.state, "on_behalf": ticket.on_behalf,
            "created_at": iso(ticket.created_at)}


def _his_own(ticket: Ticket, rating: Rating | None, objection: str | None) -> dict:
    return {"text": ticket.text, "address": ticket.address, "contact_name": ticket.contact_name,
            "contact_phone": ticket.contact_phone, "coordinates": ticket.coordinates, "objection": objection,
            "rating": rating and {"solved": rating.solved, "satisfaction": rating.satisfaction,
                                  "contacted_in_time": rating.contacted_in_time, "comment": rating.comment}}


def subjects_of_others(account_id: int) -> sa.Select:
    """What letters to him on another's behalf are about."""
    return sa.select(Ticket.number).where(Ticket.submitted_by_id == account_id,
                                          Ticket.reporter_id.is_distinct_from(account_id))


def photos_visible_to(by: Actor | None) -> dict[str, sa.Select]:
    """Per kind of thing a picture hangs on, the ids of those he sees in full: the ticket's own predicate decides."""
    tickets = sa.select(Ticket.id).where(policy.visible_to(by))
    return {"ticket": tickets, "answer": sa.select(Answer.id).where(Answer.ticket_id.in_(tickets))}
