"""Facts of a ticket's life, each a row that says who and when."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core.database import Base, Id, Moment, one_of
from service.core.personal import words
from service.feedback.routing import Queue, ReviewLevel
from service.feedback.workflow import State, Verb

OPEN_ROW = {"sqlite_where": sa.text("ended_at IS NULL"), "postgresql_where": sa.text("ended_at IS NULL")}


class Solved(StrEnum):
    """What the resident says of the result."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class RequestKind(StrEnum):
    """What a holder asks a supervisor for."""

    SUSPENSION = "suspension"
    EXTENSION = "extension"


class SyncState(StrEnum):
    """How a forwarded ticket stands in the outside system, as far as we know."""

    SENT = "sent"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    RETURNED = "returned"
    TAKEN_BACK = "taken_back"


class Verdict(StrEnum):
    """What becomes of an objection."""

    REOPEN = "reopen"
    UPHOLD = "uphold"


class TimelineEntry(Base):
    """One step of a ticket: who, in which role, when, from, to, why. Only ever appended."""

    __tablename__ = "timeline_entries"
    __table_args__ = (sa.Index("ix_timeline_entries_ticket", "ticket_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"))
    verb: Mapped[Verb] = mapped_column(one_of(Verb, "entries_have_a_known_verb"))
    from_state: Mapped[State | None] = mapped_column(one_of(State, "entries_come_from_a_known_state"))
    to_state: Mapped[State] = mapped_column(one_of(State, "entries_lead_to_a_known_state"))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    role: Mapped[str] = mapped_column(sa.String(32))
    at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[str | None] = mapped_column(sa.Text, info=words())
    data: Mapped[dict | None] = mapped_column(sa.JSON(none_as_null=True), info=words())


