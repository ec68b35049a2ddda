"""Who is on which roster."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.core.keys import blind_indexes
from service.party.models import PartyMember


def of_account(account_id: int) -> PartyMember | None:
    """The member this account is, on whichever roster he stands now."""
    return db.session.scalar(sa.select(PartyMember).where(PartyMember.account_id == account_id,
                                                          PartyMember.left_on.is_(None)))


def with_phone(phone: str) -> PartyMember | None:
    """The member on any roster with this phone number."""
    return db.session.scalar(sa.select(PartyMember).where(
        PartyMember.phone_index.in_(blind_indexes(phone, "phone")), PartyMember.left_on.is_(None)))


def has_phone(member: PartyMember, phone: str) -> bool:
    """Whether this is the number on the roster, whichever index key it was filed under."""
    return member.phone_index in blind_indexes(phone, "phone")


def belongs_to(account_id: int, *, group_id: int | None = None, branch_id: int | None = None) -> bool:
    """Whether this account is a live member of the group, or of the branch."""
    mine = sa.exists().where(PartyMember.account_id == account_id, PartyMember.left_on.is_(None))
    if group_id is not None:
        mine = mine.where(PartyMember.group_id == group_id)
    if branch_id is not None:
        mine = mine.where(PartyMember.branch_id == branch_id)
    return db.session.scalar(sa.select(mine))


def locked(member_id: int) -> PartyMember:
    """The row, held until the transaction ends."""
    return db.session.scalars(sa.select(PartyMember).where(PartyMember.id == member_id).with_for_update()
                              .execution_options(populate_existing=True)).one()


def ids_of_account(account_id: int) -> list[int]:
    """Every row this account is or was, by id."""
    return list(db.session.scalars(sa.select(PartyMember.id).where(PartyMember.account_id == account_id)
                                   .order_by(PartyMember.id)))
