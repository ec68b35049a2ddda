"""Writes the members of a list in bulk; whoever has proved his phone becomes known, and brings his offices' roles."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import exc

from service.accounts.models import Account
from service.core.database import db
from service.core.keys import blind_indexes
from service.party.actions.importing import reading
from service.party.actions.joining import join_by_phone
from service.party.actions.members import AlreadyMember
from service.party.models import CourtyardGroup, PartyBranch, PartyMember
from service.party.queries.bodies import BodyEnded


def write_members(new: list[dict], changed: list[dict]) -> None:
    """Inside the caller's transaction. Raises WrongMoment `already_member` or `body_ended` when others were faster."""
    _hold(PartyBranch, {row["roster"][1] for row in new if row["roster"][0] == "branch"})
    _hold(CourtyardGroup, {row["group_id"] for row in [*new, *changed] if row.get("group_id")})
    try:
        with db.session.begin_nested():
            if new:
                db.session.execute(sa.insert(PartyMember), [_row(row) for row in new])
            _update(changed)
    except exc.IntegrityError as error:
        raise AlreadyMember("名册刚刚有人改动过，请再试一次。") from error
    _join({row["phone"] for row in [*new, *changed] if row.get("phone")})


def _hold(kind: type, numbers: set[int]) -> None:
    """The bodies stay live until this is written."""
    for some in reading.chunks(numbers):
        rows = db.session.execute(sa.select(kind.id).where(kind.id.in_(some), kind.ended_on.is_(None))
                                  .order_by(kind.id).with_for_update(read=True)).all()
        if len(rows) != len(some):
            raise BodyEnded(kind)


def _row(row: dict) -> dict:
    kind, number = row["roster"]
    return {"name": row["name"], "phone": row["phone"], "joined_on": row["joined_on"], "group_id": row["group_id"],
            "phone_index": blind_indexes(row["phone"], "phone")[0] if row["phone"] else None,
            "branch_id": number if kind == "branch" else None, "unit_id": number if kind == "unit" else None}


def _update(changed: list[dict]) -> None:
    """One shape of row at a time, as bulk updates want them."""
    for shape in sorted({tuple(row) for row in changed}):
        db.session.execute(sa.update(PartyMember), [row for row in changed if tuple(row) == shape])
    for some in reading.chunks(row["id"] for row in changed):
        db.session.execute(sa.update(PartyMember).where(PartyMember.id.in_(some))
                           .values(version=PartyMember.version + 1).execution_options(synchronize_session=False))


def _join(phones: set[str]) -> None:
    indexes = [index for phone in phones for index in blind_indexes(phone, "phone")]
    for some in reading.chunks(indexes):
        proved = sa.select(Account).where(Account.phone_index.in_(some), Account.phone_verified_at.is_not(None))
        for account in db.session.scalars(proved.order_by(Account.id).with_for_update(read=True)).all():
            join_by_phone(account)
