"""Questions about candidates; `belongs` is the one other packages ask."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.development.models import Candidate


def belongs(candidate_id: int, branch_id: int) -> bool:
    """Whether this is a candidate of this branch, whatever became of him; False too for one that does not exist."""
    return db.session.scalar(sa.select(sa.exists().where(
        Candidate.id == candidate_id, Candidate.branch_id == branch_id)))
