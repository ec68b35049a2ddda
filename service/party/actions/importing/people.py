"""Who stands on the rosters when a list comes, found by phone and by name, and the bodies lists name."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from service.core.database import db
from service.core.keys import blind_indexes
from service.organization.models import Unit
from service.party.models import CourtyardGroup, MemberHousehold, PartyBranch, PartyMember

Roster = tuple[str, int]  # ("branch", id) or ("unit", id)
COLUMNS = (PartyMember.id, PartyMember.name, PartyMember.phone_index, PartyMember.branch_id, PartyMember.unit_id,
           PartyMember.group_id, PartyMember.account_id, PartyMember.joined_on)


def roster_of(row: sa.Row) -> Roster:
    """The roster a member stands on."""
    return ("branch", row.branch_id) if row.branch_id is not None else ("unit", row.unit_id)


@dataclass(slots=True)
class Rosters:
    """Every live member, by the index of his phone and by roster and name; phones stay encrypted."""

    phones: dict[str, sa.Row] = field(default_factory=dict)
    names: dict[tuple[Roster, str], list[sa.Row]] = field(default_factory=dict)

    @classmethod
    def now(cls) -> Rosters:
        """As they stand: one statement of light rows, however many the list names."""
        found = cls()
        for row in db.session.execute(sa.select(*COLUMNS).where(PartyMember.left_on.is_(None))):
            if row.phone_index:
                found.phones[row.phone_index] = row
            found.names.setdefault((roster_of(row), row.name), []).append(row)
        return found

    def with_phone(self, phone: str | None) -> sa.Row | None:
        """Who has this phone, whichever index key it was filed under."""
        indexes = blind_indexes(phone, "phone") if phone else []
        return next((self.phones[index] for index in indexes if index in self.phones), None)

    def named(self, roster: Roster, name: str) -> list[sa.Row]:
        """Who is called so there."""
        return self.names.get((roster, name), [])


def live_bodies() -> dict[str, dict[str, sa.Row]]:
    """`{"branch": {code: row}, "group": …, "household": …, "unit": …}`; rows have id, name and their branch's id."""
    kinds = {"branch": (PartyBranch, PartyBranch.id), "group": (CourtyardGroup, CourtyardGroup.branch_id)}
    found = {}
    for word, (kind, branch_id) in kinds.items():
        rows = db.session.execute(sa.select(kind.id, kind.code, kind.name, branch_id.label("branch_id"))
                                  .where(kind.ended_on.is_(None)))
        found[word] = {row.code: row for row in rows}
    households = db.session.execute(
        sa.select(MemberHousehold.id, MemberHousehold.code, MemberHousehold.name, CourtyardGroup.branch_id)
        .join(CourtyardGroup).where(MemberHousehold.ended_on.is_(None)))
    found["household"] = {row.code: row for row in households}
    found["unit"] = {row.code: row for row in db.session.execute(sa.select(Unit.id, Unit.code, Unit.name))}
    return found
