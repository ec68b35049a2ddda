"""Giving and taking back roles; grants are read with every request, so both work at once."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import audit, clock
from service.core.database import atomic, db, inserting
from service.core.errors import Forbidden, NotFound, WrongMoment, invalid
from service.organization import events, policy
from service.organization.actors import Actor
from service.organization.models import Grant, Place, Role, Unit


def grant(role: Role, account_id: int, place: Place, *, by: Actor | None, unit: Unit | None = None) -> Grant:
    """Give somebody a role within a place. Raises Forbidden, Invalid, WrongMoment `already_granted`."""
    if not policy.may_grant(by, role, place.path):
        raise Forbidden()
    return give(role, account_id, place, by=by, unit=unit)


def give(role: Role, account_id: int, place: Place, *, by: Actor | None, unit: Unit | None = None) -> Grant:
    """As `grant`, for a package whose own policy has allowed it (a community accepts a registration)."""
    with atomic() as session:
        _must_be_there(account_id)
        grant_id = session.scalar(
            inserting(Grant).values(
                account_id=account_id, role=role, place_id=place.id, unit_id=unit.id if unit else None,
                granted_by_id=by.account_id if by else None, granted_at=clock.now())
            .on_conflict_do_nothing().returning(Grant.id))
        if grant_id is None:
            raise WrongMoment("这个人在这里已经有这个角色了。", code="already_granted")
        audit.record("grant", by=by, subject=f"account:{account_id}", grant=grant_id, role=role,
                     place=place.code)
    return db.session.get_one(Grant, grant_id)


def _must_be_there(account_id: int) -> None:
    """Share-locked, so that the person cannot leave while he is given a role."""
    present = sa.select(Account.id).where(Account.id == account_id, Account.erased_at.is_(None))
    if db.session.scalar(present.with_for_update(read=True)) is None:
        raise invalid(account_id="没有这个人。")


def revoke(grant_id: int, *, by: Actor | None) -> None:
    """Take a role back. Raises NotFound for a grant that is over or that one may not see, Forbidden."""
    with atomic():
        held = _live(grant_id)
        if by and not policy.may_see_grants(by, held.place.path):
            raise NotFound()
        if not policy.may_revoke(by, held.role, held.place.path):
            raise Forbidden()
        end(held, by=by)


def _live(grant_id: int) -> Grant:
    held = db.session.scalar(sa.select(Grant).where(Grant.id == grant_id, Grant.revoked_at.is_(None))
                             .with_for_update().execution_options(populate_existing=True))
    if held is None:
        raise NotFound()
    return held


def end(held: Grant, *, by: Actor | None) -> None:
    """End a live grant, for a package whose own policy has allowed it; announces `grant_revoked`."""
    with atomic() as session:
        held.revoked_at, held.revoked_by_id = clock.now(), by.account_id if by else None
        session.flush()
        events.grant_revoked.send(held, by=by)  # first: listeners lock tickets, and the audit log is locked last
        audit.record("revoke", by=by, subject=f"account:{held.account_id}", grant=held.id, role=held.role,
                     place=held.place.code)


def end_all_of(account_id: int, *, by: Actor | None) -> None:
    """End every live grant of a person."""
    with atomic() as session:
        live = sa.select(Grant).where(Grant.account_id == account_id, Grant.revoked_at.is_(None))
        for held in session.scalars(live.with_for_update().execution_options(populate_existing=True)).all():
            end(held, by=by)
