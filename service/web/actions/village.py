"""What a secretary does on one page with somebody whose telephone number he is shown in part only."""

from __future__ import annotations

from service.core.database import atomic
from service.development import actions
from service.development.models import Candidate
from service.development.queries import opening
from service.organization.actors import Actor


def correct(candidate_id: int, *, by: Actor, seen: int | None, phone: str | None = None, forget_phone: bool = False,
            **person) -> Candidate:
    """Correct a candidate; the number stays unless another is written or it is to be forgotten. Raises what
    `correct` of the candidates does."""
    with atomic():
        known = opening.for_verb(candidate_id, by=by, seen=seen).phone
        return actions.correct(candidate_id, by=by, phone=phone or (None if forget_phone else known), **person)
