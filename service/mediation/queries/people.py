"""Who mediates, who could, and who inherits."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import db
from service.mediation import policy
from service.mediation.models import Mediation, Mediator
from service.organization.models import Grant, Place
from service.party.models import PartyBranch, PartyMember

CANDIDATES = 200


def mediators_of(mediation_id: int) -> list[int]:
    """Account ids of the present mediators."""
    return list(db.session.scalars(sa.select(Mediator.account_id).where(
        Mediator.mediation_id == mediation_id, Mediator.until.is_(None)).order_by(Mediator.id)))


def _could(mediation: Mediation) -> sa.Select:
    """Accounts that may be asked to mediate here: who may open at the place, and members of the village's branches."""
    ids = [int(part) for part in mediation.place_path.strip("/").split("/")]
    holders = sa.select(Grant.account_id).where(Grant.place_id.in_(ids), Grant.role.in_(policy.OPENERS),
                                                Grant.revoked_at.is_(None))
    members = (sa.select(PartyMember.account_id).join(PartyBranch, PartyBranch.id == PartyMember.branch_id)
               .join(Place, Place.id == PartyBranch.place_id)
               .where(Place.path.startswith(_village(ids)), PartyMember.left_on.is_(None),
                      PartyMember.account_id.is_not(None)))
    return (sa.select(Account.id, Account.display_name).where(Account.erased_at.is_(None),
            sa.or_(Account.id.in_(holders), Account.id.in_(members))).order_by(Account.id))


def _village(ids: list[int]) -> str:
    return "/" + "/".join(str(part) for part in ids[:3]) + "/"


def candidates(mediation: Mediation) -> list[dict]:
    """`[{account_id, display_name}]` of who could be added, without its present mediators."""
    rows = db.session.execute(_could(mediation).where(
        Account.id.not_in(mediators_of(mediation.id))).limit(CANDIDATES))
    return [{"account_id": row.id, "display_name": row.display_name} for row in rows]


def could_mediate(account_id: int, mediation: Mediation) -> bool:
    """Whether this person may mediate at the place of the case."""
    return db.session.execute(_could(mediation).where(Account.id == account_id)).first() is not None


def heirs_of(mediation: Mediation, without: int) -> list[int]:
    """Account ids of who gets a case whose last mediator is gone: the nearest of `policy.HEIRS`; [] for nobody."""
    ids = [int(part) for part in mediation.place_path.strip("/").split("/")]
    rows = db.session.execute(
        sa.select(Grant.role, Grant.account_id).distinct().join(Account, Account.id == Grant.account_id)
        .where(Grant.place_id.in_(ids), Grant.role.in_(policy.HEIRS), Grant.revoked_at.is_(None),
               Account.erased_at.is_(None), Grant.account_id != without).order_by(Grant.account_id)).all()
    for role in policy.HEIRS:
        found = [row.account_id for row in rows if row.role is role]
        if found:
            return found
    return []
