"""Writes the people of a staff list: new accounts, changed names and phones, and their grants, in bulk."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core import audit, clock
from service.core.database import db
from service.core.keys import blind_indexes
from service.organization.actors import Actor
from service.organization.models import Grant

AT_ONCE = 1000


def appoint(newcomers: list[dict], changes: list[dict], grants: list[dict], by: Actor | None) -> None:
    """Inside the caller's transaction; every grant has its audit row, as `actions.grants` writes it."""
    if newcomers:
        db.session.execute(sa.insert(Account), [_account(row) for row in newcomers])
    _change([change for change in changes if "phone" not in change], "id", "display_name")
    _change([change for change in changes if "phone" in change], "id", "display_name", "phone", "phone_index")
    if grants:
        _give(grants, by)


def _account(row: dict) -> dict:
    phone = row["phone"]
    return {"username": row["username"], "display_name": row["display_name"], "phone": phone,
            "phone_index": blind_indexes(phone, "phone")[0] if phone else None, "created_at": clock.now()}


def _change(changes: list[dict], *columns: str) -> None:
    if changes:
        rows = [{name: change[name] for name in columns} for change in changes]
        db.session.execute(sa.update(Account), rows)


def _give(grants: list[dict], by: Actor | None) -> None:
    ids = _ids({row["username"] for row in grants})
    codes = {row["place_id"]: row["place"].code for row in grants}
    shared = {"granted_at": clock.now(), "granted_by_id": by.account_id if by else None}
    given = db.session.execute(
        sa.insert(Grant).returning(Grant.id, Grant.account_id, Grant.role, Grant.place_id),
        [shared | {"account_id": ids[row["username"]], "role": row["role"], "place_id": row["place_id"],
                   "unit_id": row["unit_id"]} for row in grants])
    for row in sorted(given, key=lambda row: row.id):
        audit.record("grant", by=by, subject=f"account:{row.account_id}", grant=row.id, role=row.role,
                     place=codes[row.place_id])


def _ids(usernames: set[str]) -> dict[str, int]:
    ids, names = {}, sorted(usernames)
    for start in range(0, len(names), AT_ONCE):
        rows = sa.select(Account.username, Account.id).where(
            Account.username.in_(names[start:start + AT_ONCE]))
        ids.update(tuple(row) for row in db.session.execute(rows))
    return ids
