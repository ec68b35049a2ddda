"""The community accepts a registration with a receipt number, or returns it with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import sqlalchemy as sa

from service.core import audit, clock
from service.core.clock import local
from service.core.database import atomic, db
from service.core.errors import Problem
from service.membership import receipts
from service.membership.models.registration import Registration, RegistrationState
from service.membership.notices import registrations as notices
from service.membership.policy import registrations as policy
from service.membership.queries import opening
from service.organization.actions import grants
from service.organization.actors import Actor
from service.organization.models import Grant, Role
from service.party.models import PartyMember

APPLIED = (RegistrationState.APPLIED,)


@dataclass(slots=True)
class Decided:
    """What became of many acceptances: ids accepted, and `{id, code, detail}` of those refused."""

    accepted: list[int] = field(default_factory=list)
    refused: list[dict] = field(default_factory=list)


def accept(registration_id: int, *, by: Actor, seen: int | None = None) -> Registration:
    """Accept an application: a receipt number, and the party-member role at its place once an account is known.

    Raises UnknownRegistration (to workers of other communities too), Forbidden, Stale, WrongMoment. Audited.
    """
    with atomic():
        registration = opening.for_act(registration_id, by=by, may=policy.may_decide, states=APPLIED, seen=seen)
        moment = clock.now()
        registration.number = receipts.compose(registration.community.code, local(moment).year, registration.id)
        _decide(registration, RegistrationState.ACCEPTED, by)
        notices.accepted(registration)
        empower(registration, by=by)
        audit.record("registration_accepted", by=by, subject=f"registration:{registration.id}")
    return registration


def send_back(registration_id: int, *, by: Actor, reason: str, seen: int | None = None) -> Registration:
    """Return an application with a reason; the member may apply anew. Raises as `accept`. Audited."""
    with atomic():
        registration = opening.for_act(registration_id, by=by, may=policy.may_decide, states=APPLIED, seen=seen)
        registration.return_reason = reason
        _decide(registration, RegistrationState.RETURNED, by)
        notices.returned(registration)
        audit.record("registration_returned", by=by, subject=f"registration:{registration.id}")
    return registration


def _decide(registration: Registration, state: RegistrationState, by: Actor) -> None:
    registration.state, registration.version = state, registration.version + 1
    registration.decided_at, registration.decided_by_id = clock.now(), by.account_id
    db.session.flush()


def accept_all(ids: Iterable[int], *, by: Actor) -> Decided:
    """Accept many, each in its own right: what cannot be accepted is named with its code and hinders no other."""
    decided, wanted = Decided(), sorted(set(ids))
    with atomic():
        for registration_id in db.session.scalars(
                sa.select(Registration.id).where(Registration.id.in_(wanted), policy.registrations_visible_to(by))
                .order_by(Registration.id)).all():
            opening.locked(registration_id)  # all of them before the first line of the audit log
        for registration_id in wanted:
            try:
                with db.session.begin_nested():
                    accept(registration_id, by=by)
                decided.accepted.append(registration_id)
            except Problem as refusal:
                decided.refused.append({"id": registration_id, "code": refusal.code, "detail": refusal.detail})
    return decided


def empower(registration: Registration, *, by: Actor | None) -> None:
    """Give an accepted member with an account his role at the place; a grant that stands there is joined."""
    if registration.account_id is None:
        return
    place = registration.place
    standing = db.session.scalar(sa.select(Grant).where(
        Grant.account_id == registration.account_id, Grant.role == Role.PARTY_MEMBER, Grant.place_id == place.id,
        Grant.revoked_at.is_(None)).with_for_update())
    held = standing or grants.give(Role.PARTY_MEMBER, registration.account_id, place, by=by, unit=registration.unit)
    registration.grant_id = held.id
    db.session.flush()


def joined(member: PartyMember) -> None:
    """A member who was registered by a list is known by an account now: his accepted registration opens to it."""
    with atomic():
        opening.lock_grants(member.account_id)
        for registration in opening.live_where(Registration.member_id == member.id):
            registration.account_id = member.account_id
            registration.version += 1
            db.session.flush()
            if registration.state is RegistrationState.ACCEPTED:
                empower(registration, by=None)
                notices.accepted(registration)
