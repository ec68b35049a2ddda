"""A party leaves the service: who he is goes at once, what was said of him when the dispute is over."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import personal
from service.core.database import atomic, db
from service.core.keys import blind_indexes
from service.mediation.models import (
    Agreement,
    DisputeParty,
    Mediation,
    MediationExtension,
    MediationSession,
    Revisit,
)

OF_A_CASE = (Agreement, MediationExtension, MediationSession, Revisit)


def forget_party(account: Account) -> None:
    """His name, phone and address go from every case. The words of a case that is over go with them; of one that is
    open the other side still waits for its end, so there only what names him goes."""
    his = _rows_of(account)
    with atomic():
        for party in his:
            mediation = db.session.get(Mediation, party.mediation_id, with_for_update=True, populate_existing=True)
            named = [part for part in (party.name, party.phone, party.address, account.display_name) if part]
            (_empty if mediation.outcome else _unname)(mediation, named)
        db.session.flush()
        personal.empty(DisputeParty, DisputeParty.id.in_([party.id for party in his]))


def subjects_about(account: Account) -> list[str]:
    """By what letters and the audit log know the cases he is a party of."""
    return [f"mediation:{party.mediation_id}" for party in _rows_of(account)]


def _rows_of(account: Account) -> Sequence[DisputeParty]:
    """Where a party gave the phone he has proved."""
    if account.phone is None or account.phone_verified_at is None:
        return []
    return db.session.scalars(sa.select(DisputeParty).order_by(DisputeParty.mediation_id).where(
        DisputeParty.phone_index.in_(blind_indexes(account.phone, "phone")))).all()


def _empty(mediation: Mediation, _named: list[str]) -> None:
    personal.empty(Mediation, Mediation.id == mediation.id, version=Mediation.version + 1)
    for model in OF_A_CASE:
        personal.empty(model, model.mediation_id == mediation.id)
    db.session.expire(mediation)


def _unname(mediation: Mediation, named: list[str]) -> None:
    """What he is called in the words of an open case gives way to a sign."""
    rows = [mediation, *(row for model in OF_A_CASE for row in db.session.scalars(
        sa.select(model).where(model.mediation_id == mediation.id)))]
    for row in rows:
        for column in personal.declared(type(row)):
            said = getattr(row, column)
            for name in named if said else ():
                said = said.replace(name, "某")
            setattr(row, column, said)
    mediation.version += 1
