"""Which open tickets may be the same matter: near, or of one kind; and what was joined already."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden
from service.feedback import policy
from service.feedback.models import Ticket
from service.feedback.queries import lists, opening
from service.feedback.workflow import PRIMARY_MAY_BE, Verb
from service.organization.actors import Actor
from service.organization.models import Role

MOST = 20


def primaries(ticket: Ticket, by: Actor, q: str | None = None) -> list[dict]:
    """Tickets this one may be merged into: at the same place or compound, or of the same kind in its community, the
    likeliest first; with `q` whatever holds these words, or has this number, where he works. Raises Forbidden."""
    if not policy.MAY[Verb.MERGE](by, ticket):
        raise Forbidden()
    roles = policy.SUPERVISORS if ticket.review_level else (Role.COMMUNITY_WORKER,)
    mine = sa.and_(sa.or_(sa.false(), *(policy.open_through(grant, by) for grant in by.held(*roles))),
                   Ticket.review_level.is_not_distinct_from(ticket.review_level))
    near, kind = Ticket.compound_id == ticket.compound_id, Ticket.category == ticket.category
    asked = lists.says(q) if q else sa.and_(Ticket.community_id == ticket.community_id,
                                       sa.or_(Ticket.place_id == ticket.place_id, near, kind))
    conditions = (mine, asked, Ticket.id != ticket.id, Ticket.state.in_(sorted(PRIMARY_MAY_BE)))
    points = sum(sa.case((condition, weight), else_=0) for condition, weight in (
        (kind, 4), (Ticket.place_id == ticket.place_id, 2), (near, 1)))
    best = sa.select(Ticket.id).where(*conditions).order_by(points.desc(), Ticket.id.desc()).limit(MOST)
    ids = list(db.session.scalars(best))
    found = {item["number"]: item for item in lists.newest(Ticket.id.in_(ids), by=by, limit=MOST, cursor=None).items}
    order = dict(db.session.execute(sa.select(Ticket.id, Ticket.number).where(Ticket.id.in_(ids))).all())
    return [found[order[ticket_id]] for ticket_id in ids]


def joined(ticket: Ticket) -> list[str]:
    """The numbers of the tickets merged into this one, oldest first."""
    return list(db.session.scalars(sa.select(Ticket.number).where(Ticket.merged_into_id == ticket.id)
                                   .order_by(Ticket.id)))


def pair(number: str, into: str, by: Actor) -> tuple[Ticket, Ticket]:
    """Both tickets, to be laid side by side before they are joined. Raises UnknownTicket, Forbidden."""
    found = [opening.read(each, by) for each in (number, into)]
    if not all(full and policy.MAY[Verb.MERGE](by, ticket) for ticket, full in found):
        raise Forbidden()
    return found[0][0], found[1][0]
