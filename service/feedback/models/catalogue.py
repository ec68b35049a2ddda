"""Data that steers tickets: categories, service levels, queue settings, safeguards and routing rules in all their
versions."""

from __future__ import annotations

from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core.database import Base, Id, Moment, one_of
from service.feedback.deadlines import Clock
from service.feedback.routing import Queue, ReviewLevel, Safeguard, Urgency


class Catalogue(Base):
    """The version of everything in this file: one row, raised by every change, so that caches know."""

    __tablename__ = "catalogue"
    __table_args__ = (sa.CheckConstraint("id = 1", name="there_is_one_catalogue"),)

    id: Mapped[int] = mapped_column(sa.Integer, primary_key=True)
    version: Mapped[int]


class Category(Base):
    """What a matter is about; dotted codes. `words` steer the suggestion: [[word, weight], …].

    A retired one is offered and suggested no more; tickets that have it keep it.
    """

    __tablename__ = "categories"

    code: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(64))
    parent_code: Mapped[str | None] = mapped_column(sa.ForeignKey("categories.code"))
    needs_enforcement: Mapped[bool]
    std_code: Mapped[str | None] = mapped_column(sa.String(32))
    words: Mapped[list] = mapped_column(sa.JSON)
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    retired_at: Mapped[datetime | None] = mapped_column(Moment)


class ServiceLevel(Base):
    """How long until somebody takes a matter on, and until it is answered, on which clock (domain.md section 4)."""

    __tablename__ = "service_levels"
    __table_args__ = (sa.CheckConstraint("claim_minutes > 0 AND answer_minutes >= claim_minutes",
                                         name="limits_are_positive_and_in_order"),)

    code: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(64))
    claim_minutes: Mapped[int]
    answer_minutes: Mapped[int]
    clock: Mapped[Clock] = mapped_column(one_of(Clock, "levels_have_a_known_clock"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class QueueSetting(Base):
    """Per queue: hours a claim lasts, open claims one person may hold, minutes until the ring widens."""

    __tablename__ = "queue_settings"
    __table_args__ = (sa.CheckConstraint("claim_hours > 0 AND open_claims > 0 AND ring_minutes >= 0",
                                         name="settings_are_positive"),)

    queue: Mapped[Queue] = mapped_column(one_of(Queue, "settings_are_of_a_known_queue"), primary_key=True)
    claim_hours: Mapped[int]
    open_claims: Mapped[int]
    ring_minutes: Mapped[int]
    version: Mapped[int] = mapped_column(default=1, server_default="1")


class SafeguardRule(Base):
    """One version of one safeguard, kept as rules are; `words` and `unless` in the notation of `routing.patterns`."""

    __tablename__ = "safeguards"
    __table_args__ = (
        sa.UniqueConstraint("safeguard_id", "version"),
        sa.Index("one_live_version_per_safeguard", "safeguard_id", unique=True,
                 sqlite_where=sa.text("retired_at IS NULL"), postgresql_where=sa.text("retired_at IS NULL")),
        sa.CheckConstraint("(kind = 'accusation') = (review_level IS NOT NULL)",
                           name="accusations_say_who_reviews"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    safeguard_id: Mapped[int] = mapped_column(Id)
    version: Mapped[int]
    kind: Mapped[Safeguard] = mapped_column(one_of(Safeguard, "safeguards_are_of_a_known_kind"))
    name: Mapped[str] = mapped_column(sa.String(64))
    words: Mapped[list] = mapped_column(sa.JSON)
    unless: Mapped[list] = mapped_column(sa.JSON)
    review_level: Mapped[ReviewLevel | None] = mapped_column(
        one_of(ReviewLevel, "safeguards_are_reviewed_by_town_or_district"))
    saved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    saved_at: Mapped[datetime] = mapped_column(Moment)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)


class RoutingRule(Base):
    """One version of one rule. A change is a new row; the old one says when it was retired."""

    __tablename__ = "routing_rules"
    __table_args__ = (
        sa.UniqueConstraint("rule_id", "version"),
        sa.Index("one_live_version_per_rule", "rule_id", unique=True,
                 sqlite_where=sa.text("retired_at IS NULL"), postgresql_where=sa.text("retired_at IS NULL")),
        sa.CheckConstraint("fallback IS NULL OR fallback <> queue", name="a_fallback_is_another_queue"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    rule_id: Mapped[int] = mapped_column(Id)
    version: Mapped[int]
    name: Mapped[str] = mapped_column(sa.String(64))
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id"))
    category: Mapped[str | None] = mapped_column(sa.ForeignKey("categories.code"))
    keywords: Mapped[list] = mapped_column(sa.JSON, default=list)
    urgency: Mapped[Urgency | None] = mapped_column(one_of(Urgency, "rules_have_a_known_urgency"))
    weekdays: Mapped[list | None] = mapped_column(sa.JSON(none_as_null=True))
    time_from: Mapped[time | None] = mapped_column(sa.Time)
    time_to: Mapped[time | None] = mapped_column(sa.Time)
    source: Mapped[str | None] = mapped_column(sa.String(32))
    valid_from: Mapped[datetime | None] = mapped_column(Moment)
    valid_to: Mapped[datetime | None] = mapped_column(Moment)
    priority: Mapped[int]
    queue: Mapped[Queue] = mapped_column(one_of(Queue, "rules_lead_to_a_known_queue"))
    service_level: Mapped[str] = mapped_column(sa.ForeignKey("service_levels.code"))
    fallback: Mapped[Queue | None] = mapped_column(one_of(Queue, "rules_fall_back_to_a_known_queue"))
    needs_review: Mapped[bool] = mapped_column(default=False)
    saved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    saved_at: Mapped[datetime] = mapped_column(Moment)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
