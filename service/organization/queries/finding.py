"""Finding the person to give a role to: by phone, by username, or by name among those who hold one already."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from service.accounts import queries as accounts
from service.accounts.models import Account
from service.core.database import db
from service.core.text import mask_name, mask_phone
from service.organization import policy
from service.organization.actors import Actor, Held
from service.organization.models import Grant, Place
from service.organization.queries.people import actor_of_account, place_of

MOST = 20


def account_ids(by: Actor, *, phone: str | None, username: str | None, name: str | None) -> list[int]:
    """Whom what was typed stands for: a phone or username exactly, a part of a name only among those who hold a role
    inside the places he gives roles at; at most 20."""
    if phone:
        return accounts.account_ids_with_phone(phone)[:MOST]
    if username:
        found = accounts.account_id_of_username(username)
        return [found] if found else []
    inside = sa.or_(sa.false(), *(Place.path.startswith(held.path) for held in policy.gives_roles_at(by)))
    return list(db.session.scalars(
        sa.select(Account.id).join(Grant, Grant.account_id == Account.id).join(Place, Place.id == Grant.place_id)
        .where(inside, Grant.revoked_at.is_(None), Account.erased_at.is_(None),
               Account.display_name.contains(name, autoescape=True)).distinct().order_by(Account.id).limit(MOST)))


def shown(ids: Iterable[int], by: Actor) -> list[dict]:
    """Those people as one who gives roles sees them: phones masked; names too, unless they hold a role within his
    places; and only roles within his places."""
    return [_shown(accounts.account(account_id), by) for account_id in ids]


def _shown(account: Account, by: Actor) -> dict:
    person = actor_of_account(account.id)
    here = [held for held in person.grants if _is_mine(held, by)]
    return {"account_id": account.id, "username": account.username if here else None,
            "display_name": account.display_name if here else mask_name(account.display_name),
            "phone_masked": mask_phone(account.phone), "phone_verified": account.phone_verified_at is not None,
            "has_password": account.password_hash is not None,
            "grants": [{"id": held.grant_id, "role": held.role, "place": place_of(held)} for held in here]}


def _is_mine(held: Held, by: Actor) -> bool:
    return any(held.path.startswith(mine.path) for mine in policy.gives_roles_at(by))
