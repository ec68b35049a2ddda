"""Whether somebody is still a member at the moment he takes something on."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from service.core.database import db
from service.organization.actors import Actor
from service.organization.models import Grant, Role


def as_he_stands(by: Actor) -> Actor:
    """The person without the memberships that ended since his request came in.

    Those he has are share-locked until the transaction ends: who ends one then waits, and finds what he took on.
    """
    live = set(db.session.scalars(
        sa.select(Grant.id).where(Grant.account_id == by.account_id, Grant.role == Role.PARTY_MEMBER,
                                  Grant.revoked_at.is_(None)).order_by(Grant.id).with_for_update(read=True)))
    return replace(by, grants=tuple(grant for grant in by.grants
                                    if grant.role is not Role.PARTY_MEMBER or grant.grant_id in live))
