"""How a registration is over: withdrawn, ended by the member or the community, or because what it stood on is gone."""

from __future__ import annotations

from datetime import timedelta

from service.accounts.models import Account
from service.core import audit, clock
from service.core.database import atomic, db
from service.core.errors import WrongMoment, invalid
from service.membership import events
from service.membership.models.registration import LIVE, Registration, RegistrationState
from service.membership.notices import registrations as notices
from service.membership.policy import registrations as policy
from service.membership.queries import opening
from service.organization.actions import grants
from service.organization.actors import Actor
from service.organization.models import Grant
from service.party.models import PartyMember

LATE = timedelta(minutes=10)
REVOKED, LEFT, ERASED, MOVED, HIMSELF = "授权已收回", "已不在单位名册上", "本人已注销", "搬家", "本人结束报到"
FIXED_REASONS = (REVOKED, LEFT, ERASED, MOVED, HIMSELF)
"""Reasons nobody wrote: they say nothing of a person."""


def end(registration_id: int, *, by: Actor, reason: str | None = None, seen: int | None = None) -> Registration:
    """Withdraw an application (the member), or end an accepted registration (he, or the community with a reason).

    Raises UnknownRegistration, Forbidden, Stale, WrongMoment, Invalid when the community gives no reason.
    """
    with atomic():
        registration = opening.for_act(registration_id, by=by, may=policy.may_end, states=LIVE, seen=seen)
        himself = policy.is_own(by, registration)
        was_accepted = registration.state is RegistrationState.ACCEPTED
        if not himself and not was_accepted:
            raise WrongMoment("还没有受理的申请请用“退回”。", state=registration.state)
        if not himself and reason is None:
            raise invalid(reason="请说明原因。")
        close(registration, by=by, reason=reason or HIMSELF)
        if was_accepted:
            notices.ended(registration, by_himself=himself)
            let_go(registration, by=by)
    return registration


def close(registration: Registration, *, by: Actor | None, reason: str) -> None:
    """Move a live registration to its end: withdrawn while it was applied for, else ended."""
    was_accepted = registration.state is RegistrationState.ACCEPTED
    registration.state = RegistrationState.ENDED if was_accepted else RegistrationState.WITHDRAWN
    registration.ended_at, registration.ended_reason = clock.now(), reason
    registration.ended_by_id = by.account_id if by else None
    registration.version += 1
    db.session.flush()


def let_go(registration: Registration, *, by: Actor | None) -> None:
    """What an ended registration had opened closes: its grant ends, and with it open claims return to the queue.

    Comes last in a transaction: the grant's end writes to the audit log.
    """
    events.registration_ended.send(registration, by=by)
    held = db.session.get(Grant, registration.grant_id) if registration.grant_id is not None else None
    if held is not None and held.revoked_at is None:
        grants.end(held, by=by)
    audit.record("registration_ended", by=by, subject=f"registration:{registration.id}")


def end_of_grant(grant: Grant, *, by: Actor | None) -> None:
    """A grant was taken back: the registration it came from is over."""
    with atomic():
        for registration in opening.live_where(Registration.grant_id == grant.id):
            close(registration, by=by, reason=REVOKED)
            notices.ended(registration, by_himself=False)
            events.registration_ended.send(registration, by=by)


def end_of_member(member: PartyMember, *, by: Actor | None) -> None:
    """A member has left the roster: his live registration is over."""
    with atomic():
        opening.lock_grants(member.account_id)
        for registration in opening.live_where(Registration.member_id == member.id):
            was_accepted = registration.state is RegistrationState.ACCEPTED
            close(registration, by=by, reason=LEFT)
            if was_accepted:
                notices.ended(registration, by_himself=False)
                let_go(registration, by=by)


def end_of_account(account: Account) -> None:
    """A person leaves the service: his live registrations are over."""
    with atomic():
        for registration in opening.live_where(Registration.account_id == account.id):
            was_accepted = registration.state is RegistrationState.ACCEPTED
            close(registration, by=None, reason=ERASED)
            if was_accepted:
                let_go(registration, by=None)
