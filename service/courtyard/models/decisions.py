"""What was decided on a day: who does what until when, until it is done and read out."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment, one_of
from service.core.personal import words
from service.courtyard.models.days import PartyMassDay, only_where
from service.party.models import CourtyardGroup

NAMELESS = "已注销"


class DecisionState(StrEnum):
    """Open until it is done, or dropped with a reason."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class Decision(Base):
    """A decision (议定事项) of a day's log; `client_id` is the name the log's writer gave it."""

    __tablename__ = "decisions"
    __table_args__ = (
        sa.UniqueConstraint("day_id", "client_id", name="a_decision_is_entered_once"),
        sa.CheckConstraint("(state = 'open') = (ended_on IS NULL)", name="ended_decisions_say_when"),
        sa.CheckConstraint("state <> 'done' OR done_text IS NOT NULL", name="done_decisions_say_what_was_done"),
        sa.CheckConstraint("state <> 'dropped' OR reason IS NOT NULL", name="dropped_decisions_say_why"),
        sa.CheckConstraint("state <> 'open' OR read_out_day_id IS NULL", name="open_decisions_are_not_read_out"),
        sa.Index("ix_decisions_group", "group_id", "state", "id"),
        sa.Index("ix_decisions_place", "place_id", "id"),
        sa.Index("ix_decisions_community", "community_id", "state", "due_on"),
        sa.Index("ix_decisions_town", "town_id", "state", "due_on"),
        sa.Index("ix_decisions_wake", "wake_on", "id", **only_where("wake_on IS NOT NULL")),
        sa.Index("ix_decisions_account", "account_id", **only_where("account_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    day_id: Mapped[int] = mapped_column(sa.ForeignKey("party_mass_days.id"))
    group_id: Mapped[int] = mapped_column(sa.ForeignKey("courtyard_groups.id"))
    log_client_id: Mapped[str] = mapped_column(sa.String(64))
    client_id: Mapped[str] = mapped_column(sa.String(64))
    position: Mapped[int]
    what: Mapped[str] = mapped_column(sa.String(300))
    who: Mapped[str] = mapped_column(sa.String(64), info=words(NAMELESS))
    # Whose name `who` is, when the group's roster has one such member who is known by an account.
    account_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    due_on: Mapped[date | None]
    state: Mapped[DecisionState] = mapped_column(one_of(DecisionState, "decisions_have_a_known_state"),
                                                 default=DecisionState.OPEN)
    ended_on: Mapped[date | None]
    done_text: Mapped[str | None] = mapped_column(sa.Text)
    reason: Mapped[str | None] = mapped_column(sa.Text)  # why it was dropped
    ended_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    read_out_day_id: Mapped[int | None] = mapped_column(sa.ForeignKey("party_mass_days.id"), index=True)
    wake_on: Mapped[date | None]  # the day after it was due: somebody is reminded, once
    entered_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    town_id: Mapped[int] = mapped_column(Id)
    community_id: Mapped[int] = mapped_column(Id)

    day: Mapped[PartyMassDay] = relationship(foreign_keys=[day_id])
    group: Mapped[CourtyardGroup] = relationship()