class Claim(Base):
    """Somebody holds a ticket, until the claim is ended; the unique index is the truth of "the first wins"."""

    __tablename__ = "claims"
    __table_args__ = (
        sa.Index("one_open_claim_per_ticket", "ticket_id", unique=True, **OPEN_ROW),
        sa.Index("ix_claims_open_holder", "holder_id", **OPEN_ROW),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended_claims_say_why"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    holder_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    queue: Mapped[Queue] = mapped_column(one_of(Queue, "claims_are_from_a_known_queue"))
    dispatched_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    claimed_at: Mapped[datetime] = mapped_column(Moment)
    due_on: Mapped[date | None] = mapped_column(sa.Date)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_because: Mapped[str | None] = mapped_column(sa.String(32))


class Contact(Base):
    """The holder tried to reach the resident: when, how, reached or not (首次联系)."""

    __tablename__ = "contacts"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    method: Mapped[str] = mapped_column(sa.String(16))
    reached: Mapped[bool]
    at: Mapped[datetime] = mapped_column(Moment)


class Request(Base):
    """A holder asks for waiting time or more time; somebody else decides."""

    __tablename__ = "requests"
    __table_args__ = (
        sa.Index("one_open_request_per_ticket", "ticket_id", unique=True,
                 sqlite_where=sa.text("decided_at IS NULL"), postgresql_where=sa.text("decided_at IS NULL")),
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> asked_by_id",
                           name="nobody_decides_his_own_request"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"))
    kind: Mapped[RequestKind] = mapped_column(one_of(RequestKind, "requests_are_of_a_known_kind"))
    reason: Mapped[str] = mapped_column(sa.Text, info=words())
    until: Mapped[datetime] = mapped_column(Moment)
    asked_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    granted: Mapped[bool | None]


class Answer(Base):
    """What the handler says was done (办结答复); does not close. `is_public`: a person has looked, and
    everybody reads it as `public_text` when the ticket is shown to everybody. `public_note` (公开说明): what was done
    in general, without a person in it, for supporters of a matter that is not public; `note_is_public`: they may read
    it."""

    __tablename__ = "answers"
    __table_args__ = (sa.CheckConstraint("NOT is_public OR public_text IS NOT NULL",
                                         name="public_answers_have_a_text_for_everybody"),
                      sa.CheckConstraint("public_note IS NOT NULL OR NOT note_is_public",
                                         name="only_a_note_that_was_written_is_public"))

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    text: Mapped[str] = mapped_column(sa.Text, info=words())
    public_text: Mapped[str | None] = mapped_column(sa.Text, info=words())
    is_public: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    public_note: Mapped[str | None] = mapped_column(sa.Text, info=words())
    note_is_public: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    at: Mapped[datetime] = mapped_column(Moment)


class Rating(Base):
    """Three separate facts of the resident's: contacted in time? solved? satisfied? (domain.md section 5)"""

    __tablename__ = "ratings"
    __table_args__ = (
        sa.UniqueConstraint("answer_id", "ticket_id"),
        sa.CheckConstraint("satisfaction BETWEEN 1 AND 5", name="satisfaction_is_one_to_five"),
        sa.Index("ix_ratings_waiting", "id", sqlite_where=sa.text("step_id IS NULL"),
                 postgresql_where=sa.text("step_id IS NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), index=True)
    answer_id: Mapped[int] = mapped_column(sa.ForeignKey("answers.id"))
    rater_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    contacted_in_time: Mapped[bool | None]
    solved: Mapped[Solved] = mapped_column(one_of(Solved, "ratings_say_whether_solved"))
    satisfaction: Mapped[int]
    comment: Mapped[str | None] = mapped_column(sa.Text, info=words())
    at: Mapped[datetime] = mapped_column(Moment)
    step_id: Mapped[int | None] = mapped_column(Id)  # of statistics: published with these others; None: not told yet


class Support(Base):
    """"Me too" (附议), once per person."""

    __tablename__ = "supports"
    __table_args__ = (sa.UniqueConstraint("ticket_id", "account_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"), index=True)
    at: Mapped[datetime] = mapped_column(Moment)


class Forwarding(Base):
    """A ticket handed to an outside system, with the number it has there."""

    __tablename__ = "forwardings"
    __table_args__ = (
        sa.Index("one_open_forwarding_per_ticket", "ticket_id", unique=True, **OPEN_ROW),
        sa.Index("ix_forwardings_external", "external_system", "external_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"))
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    external_system: Mapped[str] = mapped_column(sa.String(32), info=words("其他"))
    external_id: Mapped[str | None] = mapped_column(sa.String(64), info=words())
    sync_state: Mapped[str] = mapped_column(sa.String(32))  # a SyncState
    at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)


class Objection(Base):
    """Whose matter was refused or ended objects (异议), once; somebody one level up who had no hand in it decides."""

    __tablename__ = "objections"
    __table_args__ = (
        sa.CheckConstraint("(decided_at IS NULL) = (verdict IS NULL) AND (decided_at IS NULL) = (reason IS NULL)",
                           name="decided_objections_say_how_and_why"),
        sa.CheckConstraint("decided_by_id IS NULL OR (decided_by_id <> by_id AND decided_by_id <> against_id)",
                           name="a_second_person_decides_objections"),
        sa.Index("ix_objections_undecided", "decide_by", "id", sqlite_where=sa.text("decided_at IS NULL"),
                 postgresql_where=sa.text("decided_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    ticket_id: Mapped[int] = mapped_column(sa.ForeignKey("tickets.id"), unique=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    against_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))  # who refused or ended it
    level: Mapped[ReviewLevel] = mapped_column(one_of(ReviewLevel, "objections_go_to_town_or_district"))
    text: Mapped[str] = mapped_column(sa.Text, info=words())
    at: Mapped[datetime] = mapped_column(Moment)
    decide_by: Mapped[datetime] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    verdict: Mapped[Verdict | None] = mapped_column(one_of(Verdict, "objections_have_a_known_verdict"))
    reason: Mapped[str | None] = mapped_column(sa.Text, info=words(told=True))
