"""The ticket: what a resident submits, and the one place where its state changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, make_transient_to_detached, mapped_column

from service.core import clock
from service.core.database import Base, Id, Moment, db, execute, one_of
from service.core.errors import WrongMoment
from service.core.keys import Encrypted
from service.core.personal import words
from service.feedback import timers
from service.feedback.deadlines import Clock
from service.feedback.models.facts import TimelineEntry
from service.feedback.routing import Queue, ReviewLevel, Safeguard, Urgency
from service.feedback.workflow import MOVES, Outcome, State, Verb

SYSTEM = "system"
OUTSIDE = "outside_system"  # who acts without an account, as a system a ticket was forwarded to
ENTER = sa.insert(TimelineEntry.__table__)


def _where(condition: str) -> dict:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class KeptBack(StrEnum):
    """Why a ticket its reporter wants everybody to read is not shown: being checked, held for a person, or hidden by
    one."""

    CHECKING = "checking"
    HELD = "held"
    HIDDEN = "hidden"


@dataclass(slots=True)
class Surroundings:
    """What a ticket is shown with, read in the same statement: its place and the people by name."""

    place_code: str
    place_name: str
    place_level: str
    reporter_name: str | None = None
    reporter_phone: str | None = None
    holder_name: str | None = None


class Ticket(Base):
    """A matter of a resident's (诉求). Times are aware UTC; see workflow.MOVES for its life."""

    __tablename__ = "tickets"
    __table_args__ = (
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_tickets_say_when"),
        sa.CheckConstraint("(state = 'closed') = (outcome IS NOT NULL)", name="closed_tickets_say_how"),
        sa.CheckConstraint("state NOT IN ('claimed', 'asking', 'suspended', 'answered') OR holder_id IS NOT NULL",
                           name="tickets_in_hand_have_a_holder"),
        sa.CheckConstraint("state NOT IN ('reviewing', 'queued', 'forwarded') OR holder_id IS NULL",
                           name="waiting_tickets_have_no_holder"),
        sa.CheckConstraint("holder_id IS NULL OR reporter_id IS NULL OR holder_id <> reporter_id",
                           name="nobody_handles_his_own_matter"),
        sa.CheckConstraint("NOT needs_enforcement OR queue = 'community'",
                           name="enforcement_is_never_given_to_members_or_the_public"),
        sa.CheckConstraint("safeguard IS NULL OR state NOT IN ('reviewing', 'queued') OR queue = 'community'",
                           name="what_a_safeguard_holds_waits_with_the_community"),
        sa.CheckConstraint("(outcome = 'merged') = (merged_into_id IS NOT NULL) OR outcome IS NULL",
                           name="merged_tickets_say_into_which"),
        sa.CheckConstraint("NOT is_public OR public_text IS NOT NULL",
                           name="public_tickets_have_a_text_for_everybody"),
        sa.CheckConstraint("review_level IS NULL OR (NOT is_public AND kept_back IS NULL)",
                           name="sealed_tickets_are_shown_to_nobody"),
        sa.CheckConstraint("objection_by IS NULL OR (state = 'closed' AND objected_at IS NOT NULL)",
                           name="only_closed_tickets_wait_for_an_objection"),
        sa.Index("ix_tickets_waiting", "community_id", "queue", "claim_by", "id", **_where("state = 'queued'")),
        sa.Index("ix_tickets_waiting_queue", "queue", "claim_by", "id", **_where("state = 'queued'")),
        sa.Index("ix_tickets_community", "community_id", "id"),
        sa.Index("ix_tickets_town", "town_id", "id"),
        sa.Index("ix_tickets_open_at_place", "compound_id", "id", **_where("state <> 'closed'")),
        sa.Index("ix_tickets_reporter", "reporter_id", "id"),
        sa.Index("ix_tickets_submitter", "submitted_by_id", "id"),
        sa.Index("ix_tickets_holder", "holder_id", "id", **_where("holder_id IS NOT NULL")),
        sa.Index("ix_tickets_public", "community_id", "id", **_where("is_public")),
        sa.Index("ix_tickets_wake", "wake_at", **_where("wake_at IS NOT NULL")),
        sa.Index("ix_tickets_to_forget", "closed_at", "id",
                 **_where("state = 'closed' AND (forgotten_at IS NULL OR forgotten_at < closed_at)")),
        sa.Index("ix_tickets_limit", "limit_at", "id", **_where("limit_at IS NOT NULL")),
        sa.Index("ix_tickets_limit_town", "town_id", "limit_at", "id", **_where("limit_at IS NOT NULL")),
        sa.Index("ix_tickets_limit_community", "community_id", "limit_at", "id", **_where("limit_at IS NOT NULL")),
        sa.Index("ix_tickets_cohort", "community_id", "created_at"),
        sa.Index("ix_tickets_unsolved", "id", **_where("reopened > 0 AND state <> 'closed'")),
        sa.Index("ix_tickets_supported", "support_count", "id", **_where("support_count > 0 AND state <> 'closed'")),
        sa.Index("ix_tickets_joined", "joined_count", "id", **_where("joined_count > 0 AND state <> 'closed'")),
        sa.Index("ix_tickets_lately", "created_at", "compound_id", "category", "outcome", "state",
                 **_where("compound_id IS NOT NULL AND category IS NOT NULL AND review_level IS NULL")),
        sa.Index("ix_tickets_contact_phone", "contact_phone_index", **_where("contact_phone_index IS NOT NULL")),
        sa.Index("ix_tickets_sealed", "town_id", "id", **_where("review_level IS NOT NULL")),
        sa.Index("ix_tickets_merged_into", "merged_into_id", **_where("merged_into_id IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(40), unique=True)
    state: Mapped[State] = mapped_column(one_of(State, "tickets_have_a_known_state"))
    outcome: Mapped[Outcome | None] = mapped_column(one_of(Outcome, "tickets_have_a_known_outcome"))
    queue: Mapped[Queue] = mapped_column(one_of(Queue, "tickets_are_in_a_known_queue"))
    version: Mapped[int] = mapped_column(default=1)

    text: Mapped[str] = mapped_column(sa.Text, info=words())
    # What everybody reads instead, without persons.
    public_text: Mapped[str | None] = mapped_column(sa.Text, info=words())
    category: Mapped[str | None] = mapped_column(sa.ForeignKey("categories.code"))
    needs_enforcement: Mapped[bool] = mapped_column(default=False)
    safeguard: Mapped[Safeguard | None] = mapped_column(one_of(Safeguard, "tickets_have_a_known_safeguard"))
    # Set: sealed, read by reviewers of this level only and not by the place; NULL: everybody the policy lets.
    review_level: Mapped[ReviewLevel | None] = mapped_column(
        one_of(ReviewLevel, "tickets_are_reviewed_by_town_or_district"))
    urgency: Mapped[Urgency] = mapped_column(one_of(Urgency, "tickets_have_a_known_urgency"))
    source: Mapped[str] = mapped_column(sa.String(32))
    external_id: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    coordinates: Mapped[dict | None] = mapped_column(sa.JSON(none_as_null=True), info=words())
    is_public: Mapped[bool] = mapped_column(default=False)  # everybody reads it now; see service/screening
    kept_back: Mapped[KeptBack | None] = mapped_column(one_of(KeptBack, "tickets_are_kept_back_for_a_known_cause"))
    support_count: Mapped[int] = mapped_column(default=0)
    photo_count: Mapped[int] = mapped_column(default=0)

    reporter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    submitted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    anonymous: Mapped[bool] = mapped_column(default=False)
    on_behalf: Mapped[bool] = mapped_column(default=False)
    contact_name: Mapped[str | None] = mapped_column(Encrypted("name"), info=words())
    contact_phone: Mapped[str | None] = mapped_column(Encrypted("phone"), info=words())
    contact_phone_index: Mapped[str | None] = mapped_column(sa.String(32), info=words())
    address: Mapped[str | None] = mapped_column(Encrypted("address"), info=words())

    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    place_path: Mapped[str] = mapped_column(sa.String(128))
    # Read off the path of `place_id`, which the database does check; four more checks would lock four rows a submit.
    town_id: Mapped[int] = mapped_column(Id)
    community_id: Mapped[int] = mapped_column(Id)
    compound_id: Mapped[int | None] = mapped_column(Id)
    building_id: Mapped[int | None] = mapped_column(Id)
    place_code_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place_codes.id"))

    route: Mapped[dict] = mapped_column(sa.JSON, info=words({}))
    service_level: Mapped[str] = mapped_column(sa.ForeignKey("service_levels.code"))
    clock: Mapped[Clock] = mapped_column(one_of(Clock, "tickets_have_a_known_clock"))
    fallback: Mapped[Queue | None] = mapped_column(one_of(Queue, "tickets_fall_back_to_a_known_queue"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    answer_since: Mapped[datetime] = mapped_column(Moment)
    queued_at: Mapped[datetime] = mapped_column(Moment)
    ring_compound_at: Mapped[datetime] = mapped_column(Moment)
    ring_community_at: Mapped[datetime] = mapped_column(Moment)
    claim_by: Mapped[datetime] = mapped_column(Moment)
    answer_by: Mapped[datetime] = mapped_column(Moment)
    claim_warned: Mapped[int] = mapped_column(default=0)
    answer_warned: Mapped[int] = mapped_column(default=0)
    wake_at: Mapped[datetime | None] = mapped_column(Moment)
    limit_at: Mapped[datetime | None] = mapped_column(Moment)  # the limit that runs now; see timers.limit_at
    respond_by: Mapped[datetime] = mapped_column(Moment)  # what was promised when it was submitted; never changes
    responded_at: Mapped[datetime | None] = mapped_column(Moment)  # the first word from a person; never reset

    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    claim_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    contacted_at: Mapped[datetime | None] = mapped_column(Moment)
    clock_stopped_at: Mapped[datetime | None] = mapped_column(Moment)
    review_on: Mapped[datetime | None] = mapped_column(Moment)
    answered_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    moves: Mapped[int] = mapped_column(default=0, server_default="0")
    reopened: Mapped[int] = mapped_column(default=0, server_default="0")
    supervised: Mapped[int] = mapped_column(default=0, server_default="0")
    decide_by: Mapped[datetime | None] = mapped_column(Moment)
    merged_into_id: Mapped[int | None] = mapped_column(sa.ForeignKey("tickets.id"))
    joined_count: Mapped[int] = mapped_column(default=0, server_default="0")  # how many are merged into this one now
    objected_at: Mapped[datetime | None] = mapped_column(Moment)
    objection_by: Mapped[datetime | None] = mapped_column(Moment)  # until when it is to be decided, while it is not
    objection_warned: Mapped[int] = mapped_column(default=0, server_default="0")
    forgotten_at: Mapped[datetime | None] = mapped_column(Moment)  # when its personal fields were taken out

    surroundings = None  # a Surroundings, when read together with the ticket

    def advance(self, verb: Verb, *, by, role: str, to: State | None = None, outcome: Outcome | None = None,
                text: str | None = None, **data) -> None:
        """Do a verb: the only writer of `state`, and of the timeline. `by` is an Actor, None for a timer
        or an outside system (role OUTSIDE).

        `to` names the state where the table leaves a choice. Raises WrongMoment when the table says no.
        """
        begins = verb is Verb.SUBMIT and not sa.inspect(self).persistent
        if not begins and self.state not in MOVES[verb].sources:
            raise WrongMoment(state=self.state, permitted=[])
        moment, before = (self.created_at, None) if begins else (clock.now(), self.state)
        self.state = to or MOVES[verb].target or self.state
        if not before is self.state is State.CLOSED:  # what stays closed ended when and how it did
            self.outcome, self.closed_at = outcome, moment if self.state is State.CLOSED else None
        if before:
            self.version += 1
        self.wake_at, self.limit_at = timers.wake_at(self), timers.limit_at(self)
        if verb is Verb.SUBMIT:
            self._insert()
        else:
            db.session.flush()
        execute(ENTER, {
            "ticket_id": self.id, "verb": verb, "from_state": before, "to_state": self.state, "text": text,
            "data": data or None, "actor_id": by.account_id if by else None,
            "role": role if by or role == OUTSIDE else SYSTEM, "at": moment})

    def _insert(self) -> None:
        """Write a new ticket by one prepared statement (twice as fast as a flush), then let the session know it."""
        execute(INSERT, {name: getattr(self, name) for name in BORN_WITH})
        self.__dict__.update(LATER)  # known to be empty, and need not be read again
        make_transient_to_detached(self)
        db.session.add(self)

    @property
    def publicity(self) -> str:
        """`shown` to everybody, or why not: `none` asked for it, `checking`, `held`, `hidden`."""
        return "shown" if self.is_public else self.kept_back or "none"

    @property
    def awaits_publicity(self) -> bool:
        """Whether everybody reads it, or may come to read it."""
        return self.is_public or self.kept_back in (KeptBack.CHECKING, KeptBack.HELD)

    def has_heard(self, moment: datetime) -> None:
        """Its resident hears from a person; only the first time counts (docs/adr/0034)."""
        self.responded_at = self.responded_at or moment

    def is_overdue(self, moment: datetime) -> bool:
        """Whether the limit that runs now has passed."""
        return self.limit_at is not None and moment > self.limit_at


LATER = dict.fromkeys(("outcome", "holder_id", "claim_expires_at", "contacted_at", "clock_stopped_at", "review_on",
                       "answered_at", "closed_at", "decide_by", "merged_into_id", "forgotten_at", "responded_at",
                       "public_text", "objected_at", "objection_by"))
LATER |= dict.fromkeys(("joined_count", "moves", "reopened", "supervised", "objection_warned"), 0)
BORN_WITH = [column.key for column in Ticket.__table__.columns if column.key not in LATER]  # psycopg keeps ≤ 50
INSERT = sa.insert(Ticket.__table__)
