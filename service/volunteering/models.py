"""Rows of volunteer teams: teams, who belongs to them and leads them, what riders report."""

from __future__ import annotations

import re
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment, one_of
from service.core.personal import words
from service.organization.models import Place
from service.volunteering.kinds import Kind

CLIENT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)


class Trade(StrEnum):
    """What the members of a team do for a living (快递, 外卖, 网约车, 其他)."""

    COURIER = "courier"
    FOOD_DELIVERY = "food_delivery"
    RIDE_HAILING = "ride_hailing"
    OTHER = "other"


TRADE_NAMES = {Trade.COURIER: "快递", Trade.FOOD_DELIVERY: "外卖", Trade.RIDE_HAILING: "网约车", Trade.OTHER: "其他"}


class MembershipState(StrEnum):
    """Asked for, live, or over: declined, left, or ended."""

    ASKED = "asked"
    LIVE = "live"
    ENDED = "ended"


class Ending(StrEnum):
    """Why a membership is over."""

    WITHDRAWN = "withdrawn"
    DECLINED = "declined"
    LEFT = "left"
    REMOVED = "removed"
    GRANT_REVOKED = "grant_revoked"
    TEAM_ENDED = "team_ended"
    ERASED = "erased"


def _where(condition: str) -> dict:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class VolunteerTeam(Base):
    """A team of riders or drivers (红骑先锋) of a district, a town, a community or a village."""

    __tablename__ = "volunteer_teams"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(64))
    trade: Mapped[Trade] = mapped_column(one_of(Trade, "teams_are_of_a_known_trade"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"), index=True)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(default=1)
    place: Mapped[Place] = relationship(lazy="joined", innerjoin=True)


class TeamMembership(Base):
    """Somebody asks to join a team, belongs to it, belonged to it; `grant_id` is the role that came with it."""

    __tablename__ = "team_memberships"
    __table_args__ = (
        sa.Index("one_open_membership_per_person_and_team", "team_id", "account_id", unique=True,
                 **_where("state <> 'ended'")),
        sa.CheckConstraint("(state = 'ended') = (until IS NOT NULL)", name="ended_memberships_say_when"),
        sa.CheckConstraint("(state = 'ended') = (ended_because IS NOT NULL)", name="ended_memberships_say_why"),
        sa.CheckConstraint("state <> 'live' OR (since IS NOT NULL AND grant_id IS NOT NULL)",
                           name="live_memberships_say_since_when_and_carry_a_grant"),
        sa.CheckConstraint("(since IS NULL) = (grant_id IS NULL)", name="accepted_memberships_have_had_a_grant"),
        sa.Index("ix_team_memberships_team", "team_id", "id"), sa.Index("ix_team_memberships_account", "account_id"),
        sa.Index("ix_team_memberships_live_grant", "grant_id", **_where("state = 'live'")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    team_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteer_teams.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    state: Mapped[MembershipState] = mapped_column(one_of(MembershipState, "memberships_have_a_known_state"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    since: Mapped[datetime | None] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    ended_because: Mapped[Ending | None] = mapped_column(one_of(Ending, "memberships_end_for_a_known_reason"))
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    grant_id: Mapped[int | None] = mapped_column(sa.ForeignKey("grants.id"))
    gave_grant: Mapped[bool] = mapped_column(default=False)  # else somebody had given him that role before


class TeamLeadership(Base):
    """Who leads a team, from when to when: a history, never overwritten."""

    __tablename__ = "team_leaderships"
    __table_args__ = (
        sa.Index("one_live_leadership_per_membership", "membership_id", unique=True, **_where("until IS NULL")),
        sa.CheckConstraint("until IS NULL OR until >= since", name="leaderships_end_after_they_began"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    membership_id: Mapped[int] = mapped_column(sa.ForeignKey("team_memberships.id"))
    since: Mapped[datetime] = mapped_column(Moment)
    until: Mapped[datetime | None] = mapped_column(Moment)
    appointed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))


class RiderReport(Base):
    """What a rider sent in two taps, under an id his phone chose; the matter itself is the ticket.

    `fingerprint` tells the same report sent again from another one, without keeping what was sent.
    """

    __tablename__ = "rider_reports"
    __table_args__ = (sa.Index("ix_rider_reports_reporter", "reporter_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    client_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    kind: Mapped[Kind] = mapped_column(one_of(Kind, "reports_are_of_a_known_kind"))
    seen_at: Mapped[datetime] = mapped_column(Moment)
    sent_at: Mapped[datetime] = mapped_column(Moment)
    fingerprint: Mapped[str | None] = mapped_column(sa.String(32), info=words())
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), unique=True)


class TeamReport(Base):
    """A report of a team's: its sender belonged to it when he sent it."""

    __tablename__ = "team_reports"

    team_id: Mapped[int] = mapped_column(sa.ForeignKey("volunteer_teams.id"), primary_key=True)
    report_id: Mapped[int] = mapped_column(sa.ForeignKey("rider_reports.id"), primary_key=True)
