"""Reading one candidate for somebody: plain, or locked for a verb."""

from __future__ import annotations

from collections.abc import Callable, Collection

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import NotFound, WrongMoment
from service.core.opening import Seen, refuse_in_order
from service.development import policy
from service.development.models import Candidate
from service.development.stages import STAGE_NAMES, Stage
from service.organization.actors import Actor


class UnknownCandidate(NotFound):
    """Not there, or not of his branch."""

    code = "candidate_unknown"
    detail = "没有这个人，或您不能查看。"


def read(candidate_id: int, by: Actor) -> tuple[Candidate, bool]:
    """The candidate and whether he is seen in full (else name, stage and date). Raises UnknownCandidate."""
    row = db.session.execute(
        sa.select(Candidate, policy.full_to(by).label("full"))
        .where(Candidate.id == candidate_id, policy.visible_to(by)).execution_options(populate_existing=True)).first()
    if row is None:
        raise UnknownCandidate()
    return row[0], bool(row.full)


def locked(candidate_id: int) -> Candidate | None:
    """The row, held until the transaction ends, whoever asks."""
    return db.session.scalar(sa.select(Candidate).where(Candidate.id == candidate_id)
                             .with_for_update(key_share=True, of=Candidate).execution_options(populate_existing=True))


def for_verb(candidate_id: int, *, by: Actor, seen: Seen = None, stages: Collection[Stage] = tuple(Stage)[:-1],
             contacts_too: bool = False,
             late: Callable[[Candidate], WrongMoment | None] = lambda _candidate: None) -> Candidate:
    """The live candidate locked for the secretary (`contacts_too`: or a contact person), at one of these stages
    and not `late` for anything else.

    Raises UnknownCandidate, Stale, WrongMoment with `state`, Forbidden.
    """
    candidate = locked(candidate_id)
    if candidate is None:
        raise UnknownCandidate()
    read(candidate_id, by)
    past = WrongMoment("已经终止，不能再登记。" if candidate.ended_on else
                       f"现在是{STAGE_NAMES[candidate.stage]}，不能这样做。", state=candidate.state)
    is_time = candidate.state == "live" and candidate.stage in stages
    refuse_in_order(candidate, seen=seen, wrong=late(candidate) if is_time else past,
                    may=policy.may_keep(by, candidate.place_path) or contacts_too and accompanies(by, candidate))
    return candidate


def accompanies(by: Actor, candidate: Candidate) -> bool:
    """Whether he is a contact person of the candidate now."""
    return db.session.scalar(sa.select(sa.exists().where(Candidate.id == candidate.id, policy.accompanied_by(by))))
