"""Rows of member development: who, at which stage since when, what is due; dates only, no dossier."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment, one_of
from service.core.keys import Encrypted
from service.core.personal import words
from service.development.stages import Due, Ending, Stage
from service.party.models import CourtyardGroup, PartyBranch, PartyMember


def _live(name: str, *columns: str, condition: str = "ended_on IS NULL", unique: bool = False) -> sa.Index:
    return sa.Index(name, *columns, unique=unique, sqlite_where=sa.text(condition),
                    postgresql_where=sa.text(condition))


class Candidate(Base):
    """Somebody on the way to membership of one branch. `place_path` and the two ids are those of the branch's place.

    `remind_on` is the day the timer looks next, `reminded_on` how far it has looked.
    """

    __tablename__ = "candidates"
    __table_args__ = (
        sa.CheckConstraint("(next_due IS NULL) = (next_due_on IS NULL)", name="what_is_due_is_due_some_day"),
        sa.CheckConstraint("(ended_on IS NULL) = (ended_because IS NULL)", name="ended_candidacies_say_why"),
        sa.CheckConstraint("extended_on IS NULL OR probation_until IS NOT NULL", name="only_probation_is_extended"),
        _live("one_live_candidacy_per_phone", "phone_index", unique=True,
              condition="ended_on IS NULL AND phone_index IS NOT NULL"),
        sa.Index("ix_candidates_branch", "branch_id", "id"), sa.Index("ix_candidates_group", "group_id"),
        sa.Index("ix_candidates_account", "account_id"), sa.Index("ix_candidates_member", "member_id"),
        sa.Index("ix_candidates_town", "town_id", "stage"),
        sa.Index("ix_candidates_community", "community_id", "stage"),
        _live("ix_candidates_remind", "remind_on", "id", condition="remind_on IS NOT NULL"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(64), info=words("（已注销）"))
    phone: Mapped[str | None] = mapped_column(Encrypted("phone"), info=words())
    phone_index: Mapped[str | None] = mapped_column(sa.String(32), info=words())
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    branch_id: Mapped[int] = mapped_column(sa.ForeignKey("party_branches.id"))
    group_id: Mapped[int | None] = mapped_column(sa.ForeignKey("courtyard_groups.id"))
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_members.id"))
    place_path: Mapped[str] = mapped_column(sa.String(128))
    town_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id"))
    community_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id"))
    stage: Mapped[Stage] = mapped_column(one_of(Stage, "candidates_stand_at_a_known_stage"))
    stage_on: Mapped[date]
    next_due: Mapped[Due | None] = mapped_column(one_of(Due, "what_is_due_is_known"))
    next_due_on: Mapped[date | None]
    probation_until: Mapped[date | None]
    extended_on: Mapped[date | None]
    ended_on: Mapped[date | None]
    ended_because: Mapped[Ending | None] = mapped_column(one_of(Ending, "candidacies_end_for_a_known_reason"))
    ended_remark: Mapped[str | None] = mapped_column(Encrypted("remark"), info=words())
    remind_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    branch: Mapped[PartyBranch] = relationship()
    group: Mapped[CourtyardGroup | None] = relationship()

    @property
    def state(self) -> str:
        """`ended`, `full` for a full member, else `live`."""
        return "ended" if self.ended_on else "full" if self.stage is Stage.FULL else "live"


class StageReached(Base):
    """A stage and the day it was reached; only ever added."""

    __tablename__ = "stages_reached"
    __table_args__ = (sa.UniqueConstraint("candidate_id", "stage"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    candidate_id: Mapped[int] = mapped_column(sa.ForeignKey("candidates.id"))
    stage: Mapped[Stage] = mapped_column(one_of(Stage, "stages_reached_are_known"))
    on: Mapped[date]
    next_due_on: Mapped[date | None]
    remark: Mapped[str | None] = mapped_column(Encrypted("remark"), info=words())
    noted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    noted_at: Mapped[datetime] = mapped_column(Moment)


class DueDone(Base):
    """What was due has been done on a day: that it was, not what was said; only ever added."""

    __tablename__ = "dues_done"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    candidate_id: Mapped[int] = mapped_column(sa.ForeignKey("candidates.id"), index=True)
    due: Mapped[Due] = mapped_column(one_of(Due, "dues_done_are_known"))
    on: Mapped[date]
    noted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    noted_at: Mapped[datetime] = mapped_column(Moment)


class CandidateContact(Base):
    """Who of the branch accompanies a candidate (培养联系人), from when to when."""

    __tablename__ = "candidate_contacts"
    __table_args__ = (
        _live("one_live_contact_per_member", "candidate_id", "member_id", condition="until IS NULL", unique=True),
        sa.Index("ix_candidate_contacts_member", "member_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    candidate_id: Mapped[int] = mapped_column(sa.ForeignKey("candidates.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("party_members.id"))
    since: Mapped[date]
    until: Mapped[date | None]
    member: Mapped[PartyMember] = relationship()
