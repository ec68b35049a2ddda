"""What residents answered and nobody has been told of: the last rating of each ticket."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from service.core.database import db
from service.feedback import policy
from service.feedback.models import Rating, Solved, Ticket
from service.feedback.workflow import Outcome
from service.organization.models import Place
from service.statistics.local_time import month_of, top_of
from service.statistics.steps import Waiting

Community, Town, Other = aliased(Place), aliased(Place), aliased(Rating)


def waiting() -> Iterator[Waiting]:
    """Answers that have not been published. What was merged waits until it stands alone again, and what is sealed
    until it is not; what was said before it could be published and has been said otherwise since is not counted."""
    of_ticket = sa.exists().where(Other.ticket_id == Rating.ticket_id)
    rows = db.session.execute(
        sa.select(Rating.id, Town.parent_id, Town.id, Community.id, month_of(Ticket.created_at),
                  sa.type_coerce(Ticket.queue, sa.String), top_of(Ticket.category), Rating.at,
                  sa.type_coerce(Rating.solved, sa.String), Rating.satisfaction,
                  of_ticket.where(Other.id <= Rating.id, Other.solved == Solved.NO))
        .join(Ticket, Ticket.id == Rating.ticket_id).join(Community, Community.id == Ticket.community_id)
        .join(Town, Town.id == Community.parent_id)
        .where(Rating.step_id.is_(None), policy.unsealed(), Ticket.outcome.is_distinct_from(Outcome.MERGED),
               ~of_ticket.where(Other.id > Rating.id)).order_by(Rating.id))
    for rating_id, district, town, community, *about in rows:
        yield Waiting(rating_id, (district, town, community), *about)
