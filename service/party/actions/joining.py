"""A member becomes known by an account: when his phone is proved, or when he comes on a roster with a proved one."""

from __future__ import annotations

import sqlalchemy as sa

from service.accounts.models import Account
from service.core.database import atomic, db
from service.core.keys import blind_indexes
from service.organization.models import Unit
from service.party import events
from service.party.actions.granting import Body, empower, lock_grants
from service.party.models import CourtyardGroup, Leadership, MemberHousehold, PartyBranch, PartyMember
from service.party.queries import members


def account_with(phone: str | None) -> int | None:
    """The account that has proved this phone last."""
    if phone is None:
        return None
    return db.session.scalar(sa.select(Account.id).where(
        Account.phone_index.in_(blind_indexes(phone, "phone")), Account.phone_verified_at.is_not(None),
        Account.erased_at.is_(None)).order_by(Account.phone_verified_at.desc()).limit(1))


def join(member: PartyMember, account_id: int) -> None:
    """The locked member is this account from now on; his live offices bring their roles, in the same transaction."""
    member.account_id = account_id
    db.session.flush()
    events.account_joined.send(member)
    lock_grants([account_id])
    live = sa.select(Leadership).where(Leadership.member_id == member.id, Leadership.until.is_(None))
    for office in db.session.scalars(live.with_for_update().execution_options(populate_existing=True)).all():
        empower(office, body_of(office), account_id, by=None)


def join_by_phone(account: Account) -> None:
    """The live member with the phone this account has proved becomes known; not when it stands on a roster already."""
    with atomic():
        found = members.with_phone(account.phone)
        if found is None or members.of_account(account.id) is not None:
            return
        member = members.locked(found.id)
        if member.left_on is None and member.account_id is None and members.has_phone(member, account.phone):
            join(member, account.id)


def body_of(office: Leadership) -> Body:
    """The branch, group, household or unit an office is of."""
    for kind, number in ((PartyBranch, office.branch_id), (CourtyardGroup, office.group_id),
                         (MemberHousehold, office.household_id), (Unit, office.unit_id)):
        if number is not None:
            return db.session.get_one(kind, number)
    raise LookupError(office.id)
