"""The rule that fixes a courtyard group's day, and the days themselves."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment, one_of
from service.organization.models import Place
from service.party.models import CourtyardGroup, DeliberationStation


def only_where(condition: str) -> dict:
    """The condition of a partial index, for either database."""
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class RuleKind(StrEnum):
    """How a day is fixed: by its day of the month, or by its n-th weekday."""

    DAY_OF_MONTH = "day_of_month"
    NTH_WEEKDAY = "nth_weekday"


class DayState(StrEnum):
    """Where a day stands; a planned one in the past is shown as `open`: it is still to be recorded."""

    PLANNED = "planned"
    HELD = "held"
    NOT_HELD = "not_held"


class Reason(StrEnum):
    """Why a day was not held (天气, 农忙, 应急任务, 到场人数不足, 场地, 其他)."""

    WEATHER = "weather"
    FARMING = "farming"
    EMERGENCY = "emergency"
    TOO_FEW = "too_few"
    VENUE = "venue"
    OTHER = "other"


class DayRule(Base):
    """The fixed day of a group from a date on: a history, one live rule a group. Times are local texts, `09:00`."""

    __tablename__ = "day_rules"
    __table_args__ = (
        sa.CheckConstraint(
            "(kind = 'day_of_month' AND day BETWEEN 1 AND 31 AND nth IS NULL AND weekday IS NULL) OR "
            "(kind = 'nth_weekday' AND day IS NULL AND (nth BETWEEN 1 AND 5 OR nth = -1) AND weekday BETWEEN 1 AND 7)",
            name="rules_fix_a_day_of_the_month_or_a_weekday"),
        sa.Index("one_live_rule_per_group", "group_id", unique=True, **only_where("replaced_at IS NULL")),
        sa.Index("ix_day_rules_unplanned", "planned_through", "id", **only_where("replaced_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("courtyard_groups.id"), index=True)
    kind: Mapped[RuleKind] = mapped_column(one_of(RuleKind, "rules_are_of_a_known_kind"))
    day: Mapped[int | None]        # 1–31; past the end of a month its last day is meant
    nth: Mapped[int | None]        # 1–5, or -1 for the last; a fifth that is missing is the last
    weekday: Mapped[int | None]    # ISO, Monday is 1
    at: Mapped[str] = mapped_column(sa.String(5))
    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deliberation_stations.id"))
    announce_before: Mapped[int] = mapped_column(default=3)  # days
    valid_from: Mapped[date]
    planned_through: Mapped[str] = mapped_column(sa.String(7), default="")  # the last month planned, `2026-03`
    set_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    set_at: Mapped[datetime] = mapped_column(Moment)
    replaced_at: Mapped[datetime | None] = mapped_column(Moment)
    group: Mapped[CourtyardGroup] = relationship()
    station: Mapped[DeliberationStation | None] = relationship()

    @property
    def version(self) -> int:
        """Which rule it is: one is replaced, never changed."""
        return self.id


class PartyMassDay(Base):
    """The party-mass day (院落党群日) of a group in one month: planned, then held, or not held with a reason.

    `wake_on` is the local day on which something is due by itself (see calendar.wake_on), None when nothing is.
    """

    __tablename__ = "party_mass_days"
    __table_args__ = (
        sa.UniqueConstraint("group_id", "month", name="one_day_a_month_per_group"),
        sa.CheckConstraint("(state = 'not_held') = (not_held_reason_code IS NOT NULL)",
                           name="days_not_held_say_why"),
        sa.CheckConstraint("(state = 'planned') = (closed_at IS NULL)", name="ended_days_say_when"),
        sa.Index("ix_party_mass_days_month", "month", "town_id", "community_id", "state"),
        sa.Index("ix_party_mass_days_on", "on", "id"),
        sa.Index("ix_party_mass_days_town", "town_id", "on", "id"),
        sa.Index("ix_party_mass_days_community", "community_id", "on", "id"),
        sa.Index("ix_party_mass_days_place", "place_id", "on", "id"),
        sa.Index("ix_party_mass_days_wake", "wake_on", "id", **only_where("wake_on IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("courtyard_groups.id"))
    month: Mapped[str] = mapped_column(sa.String(7))  # `2026-03`; a day is never moved out of its month
    on: Mapped[date]
    at: Mapped[str] = mapped_column(sa.String(5))     # local, `09:00`
    station_id: Mapped[int | None] = mapped_column(sa.ForeignKey("deliberation_stations.id"))
    state: Mapped[DayState] = mapped_column(one_of(DayState, "days_have_a_known_state"), default=DayState.PLANNED)
    not_held_reason_code: Mapped[Reason | None] = mapped_column(one_of(Reason, "days_fail_for_a_known_reason"))
    not_held_reason: Mapped[str | None] = mapped_column(sa.Text)
    moved_from: Mapped[date | None]                   # where the rule had put it
    moved_reason: Mapped[str | None] = mapped_column(sa.Text)
    reopened_reason: Mapped[str | None] = mapped_column(sa.Text)
    announce_before: Mapped[int]
    announced_at: Mapped[datetime | None] = mapped_column(Moment)
    reminded: Mapped[int] = mapped_column(default=0)  # 1: the lead, 2: the secretary too
    wake_on: Mapped[date | None]
    closed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)

    # Copied from the path of the group's place, so that towns are counted by an index.
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    town_id: Mapped[int] = mapped_column(Id)
    community_id: Mapped[int] = mapped_column(Id)

    group: Mapped[CourtyardGroup] = relationship()
    place: Mapped[Place] = relationship()
    station: Mapped[DeliberationStation | None] = relationship()
