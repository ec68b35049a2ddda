"""Rows of the figures: counts kept by place and month, and the marks that say which are no longer true."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core.database import Base, Id, Moment, one_of
from service.core.withholding import FEWEST
from service.feedback.routing import Queue


class Figure(Base):
    """How many of one thing a community had in one month; month "" is what stands now."""

    __tablename__ = "figures"
    __table_args__ = (sa.Index("ix_figures_month", "month", "town_id", "community_id", "measure", "key", "count"),)

    community_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    measure: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    town_id: Mapped[int] = mapped_column(Id)
    count: Mapped[int]


class CountedCommunity(Base):
    """A community whose figures were counted, and on which local day; one that is not here has none yet."""

    __tablename__ = "counted_communities"

    community_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"), primary_key=True)
    counted_on: Mapped[date]
    counted_at: Mapped[datetime] = mapped_column(Moment)


class StaleMark(Base):
    """Something changed in this community (None: nobody knows where) since it was counted. Written with the change
    itself and only ever added, so that no two writers wait for each other."""

    __tablename__ = "stale_marks"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int | None] = mapped_column(Id, index=True)


class TicketFigure(Base):
    """What became of the tickets submitted in one local month, by present queue and top category ("": none).

    Kept for communities, and summed up for towns and the district, so that a view reads few rows at any size.
    """

    __tablename__ = "ticket_figures"

    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    queue: Mapped[Queue] = mapped_column(one_of(Queue, "figures_are_of_a_known_queue"), primary_key=True)
    category: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    submitted: Mapped[int]
    open: Mapped[int]
    overdue: Mapped[int]
    due: Mapped[int]         # a first word was said, or should have been
    responded: Mapped[int]   # it was said in time
    auto_confirmed: Mapped[int]
    merged: Mapped[int]
    rejected: Mapped[int]
    withdrawn: Mapped[int]


class Answers:
    """Columns of what residents answered when they rated; nothing but whole steps of them is ever told."""

    answers: Mapped[int]
    yes: Mapped[int]         # "solved", and partly and not
    partly: Mapped[int]
    no: Mapped[int]
    satisfied: Mapped[int]
    reopened: Mapped[int]    # had said "not solved" at least once


class AnswerStep(Answers, Base):
    """Answers that were published together, as of which place, month, queue and top category; MIXED of several
    queues and categories. Never changed: whatever is told of answers is a sum of whole steps (docs/adr/0045)."""

    __tablename__ = "answer_steps"
    __table_args__ = (sa.CheckConstraint(f"answers >= {FEWEST}", name="a_step_has_five_answers"),
                      sa.CheckConstraint("answers = yes + partly + no", name="each_answer_says_whether_solved"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"))
    month: Mapped[str] = mapped_column(sa.String(7))
    queue: Mapped[str] = mapped_column(sa.String(32))
    category: Mapped[str] = mapped_column(sa.String(64))
    published_at: Mapped[datetime] = mapped_column(Moment)


class PublishedFigure(Answers, Base):
    """The sum of the steps at one place and below it, by what they were published as; for communities, towns, the
    district, like TicketFigure."""

    __tablename__ = "published_figures"

    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    queue: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    category: Mapped[str] = mapped_column(sa.String(64), primary_key=True)


class OpenDay(Base):
    """How many of the tickets submitted on one local day are open still; so their age needs no clock."""

    __tablename__ = "open_days"

    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    count: Mapped[int]


class CountedCohort(Base):
    """The tickets of one community and month were counted; after `true_until` a limit has passed, and it is untrue."""

    __tablename__ = "counted_cohorts"
    __table_args__ = (sa.Index("ix_counted_cohorts_true_until", "true_until"),)

    community_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    counted_at: Mapped[datetime] = mapped_column(Moment)
    true_until: Mapped[datetime | None] = mapped_column(Moment)


class StaleCohort(Base):
    """A ticket of this community and month changed (None: nobody knows which) since they were counted; as StaleMark."""

    __tablename__ = "stale_cohorts"
    __table_args__ = (sa.Index("ix_stale_cohorts_cohort", "community_id", "month"),
                      sa.CheckConstraint("(community_id IS NULL) = (month IS NULL)", name="cohorts_are_known_or_all"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int | None] = mapped_column(Id)
    month: Mapped[str | None] = mapped_column(sa.String(7))
