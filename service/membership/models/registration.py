"""Registrations of on-the-job members (双报到): who, with which community, offering what, and how it stands."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment, one_of
from service.core.personal import words
from service.organization.models import Place, Unit
from service.party.models import PartyMember


class RegistrationState(StrEnum):
    """How a registration stands; `applied` and `accepted` are live."""

    APPLIED = "applied"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"


STATE_NAMES = {RegistrationState.APPLIED: "申请中", RegistrationState.ACCEPTED: "已受理",
               RegistrationState.RETURNED: "已退回", RegistrationState.WITHDRAWN: "已撤回",
               RegistrationState.ENDED: "已结束"}
LIVE = (RegistrationState.APPLIED, RegistrationState.ACCEPTED)
_LIVE = sa.text("state IN ('applied', 'accepted')")
_WAITS = sa.text("state = 'applied'")


class OfferKind(StrEnum):
    """A skill one has, or a service one offers."""

    SKILL = "skill"
    SERVICE = "service"


class Registration(Base):
    """A member of a unit registers with the community he lives in, naming compound or building where he likes.

    `account_id` is the member's account as far as it is known; `grant_id` what the acceptance opened for it.
    """

    __tablename__ = "registrations"
    __table_args__ = (
        sa.CheckConstraint("state NOT IN ('accepted', 'ended') OR number IS NOT NULL",
                           name="accepted_registrations_have_a_receipt"),
        sa.CheckConstraint("(state IN ('applied', 'withdrawn')) = (decided_at IS NULL)",
                           name="decided_registrations_say_when"),
        sa.CheckConstraint("(state = 'returned') = (return_reason IS NOT NULL)",
                           name="returned_registrations_say_why"),
        sa.CheckConstraint("(state IN ('withdrawn', 'ended')) = (ended_at IS NOT NULL)",
                           name="ended_registrations_say_when"),
        sa.CheckConstraint("state <> 'ended' OR ended_reason IS NOT NULL", name="ended_registrations_say_why"),
        sa.Index("one_live_registration_per_member", "member_id", unique=True, sqlite_where=_LIVE,
                 postgresql_where=_LIVE),
        sa.Index("ix_registrations_community", "community_id", "state", "id"),
        sa.Index("ix_registrations_unit", "unit_id", "id"), sa.Index("ix_registrations_member", "member_id", "id"),
        sa.Index("ix_registrations_account", "account_id", "id"), sa.Index("ix_registrations_place", "place_id"),
        sa.Index("ix_registrations_grant", "grant_id"), sa.Index("ix_registrations_ended_at", "ended_at"),
        sa.Index("ix_registrations_waiting", "applied_at", sqlite_where=_WAITS, postgresql_where=_WAITS),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("party_members.id"))
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("units.id"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    note: Mapped[str | None] = mapped_column(sa.Text, info=words())
    state: Mapped[RegistrationState] = mapped_column(
        one_of(RegistrationState, "registrations_are_in_a_known_state"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    applied_at: Mapped[datetime] = mapped_column(Moment)
    applied_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))  # himself, or his unit's list
    moved_from_id: Mapped[int | None] = mapped_column(sa.ForeignKey("registrations.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    return_reason: Mapped[str | None] = mapped_column(sa.Text, info=words(told=True))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    ended_reason: Mapped[str | None] = mapped_column(sa.Text, info=words(told=True))
    grant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("grants.id"))
    member: Mapped[PartyMember] = relationship()
    unit: Mapped[Unit] = relationship()
    place: Mapped[Place] = relationship(foreign_keys=[place_id])
    community: Mapped[Place] = relationship(foreign_keys=[community_id])
    offers: Mapped[list[RegistrationOffer]] = relationship(order_by="RegistrationOffer.code")

    @property
    def is_live(self) -> bool:
        """Whether it is applied for or accepted."""
        return self.state in LIVE


class RegistrationOffer(Base):
    """One skill or one service of a registration, by its code in `service.membership.catalogue`."""

    __tablename__ = "registration_offers"
    __table_args__ = (sa.Index("ix_registration_offers_code", "kind", "code"),)

    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id"), primary_key=True)
    kind: Mapped[OfferKind] = mapped_column(one_of(OfferKind, "offers_are_skills_or_services"), primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
