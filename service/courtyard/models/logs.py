"""Rows of the activity log (活动记录): what took place on a party-mass day, as its recorder wrote it down."""

from __future__ import annotations

from datetime import datetime, time
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment, one_of
from service.core.keys import Encrypted
from service.core.personal import words
from service.courtyard.models.days import PartyMassDay
from service.feedback.routing import Urgency
from service.organization.models import Place
from service.party.models import CourtyardGroup


class LogState(StrEnum):
    """A log's life (domain.md section 8)."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


class ItemKind(StrEnum):
    """What is done on a party-mass day: 政策宣讲, 民情收集, 党员发展, 矛盾调解."""

    POLICY_BRIEFING = "policy_briefing"
    OPINION_COLLECTION = "opinion_collection"
    MEMBER_DEVELOPMENT = "member_development"
    DISPUTE_MEDIATION = "dispute_mediation"


class ActivityLog(Base):
    """The log of one day, known by the id its recorder's device chose; approved it never changes again."""

    __tablename__ = "activity_logs"
    __table_args__ = (
        sa.CheckConstraint("state <> 'approved' OR (decided_by_id IS NOT NULL AND decided_by_id <> recorder_id)",
                           name="nobody_approves_a_log_of_his_own"),
        sa.CheckConstraint("state = 'draft' OR (submitted_at IS NOT NULL AND submitted_by_id IS NOT NULL)",
                           name="submitted_logs_say_when_and_by_whom"),
        sa.CheckConstraint("state IN ('draft', 'returned') OR (begins_at IS NOT NULL AND ends_at IS NOT NULL AND "
                           "ends_at > begins_at AND host_id IS NOT NULL)",
                           name="submitted_logs_say_when_they_met_and_who_led"),
        sa.CheckConstraint("others_present BETWEEN 0 AND 999", name="others_are_counted_up_to_999"),
        sa.Index("ix_activity_logs_group", "group_id", "id"), sa.Index("ix_activity_logs_place", "place_id", "id"),
        sa.Index("ix_activity_logs_community", "community_id", "id"),
        sa.Index("ix_activity_logs_town", "town_id", "id"), sa.Index("ix_activity_logs_recorder", "recorder_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    client_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    day_id: Mapped[int] = mapped_column(sa.ForeignKey("party_mass_days.id"), unique=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("courtyard_groups.id"))
    recorder_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    state: Mapped[LogState] = mapped_column(one_of(LogState, "logs_have_a_known_state"))
    version: Mapped[int] = mapped_column(default=1)
    fingerprint: Mapped[str] = mapped_column(sa.String(32))  # of the draft last saved: a repeated save is none

    begins_at: Mapped[time | None]  # local, on the day
    ends_at: Mapped[time | None]
    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deliberation_stations.id"))
    spot: Mapped[str | None] = mapped_column(sa.String(128))  # where, in words
    host_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_members.id"))
    others_present: Mapped[int | None]
    minutes: Mapped[dict] = mapped_column(sa.JSON)  # the six short fields that were filled in
    decisions: Mapped[list] = mapped_column(sa.JSON)  # as drafted; they become Decisions when it is submitted
    unread: Mapped[dict | None] = mapped_column(sa.JSON)  # ids by kind: what of the agenda was not read out

    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))  # the group's
    place_path: Mapped[str] = mapped_column(sa.String(128))
    town_id: Mapped[int] = mapped_column(Id)
    community_id: Mapped[int] = mapped_column(Id)
    for_supervisor: Mapped[bool] = mapped_column(default=False)  # its secretary had a hand in it
    created_at: Mapped[datetime] = mapped_column(Moment)
    saved_at: Mapped[datetime] = mapped_column(Moment)
    submitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    submitted_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    return_reason: Mapped[str | None] = mapped_column(sa.Text)
    day: Mapped[PartyMassDay] = relationship()
    group: Mapped[CourtyardGroup] = relationship()
    place: Mapped[Place] = relationship()

    def left_unread(self, kind: str) -> set[int]:
        """Ids of the `opinions` or `decisions` on the agenda that were not read out, as drafted."""
        return set((self.unread or {}).get(kind) or ())


