"""Who is to hear about a courtyard's day, and who is named in its decisions."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.database import db
from service.courtyard.models import PartyMassDay
from service.feedback.queries.people import with_roles
from service.organization.models import Role
from service.party.models import Leadership, MemberHousehold, Office, PartyMember

LIVE = sa.and_(PartyMember.left_on.is_(None), PartyMember.account_id.is_not(None))


def members_of(group_id: int) -> list[int]:
    """Accounts of the group's members and of the heads of its households."""
    heads = (sa.select(PartyMember.account_id).join(Leadership, Leadership.member_id == PartyMember.id)
             .join(MemberHousehold, MemberHousehold.id == Leadership.household_id)
             .where(LIVE, Leadership.until.is_(None), Leadership.office == Office.HOUSEHOLD_HEAD,
                    MemberHousehold.group_id == group_id, MemberHousehold.ended_on.is_(None)))
    members = sa.select(PartyMember.account_id).where(LIVE, PartyMember.group_id == group_id)
    return sorted(db.session.scalars(sa.union(members, heads)))


def leads_of(day: PartyMassDay) -> list[int]:
    """Who leads the courtyard."""
    return with_roles(day.place.path, Role.COURTYARD_LEAD)


def secretaries_of(day: PartyMassDay) -> list[int]:
    """The secretary of its village."""
    return with_roles(day.place.path, Role.BRANCH_SECRETARY)


def named(group_id: int, names: set[str]) -> dict[str, int]:
    """`{name: account id}` of those names that exactly one member of the group bears, known by an account."""
    rows = db.session.execute(
        sa.select(PartyMember.name, sa.func.max(PartyMember.account_id))
        .where(PartyMember.group_id == group_id, PartyMember.left_on.is_(None), PartyMember.name.in_(names))
        .group_by(PartyMember.name).having(sa.func.count() == 1)).all()
    return {name: account_id for name, account_id in rows if account_id}
