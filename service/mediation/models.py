"""Rows of mediation: the case, its parties, mediators and sessions, how it ended, what revisits found."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.accounts.models import Account
from service.core.database import Base, Id, Moment, one_of
from service.core.keys import Encrypted
from service.core.personal import words
from service.mediation.catalogue import DisputeType, Outcome, Performed, Source
from service.organization.models import Place

UNTOLD = sa.text("told_period IS NULL AND outcome IS NOT NULL")


class Mediation(Base):
    """One dispute in its mediators' hands; open until it has an outcome. What was said is encrypted.

    `due_on` is the present limit, `remind_on` the day the timer looks next, `reminded_on` how far it has looked.
    """

    __tablename__ = "mediations"
    __table_args__ = (
        sa.CheckConstraint("(outcome IS NULL) = (closed_on IS NULL) AND (outcome IS NULL) = (closed_at IS NULL)",
                           name="ended_mediations_say_when"),
        sa.CheckConstraint("closed_on IS NULL OR closed_on >= opened_on", name="mediations_end_after_they_began"),
        sa.CheckConstraint("(told_place_id IS NULL) = (told_period IS NULL)",
                           name="what_is_told_says_as_of_where_and_when"),
        sa.CheckConstraint("told_period IS NULL OR outcome IS NOT NULL", name="only_ended_mediations_are_told_of"),
        sa.CheckConstraint("(source = 'ticket') = (ticket_number IS NOT NULL)", name="mediations_name_their_ticket"),
        sa.Index("ix_mediations_town", "town_id", "opened_on"),
        sa.Index("ix_mediations_community", "community_id", "opened_on"),
        sa.Index("ix_mediations_opened", "opened_on"),
        sa.Index("ix_mediations_told", "told_place_id", "told_period"),
        sa.Index("ix_mediations_untold", "id", sqlite_where=UNTOLD, postgresql_where=UNTOLD),
        sa.Index("ix_mediations_remind", "remind_on", "id", sqlite_where=sa.text("remind_on IS NOT NULL"),
                 postgresql_where=sa.text("remind_on IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    place_path: Mapped[str] = mapped_column(sa.String(128))
    town_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    community_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    type: Mapped[DisputeType] = mapped_column(one_of(DisputeType, "mediations_have_a_known_type"))
    source: Mapped[Source] = mapped_column(one_of(Source, "mediations_have_a_known_source"))
    ticket_number: Mapped[str | None] = mapped_column(sa.String(32))
    referred_by: Mapped[str | None] = mapped_column(sa.String(64), info=words())
    facts: Mapped[str] = mapped_column(Encrypted("dispute"), info=words())
    opened_on: Mapped[date]
    due_on: Mapped[date]
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome, "mediations_have_a_known_outcome"))
    closed_on: Mapped[date | None]
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome_text: Mapped[str | None] = mapped_column(Encrypted("dispute"), info=words())
    referred_to: Mapped[str | None] = mapped_column(sa.String(64), info=words())
    perform_by: Mapped[date | None]
    is_performed: Mapped[bool] = mapped_column(default=False)
    remind_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    told_place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id"))  # counted as of which place,
    told_period: Mapped[str | None] = mapped_column(sa.String(7))  # and which month or year (docs/adr/0022)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    place: Mapped[Place] = relationship(foreign_keys=[place_id])

    @property
    def state(self) -> str:
        """`open`, or `closed` once it has an outcome."""
        return "closed" if self.outcome else "open"


class Mediator(Base):
    """Who mediates a case, from when to when; `until` is never overwritten."""

    __tablename__ = "mediators"
    __table_args__ = (
        sa.Index("one_live_membership_per_mediator", "mediation_id", "account_id", unique=True,
                 sqlite_where=sa.text("until IS NULL"), postgresql_where=sa.text("until IS NULL")),
        sa.Index("ix_mediators_account", "account_id", "mediation_id", sqlite_where=sa.text("until IS NULL"),
                 postgresql_where=sa.text("until IS NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    mediation_id: Mapped[int] = mapped_column(sa.ForeignKey("mediations.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    account: Mapped[Account] = relationship(foreign_keys=[account_id])


class DisputeParty(Base):
    """One of the parties; never an identity-card number."""

    __tablename__ = "dispute_parties"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    mediation_id: Mapped[int] = mapped_column(sa.ForeignKey("mediations.id"), index=True)
    name: Mapped[str] = mapped_column(Encrypted("party"), info=words())
    phone: Mapped[str | None] = mapped_column(Encrypted("phone"), info=words())
    phone_index: Mapped[str | None] = mapped_column(sa.String(32), index=True, info=words())
    address: Mapped[str | None] = mapped_column(Encrypted("address"), info=words())


class MediationSession(Base):
    """One sitting with the parties: when, where, what was said."""

    __tablename__ = "mediation_sessions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    mediation_id: Mapped[int] = mapped_column(sa.ForeignKey("mediations.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)
    where: Mapped[str] = mapped_column(sa.String(64), info=words())
    text: Mapped[str] = mapped_column(Encrypted("dispute"), info=words())
    noted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    noted_at: Mapped[datetime] = mapped_column(Moment)


class MediationExtension(Base):
    """The parties agreed to more time, until when and why."""

    __tablename__ = "mediation_extensions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    mediation_id: Mapped[int] = mapped_column(sa.ForeignKey("mediations.id"), index=True)
    until: Mapped[date]
    reason: Mapped[str] = mapped_column(Encrypted("dispute"), info=words())
    noted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    noted_at: Mapped[datetime] = mapped_column(Moment)


class Agreement(Base):
    """A written agreement, point by point: people's mediation law, article 29; Ministry of Justice order 75
    (人民调解工作若干规定), article 35. Its first point, the parties, is the rows of `DisputeParty`; it takes effect on
    the day it was signed, which is `closed_on`."""

    __tablename__ = "mediation_agreements"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    mediation_id: Mapped[int] = mapped_column(sa.ForeignKey("mediations.id"), unique=True)
    dispute: Mapped[str] = mapped_column(Encrypted("dispute"), info=words())
    terms: Mapped[str] = mapped_column(Encrypted("dispute"), info=words())
    performance: Mapped[str] = mapped_column(Encrypted("dispute"), info=words())
    signatures: Mapped[str] = mapped_column(Encrypted("dispute"), info=words())


class Revisit(Base):
    """What a mediator found when he asked whether an agreement is kept (回访): people's mediation law, article 31."""

    __tablename__ = "mediation_revisits"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    mediation_id: Mapped[int] = mapped_column(sa.ForeignKey("mediations.id"), index=True)
    on: Mapped[date]
    performed: Mapped[Performed] = mapped_column(one_of(Performed, "revisits_found_something_known"))
    text: Mapped[str | None] = mapped_column(Encrypted("dispute"), info=words())
    noted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    noted_at: Mapped[datetime] = mapped_column(Moment)
