"""Reading one candidate for somebody: plain, or locked for a verb."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden, NotFound, Stale, WrongMoment
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


def for_verb(candidate_id: int, *, by: Actor, seen: int | None = None, stages: Collection[Stage] = tuple(Stage)[:-1],
             contacts_too: bool = False) -> Candidate:
    """The live candidate locked for the secretary (`contacts_too`: or a contact person), at one of these stages.

    Raises UnknownCandidate, Stale, WrongMoment with `state`, Forbidden.
    """
    candidate = locked(candidate_id)
    if candidate is None:
        raise UnknownCandidate()
    read(candidate_id, by)
    if seen is not None and seen != candidate.version:
        raise Stale(version=candidate.version)
    if candidate.state != "live" or candidate.stage not in stages:
        raise WrongMoment("已经终止，不能再登记。" if candidate.ended_on else
                          f"现在是{STAGE_NAMES[candidate.stage]}，不能这样做。", state=candidate.state)
    if not (policy.may_keep(by, candidate.place_path) or contacts_too and accompanies(by, candidate)):
        raise Forbidden()
    return candidate


def accompanies(by: Actor, candidate: Candidate) -> bool:
    """Whether he is a contact person of the candidate now."""
    return db.session.scalar(sa.select(sa.exists().where(Candidate.id == candidate.id, policy.accompanied_by(by))))
