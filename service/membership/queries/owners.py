"""Who could own a WeChat group: the same people as `policy.groups.may_own` says one by one."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import db
from service.organization.models import COMMUNITY_DEPTH, Grant, Place, Role

MOST = 1000


def could_own(place: Place) -> list[dict]:
    """`[{account_id, display_name}]` of the workers of a place and the accepted members of its community, by name;
    nobody for a place above a community."""
    ids = place.ancestry
    if len(ids) <= COMMUNITY_DEPTH:
        return []
    community = "/" + "/".join(map(str, ids[:COMMUNITY_DEPTH + 1])) + "/"
    rows = db.session.execute(
        sa.select(Account.id, Account.display_name).distinct().join(Grant, Grant.account_id == Account.id)
        .join(Place, Place.id == Grant.place_id)
        .where(Grant.revoked_at.is_(None), Account.erased_at.is_(None), sa.or_(
            sa.and_(Grant.role == Role.COMMUNITY_WORKER, Grant.place_id.in_(ids)),
            sa.and_(Grant.role == Role.PARTY_MEMBER, Place.path.startswith(community, autoescape=True))))
        .order_by(Account.display_name, Account.id).limit(MOST))
    return [{"account_id": row.id, "display_name": row.display_name} for row in rows]
