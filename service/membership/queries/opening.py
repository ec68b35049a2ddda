"""Opens one registration for an act: locked in the order everybody keeps, seen, unchanged, and at the right moment."""

from __future__ import annotations

from collections.abc import Callable, Collection

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import WrongMoment
from service.core.opening import refuse_in_order
from service.feedback.queries.opening import lock_account
from service.membership.models.registration import Registration, RegistrationState
from service.membership.policy import registrations as policy
from service.membership.queries.registrations import UnknownRegistration
from service.organization.actors import Actor
from service.organization.models import Grant
from service.party.models import PartyMember

May = Callable[[Actor, Registration], bool]


def locked(registration_id: int) -> Registration:
    """The registration, locked after the account, the member and the account's grants: leaving a roster, proving a
    phone and revoking a grant go the same way. Raises UnknownRegistration."""
    known = db.session.execute(sa.select(Registration.account_id, Registration.member_id)
                               .where(Registration.id == registration_id)).first()
    if known is None:
        raise UnknownRegistration()
    if known.account_id is not None:
        lock_account(known.account_id)
    _held(sa.select(PartyMember).where(PartyMember.id == known.member_id), read=True)
    lock_grants(known.account_id)
    return _held(sa.select(Registration).where(Registration.id == registration_id))[0]


def lock_grants(account_id: int | None) -> None:
    """Hold the live grants of a person until the transaction ends."""
    if account_id is not None:
        _held(sa.select(Grant).where(Grant.account_id == account_id, Grant.revoked_at.is_(None)).order_by(Grant.id))


def live_where(*conditions) -> list[Registration]:
    """The live registrations that fulfil the conditions, locked, by id."""
    live = sa.select(Registration).where(
        Registration.state.in_([RegistrationState.APPLIED, RegistrationState.ACCEPTED]), *conditions)
    return _held(live.order_by(Registration.id))


def _held(statement: sa.Select, *, read: bool = False) -> list:
    return list(db.session.scalars(
        statement.with_for_update(read=read).execution_options(populate_existing=True)))


def for_act(registration_id: int, *, by: Actor, may: May, states: Collection[RegistrationState],
            seen: int | None = None) -> Registration:
    """The locked registration for an act of this person's.

    Raises UnknownRegistration, Stale, WrongMoment (with `state`), Forbidden.
    """
    registration = locked(registration_id)
    allowed = may(by, registration)
    if not allowed and not sees(by, registration):
        raise UnknownRegistration()
    refuse_in_order(registration, seen=seen, may=allowed,
                    wrong=None if registration.state in states else WrongMoment(state=registration.state))
    return registration


def sees(by: Actor, registration: Registration) -> bool:
    """Whether he sees it at all."""
    return bool(db.session.scalar(sa.select(sa.exists().where(
        Registration.id == registration.id, policy.registrations_visible_to(by)))))
