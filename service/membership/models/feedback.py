"""The yearly feedback (双向反馈) of a community on each of its members to the unit, which acknowledges it."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment, one_of
from service.core.personal import words
from service.membership.models.registration import Registration

_TO_REMIND = sa.text("acknowledged_at IS NULL AND reminded < 28")


class TookPart(StrEnum):
    """Whether the member took part in the life of the community: no grade, and never a ranking."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


TOOK_PART_NAMES = {TookPart.YES: "参加", TookPart.PARTLY: "部分参加", TookPart.NO: "未参加"}


class FeedbackState(StrEnum):
    """How the feedback on one member for one period stands."""

    OPEN = "open"
    WRITTEN = "written"
    ACKNOWLEDGED = "acknowledged"


FEEDBACK_STATE_NAMES = {FeedbackState.OPEN: "待社区填写", FeedbackState.WRITTEN: "待单位确认",
                        FeedbackState.ACKNOWLEDGED: "单位已确认"}


class NoteKind(StrEnum):
    """What stands beside a feedback: the member's answer, or a second text of the community's."""

    REPLY = "reply"
    CORRECTION = "correction"


class FeedbackPeriod(Base):
    """The time a feedback speaks of, and the day by which it shall be written."""

    __tablename__ = "feedback_periods"
    __table_args__ = (sa.CheckConstraint("begins <= ends", name="periods_end_after_they_began"),
                      sa.CheckConstraint("write_by >= ends", name="periods_are_over_when_they_are_written_of"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(64), unique=True)
    begins: Mapped[date]
    ends: Mapped[date]
    write_by: Mapped[date]
    begins_at: Mapped[datetime] = mapped_column(Moment)  # the same days as moments, for comparing in the database
    ends_before: Mapped[datetime] = mapped_column(Moment)
    reminders: Mapped[int] = mapped_column(default=0, server_default="0")  # how many of its reminders went out
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))


class YearlyFeedback(Base):
    """What a community wrote on one member for one period; open as long as there is no row."""

    __tablename__ = "yearly_feedback"
    __table_args__ = (
        sa.UniqueConstraint("registration_id", "period_id"),
        sa.CheckConstraint("remark IS NULL OR acknowledged_at IS NOT NULL", name="remarks_come_with_acknowledgement"),
        sa.Index("ix_yearly_feedback_waiting", "written_at", sqlite_where=_TO_REMIND, postgresql_where=_TO_REMIND),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    registration_id: Mapped[int] = mapped_column(sa.ForeignKey("registrations.id"))
    period_id: Mapped[int] = mapped_column(sa.ForeignKey("feedback_periods.id"), index=True)
    text: Mapped[str] = mapped_column(sa.Text, info=words())
    took_part: Mapped[TookPart | None] = mapped_column(one_of(TookPart, "taking_part_is_a_known_word"))
    version: Mapped[int] = mapped_column(default=1, server_default="1")
    written_at: Mapped[datetime] = mapped_column(Moment)  # first; writing again before the acknowledgement keeps it
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    remark: Mapped[str | None] = mapped_column(sa.Text, info=words(told=True))
    reminded: Mapped[int] = mapped_column(default=0, server_default="0")  # days after which the unit was reminded last
    registration: Mapped[Registration] = relationship()
    period: Mapped[FeedbackPeriod] = relationship()
    notes: Mapped[list[FeedbackNote]] = relationship(order_by="FeedbackNote.id")


class FeedbackNote(Base):
    """A text beside a feedback; only added to."""

    __tablename__ = "feedback_notes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    feedback_id: Mapped[int] = mapped_column(sa.ForeignKey("yearly_feedback.id"), index=True)
    kind: Mapped[NoteKind] = mapped_column(one_of(NoteKind, "notes_are_replies_or_corrections"))
    text: Mapped[str] = mapped_column(sa.Text, info=words())
    written_at: Mapped[datetime] = mapped_column(Moment)
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
