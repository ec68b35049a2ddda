"""Reading one mediation for somebody: plain, or locked for a verb."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import NotFound, WrongMoment
from service.core.opening import refuse_in_order
from service.mediation import policy
from service.mediation.models import Mediation
from service.mediation.queries import mediates
from service.organization.actors import Actor


class UnknownMediation(NotFound):
    """Not there, or not his: whoever does not mediate it learns nothing, not even that it exists."""

    code = "mediation_unknown"
    detail = "没有这件调解，或您不是它的调解员。"


def read(mediation_id: int, by: Actor) -> Mediation:
    """The case for one of its mediators. Raises UnknownMediation."""
    found = db.session.scalar(sa.select(Mediation).where(
        Mediation.id == mediation_id, policy.mediated_by(by.account_id)).execution_options(populate_existing=True))
    if found is None:
        raise UnknownMediation()
    return found


def locked(mediation_id: int) -> Mediation | None:
    """The case, locked until the transaction ends, whoever asks."""
    return db.session.scalar(sa.select(Mediation).where(Mediation.id == mediation_id)
                             .with_for_update(key_share=True).execution_options(populate_existing=True))


def for_verb(mediation_id: int, *, by: Actor, seen: int | None = None, state: str | None = "open") -> Mediation:
    """The case locked for one of its mediators, in the version he saw and in the state the verb needs (None: any).

    Asked after the lock, as he may have left meanwhile. Raises UnknownMediation, Stale, WrongMoment with `state`.
    """
    mediation = locked(mediation_id)
    if mediation is None or not mediates(by.account_id, mediation_id):
        raise UnknownMediation()
    late = WrongMoment("这件调解已经结案。" if mediation.outcome else "这件调解还没有结案。", state=mediation.state)
    refuse_in_order(mediation, seen=seen, may=True, wrong=None if state in (None, mediation.state) else late)
    return mediation
