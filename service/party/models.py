"""Rows of the party organisation: branches, courtyard groups, households, members, who leads what, stations."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment, one_of
from service.core.keys import Encrypted
from service.core.personal import words
from service.organization.models import Place, Unit


class Office(StrEnum):
    """What somebody leads (书记, 副书记, 支部委员, 院落党小组组长, 中心户户主, 单位联络员)."""

    SECRETARY = "secretary"
    DEPUTY_SECRETARY = "deputy_secretary"
    COMMITTEE_MEMBER = "committee_member"
    GROUP_LEAD = "group_lead"
    HOUSEHOLD_HEAD = "household_head"
    UNIT_CONTACT = "unit_contact"


OFFICE_NAMES = {Office.SECRETARY: "书记", Office.DEPUTY_SECRETARY: "副书记", Office.COMMITTEE_MEMBER: "支部委员",
                Office.GROUP_LEAD: "院落党小组组长", Office.HOUSEHOLD_HEAD: "中心户户主",
                Office.UNIT_CONTACT: "单位联络员"}


def _live(*columns: str, name: str, condition: str) -> sa.Index:
    return sa.Index(name, *columns, unique=True, sqlite_where=sa.text(condition), postgresql_where=sa.text(condition))


class PartyBranch(Base):
    """A branch or committee (党组织) of the district, a town, a village or a community."""

    __tablename__ = "party_branches"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(128))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_branches.id"), index=True)
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    place: Mapped[Place] = relationship()


class CourtyardGroup(Base):
    """A courtyard party group (院落党小组) of a branch; its place is a courtyard or a compound."""

    __tablename__ = "courtyard_groups"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(128))
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("party_branches.id"), index=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"), index=True)
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    place: Mapped[Place] = relationship()
    branch: Mapped[PartyBranch] = relationship()


class MemberHousehold(Base):
    """A party-member household (党员中心户) of a courtyard group, known by the name of its house."""

    __tablename__ = "member_households"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(64))
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("courtyard_groups.id"), index=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"), index=True)
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    place: Mapped[Place] = relationship()
    group: Mapped[CourtyardGroup] = relationship()


class PartyMember(Base):
    """A member on the roster of one branch or of one unit; an account joins him when its phone is proved."""

    __tablename__ = "party_members"
    __table_args__ = (
        sa.CheckConstraint("(branch_id IS NULL) <> (unit_id IS NULL)", name="members_belong_to_a_branch_or_a_unit"),
        sa.CheckConstraint("group_id IS NULL OR branch_id IS NOT NULL", name="groups_are_of_a_branch"),
        _live("account_id", name="one_live_membership_per_account",
              condition="left_on IS NULL AND account_id IS NOT NULL"),
        _live("phone_index", name="one_live_membership_per_phone",
              condition="left_on IS NULL AND phone_index IS NOT NULL"),
        sa.Index("ix_party_members_branch", "branch_id", "id"), sa.Index("ix_party_members_unit", "unit_id", "id"),
        sa.Index("ix_party_members_group", "group_id", "id"), sa.Index("ix_party_members_account", "account_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(64), info=words())
    phone: Mapped[str | None] = mapped_column(Encrypted("phone"), info=words())
    phone_index: Mapped[str | None] = mapped_column(sa.String(32), info=words())
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_branches.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("courtyard_groups.id"))
    joined_on: Mapped[date]
    left_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    branch: Mapped[PartyBranch | None] = relationship()
    unit: Mapped[Unit | None] = relationship()
    group: Mapped[CourtyardGroup | None] = relationship()


class Leadership(Base):
    """Who leads what, from when to when: a history, never overwritten."""

    __tablename__ = "leaderships"
    __table_args__ = (
        sa.CheckConstraint(
            "(branch_id IS NOT NULL AND group_id IS NULL AND household_id IS NULL AND unit_id IS NULL AND "
            "office IN ('secretary', 'deputy_secretary', 'committee_member')) OR "
            "(group_id IS NOT NULL AND branch_id IS NULL AND household_id IS NULL AND unit_id IS NULL AND "
            "office = 'group_lead') OR "
            "(household_id IS NOT NULL AND branch_id IS NULL AND group_id IS NULL AND unit_id IS NULL AND "
            "office = 'household_head') OR "
            "(unit_id IS NOT NULL AND branch_id IS NULL AND group_id IS NULL AND household_id IS NULL AND "
            "office = 'unit_contact')", name="every_office_is_of_one_body"),
        sa.CheckConstraint("until IS NULL OR until >= since", name="offices_end_after_they_began"),
        _live("branch_id", name="one_secretary_per_branch", condition="until IS NULL AND office = 'secretary'"),
        _live("group_id", name="one_lead_per_group", condition="until IS NULL AND office = 'group_lead'"),
        _live("household_id", name="one_head_per_household", condition="until IS NULL AND office = 'household_head'"),
        _live("member_id", "office", "branch_id", name="nobody_holds_an_office_of_a_branch_twice",
              condition="until IS NULL AND branch_id IS NOT NULL"),
        _live("member_id", "unit_id", name="nobody_is_contact_of_a_unit_twice",
              condition="until IS NULL AND unit_id IS NOT NULL"),
        sa.Index("ix_leaderships_member", "member_id"), sa.Index("ix_leaderships_branch", "branch_id"),
        sa.Index("ix_leaderships_unit", "unit_id"), sa.Index("ix_leaderships_group", "group_id"),
        sa.Index("ix_leaderships_household", "household_id"), sa.Index("ix_leaderships_grant", "grant_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    office: Mapped[Office] = mapped_column(one_of(Office, "leaderships_are_of_a_known_office"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("party_members.id"))
    branch_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_branches.id"))
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("courtyard_groups.id"))
    household_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member_households.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    since: Mapped[date]
    until: Mapped[date | None]
    appointed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    grant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("grants.id"))
    member: Mapped[PartyMember] = relationship()


class DeliberationStation(Base):
    """A party-mass deliberation station (党群连心议事站): where it is, and when it is open."""

    __tablename__ = "deliberation_stations"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(64))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"), index=True)
    spot: Mapped[str | None] = mapped_column(sa.String(128))  # where at the place, in words
    hours: Mapped[list] = mapped_column(sa.JSON)  # [{"days": [1, 3], "from": "09:00", "to": "11:30"}], ISO weekdays
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    place: Mapped[Place] = relationship()


BODY_OF = {Office.SECRETARY: PartyBranch, Office.DEPUTY_SECRETARY: PartyBranch, Office.COMMITTEE_MEMBER: PartyBranch,
           Office.GROUP_LEAD: CourtyardGroup, Office.HOUSEHOLD_HEAD: MemberHousehold, Office.UNIT_CONTACT: Unit}
"""What kind of body each office is of."""
