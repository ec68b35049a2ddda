"""Issuing a code for a place and taking it out of use."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import audit, clock
from service.core.database import atomic
from service.core.errors import Forbidden
from service.organization import policy
from service.organization.actors import Actor
from service.organization.models import Place, PlaceCode
from service.organization.queries import codes
from service.organization.tokens import new_token


def issue(place: Place, *, by: Actor) -> PlaceCode:
    """A new code for a place; those that hang there already stay in use. Raises Forbidden."""
    if not policy.may_change_codes(by, place.path):
        raise Forbidden()
    with atomic() as session:
        code = PlaceCode(token=new_token(), place_id=place.id, issued_by_id=by.account_id,
                         issued_at=clock.now())
        code.place = place
        session.add(code)
        session.flush()
        audit.record("code_issued", by=by, subject=f"code:{code.id}", place=place.code)
    return code


def revoke(token: str, *, by: Actor) -> None:
    """Take a code out of use for good; once more is the same. Raises NotFound `code_unknown`, Forbidden."""
    found = codes.code(token)
    if not policy.may_change_codes(by, found.place.path):
        raise Forbidden()
    with atomic() as session:
        done = session.execute(
            sa.update(PlaceCode).where(PlaceCode.id == found.id, PlaceCode.revoked_at.is_(None))
            .values(revoked_at=clock.now(), revoked_by_id=by.account_id))
        if done.rowcount:
            audit.record("code_revoked", by=by, subject=f"code:{found.id}", place=found.place.code)