class Presence(Base):
    """A member of the group who was there, or was not, and why."""

    __tablename__ = "presences"
    __table_args__ = (sa.UniqueConstraint("log_id", "member_id", name="members_are_noted_once_per_log"),
                      sa.CheckConstraint("NOT present OR reason IS NULL", name="who_is_there_needs_no_reason"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    log_id: Mapped[int] = mapped_column(sa.ForeignKey("activity_logs.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("party_members.id"), index=True)
    present: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(Encrypted("absence"), info=words())  # it may tell of an illness


class ActivityItem(Base):
    """A briefing, a development or a mediation of the day; opinions have rows of their own."""

    __tablename__ = "activity_items"
    __table_args__ = (
        sa.UniqueConstraint("log_id", "client_id", name="items_are_written_once_per_log"),
        sa.CheckConstraint("kind <> 'opinion_collection'", name="opinions_are_no_items"),
        sa.CheckConstraint("mediation_id IS NULL OR kind = 'dispute_mediation'", name="only_mediations_name_one"),
        sa.CheckConstraint("candidate_id IS NULL OR kind = 'member_development'", name="only_developments_name_one"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    log_id: Mapped[int] = mapped_column(sa.ForeignKey("activity_logs.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    position: Mapped[int]
    kind: Mapped[ItemKind] = mapped_column(one_of(ItemKind, "items_are_of_a_known_kind"))
    # Of a dispute or a candidate it tells of persons.
    text: Mapped[str | None] = mapped_column(Encrypted("item"), info=words())
    title: Mapped[str | None] = mapped_column(sa.String(100))
    source: Mapped[str | None] = mapped_column(sa.String(100))
    mediation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mediations.id"))
    candidate_id: Mapped[int | None] = mapped_column(sa.ForeignKey("candidates.id"))


class Opinion(Base):
    """What somebody said on the day (民情); raised, it is one ticket, and the person is known there alone."""

    __tablename__ = "opinions"
    __table_args__ = (
        sa.UniqueConstraint("log_id", "client_id", name="opinions_are_written_once_per_log"),
        sa.CheckConstraint("(consent AND to_raise AND ticket_id IS NULL) OR "
                           "(person_name IS NULL AND person_phone IS NULL)",
                           name="persons_are_kept_with_their_consent_until_raised"),
        sa.CheckConstraint("consent = (consent_noted_at IS NOT NULL) AND consent = (consent_noted_by_id IS NOT NULL)",
                           name="consents_say_when_and_by_whom"),
        sa.CheckConstraint("ticket_id IS NULL OR to_raise", name="only_what_is_to_be_raised_is_raised"),
        sa.CheckConstraint("read_out_log_id IS NULL OR ticket_id IS NOT NULL", name="outcomes_are_read_out_of_tickets"),
        sa.Index("ix_opinions_to_read_out", "group_id", "id",
                 sqlite_where=sa.text("ticket_id IS NOT NULL AND read_out_log_id IS NULL"),
                 postgresql_where=sa.text("ticket_id IS NOT NULL AND read_out_log_id IS NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    log_id: Mapped[int] = mapped_column(sa.ForeignKey("activity_logs.id"))
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("courtyard_groups.id"))
    client_id: Mapped[str] = mapped_column(sa.String(36))
    position: Mapped[int]
    text: Mapped[str | None] = mapped_column(sa.Text, info=words())
    category: Mapped[str | None] = mapped_column(sa.String(64))
    urgency: Mapped[Urgency] = mapped_column(one_of(Urgency, "opinions_have_a_known_urgency"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    to_raise: Mapped[bool]
    consent: Mapped[bool]
    consent_noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    consent_noted_at: Mapped[datetime | None] = mapped_column(Moment)
    person_name: Mapped[str | None] = mapped_column(Encrypted("name"), info=words())
    person_phone: Mapped[str | None] = mapped_column(Encrypted("phone"), info=words())
    ticket_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"), unique=True)
    read_out_log_id: Mapped[int | None] = mapped_column(sa.ForeignKey("activity_logs.id"), index=True)
    place: Mapped[Place] = relationship()


class Amendment(Base):
    """What is added beside an approved log; the log itself stays as it is."""

    __tablename__ = "amendments"
    __table_args__ = (sa.Index("ix_amendments_log", "log_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    log_id: Mapped[int] = mapped_column(sa.ForeignKey("activity_logs.id"))
    text: Mapped[str] = mapped_column(sa.Text)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)
