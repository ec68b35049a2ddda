"""What party does when accounts proves a phone or erases a person, and when a grant is taken back."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts import events as accounts
from service.accounts.models import Account
from service.core.database import db
from service.organization import events as organization
from service.organization.models import Grant
from service.party.actions.joining import join_by_phone
from service.party.actions.members import forget, subjects_about
from service.party.models import Leadership
from service.party.queries.offices import names_near
from service.party.queries.personal import memberships_of
from service.screening import office_holders


def connect() -> None:
    """Listen to accounts and organization, and tell screening who holds an office."""
    accounts.phone_verified.connect(_phone_verified)
    accounts.about_asked.connect(_about)
    accounts.account_erased.connect(_erased)
    accounts.data_asked.connect(_asked)
    organization.grant_revoked.connect(_revoked)
    office_holders.tell("party", names_near)


def _phone_verified(account: Account) -> None:
    join_by_phone(account)


def _erased(account: Account) -> None:
    forget(account.id)


def _about(account: Account) -> list[str]:
    return subjects_about(account.id)


def _asked(account: Account) -> dict:
    return {"party_memberships": memberships_of(account.id)}


def _revoked(grant: Grant, **_by) -> None:
    """The office is a fact of the party and stays; the role is gone, and comes back only by a new grant."""
    db.session.execute(sa.update(Leadership).where(Leadership.grant_id == grant.id, Leadership.until.is_(None))
                       .values(grant_id=None).execution_options(synchronize_session="fetch"))
