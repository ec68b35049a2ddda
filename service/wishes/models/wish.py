"""The wish, who took it on, and the one place where its state changes."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core import clock
from service.core.database import Base, Id, Moment, db, one_of
from service.core.errors import WrongMoment
from service.core.keys import Encrypted
from service.core.personal import words
from service.organization.models import Place
from service.wishes.workflow import MOVES, WishState, WishVerb, allows, wake_at

SYSTEM = "system"


def _where(condition: str) -> dict:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class Wish(Base):
    """A small need of a resident's (微心愿). Times are aware UTC; see workflow.MOVES for its life."""

    __tablename__ = "wishes"
    __table_args__ = (
        sa.CheckConstraint("(state IN ('taken', 'done', 'confirmed')) = (holder_id IS NOT NULL)",
                           name="wishes_in_hand_have_a_holder"),
        sa.CheckConstraint("holder_id IS NULL OR wisher_id IS NULL OR holder_id <> wisher_id",
                           name="nobody_takes_on_his_own_wish"),
        sa.CheckConstraint("(state = 'confirmed') = (confirmed_by_id IS NOT NULL)",
                           name="confirmed_wishes_say_by_whom"),
        sa.CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> holder_id",
                           name="nobody_confirms_his_own_wish_done"),
        sa.CheckConstraint("state <> 'open' OR public_text IS NOT NULL", name="open_wishes_have_a_text_for_everybody"),
        sa.CheckConstraint("NOT on_behalf OR consent_noted", name="wishes_for_another_note_his_consent"),
        sa.Index("ix_wishes_community", "community_id", "id"), sa.Index("ix_wishes_town", "town_id", "id"),
        sa.Index("ix_wishes_open", "community_id", "id", **_where("state = 'open'")),
        sa.Index("ix_wishes_wisher", "wisher_id", "id"), sa.Index("ix_wishes_submitter", "submitted_by_id", "id"),
        sa.Index("ix_wishes_holder", "holder_id", "id", **_where("holder_id IS NOT NULL")),
        sa.Index("ix_wishes_wake", "wake_at", **_where("wake_at IS NOT NULL")),
        sa.Index("ix_wishes_contact_phone", "contact_phone_index", **_where("contact_phone_index IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    state: Mapped[WishState] = mapped_column(one_of(WishState, "wishes_have_a_known_state"))
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(sa.Text, info=words())
    # What is offered to members, without persons.
    public_text: Mapped[str | None] = mapped_column(sa.Text, info=words())
    wanted_by: Mapped[date | None]
    photo_count: Mapped[int] = mapped_column(default=0)

    wisher_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    submitted_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    on_behalf: Mapped[bool] = mapped_column(default=False)
    consent_noted: Mapped[bool] = mapped_column(default=False)
    contact_name: Mapped[str | None] = mapped_column(Encrypted("name"), info=words())
    contact_phone: Mapped[str | None] = mapped_column(Encrypted("phone"), info=words())
    contact_phone_index: Mapped[str | None] = mapped_column(sa.String(32), info=words())
    address: Mapped[str | None] = mapped_column(Encrypted("address"), info=words())
    hardship: Mapped[str | None] = mapped_column(Encrypted("hardship"), info=words())

    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"), index=True)
    place_path: Mapped[str] = mapped_column(sa.String(128))
    town_id: Mapped[int] = mapped_column(Id)
    community_id: Mapped[int] = mapped_column(Id)
    place: Mapped[Place] = relationship()

    created_at: Mapped[datetime] = mapped_column(Moment)
    holder_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    asked_at: Mapped[datetime | None] = mapped_column(Moment)  # when the community was asked to call the wisher
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    other_channel: Mapped[str | None] = mapped_column(sa.String(200), info=words())
    wake_at: Mapped[datetime | None] = mapped_column(Moment)

    def advance(self, verb: WishVerb, *, by, role: str, text: str | None = None) -> None:
        """Do a verb: the only writer of `state` and of the steps. `by` is an Actor, None for a timer.

        Columns the verb brings along are set before. Raises WrongMoment when the table says no.
        """
        before = self.state if verb is not WishVerb.SUBMIT else None
        if before and not allows(verb, before):
            raise WrongMoment(state=before, permitted=[])
        self.state = MOVES[verb].target
        self.version = self.version + 1 if before else 1
        self.wake_at = wake_at(self.state, wanted_by=self.wanted_by, done_at=self.done_at,
                               asked=self.asked_at is not None)
        db.session.add(self)
        db.session.flush()
        db.session.add(WishStep(wish_id=self.id, verb=verb, from_state=before, to_state=self.state, text=text,
                                actor_id=by.account_id if by else None, role=role if by else SYSTEM,
                                at=clock.now()))
        db.session.flush()


class Taking(Base):
    """A member has a wish in hand, until it ends; the unique index is the truth of "the first wins"."""

    __tablename__ = "wish_takings"
    __table_args__ = (
        sa.Index("one_open_taking_per_wish", "wish_id", unique=True, **_where("ended_at IS NULL")),
        sa.Index("ix_wish_takings_wish", "wish_id", "id"), sa.Index("ix_wish_takings_holder", "holder_id", "id"),
        sa.CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended_takings_say_why"),
        sa.CheckConstraint("minutes IS NULL OR minutes BETWEEN 1 AND 1440", name="takings_last_a_day_at_most"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    wish_id: Mapped[int] = mapped_column(sa.ForeignKey("wishes.id"))
    holder_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    taken_at: Mapped[datetime] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    text: Mapped[str | None] = mapped_column(sa.Text, info=words())
    minutes: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_because: Mapped[str | None] = mapped_column(sa.String(32))


class WishStep(Base):
    """One step of a wish: who, in which role, when, from, to, why. Only ever appended."""

    __tablename__ = "wish_steps"
    __table_args__ = (sa.Index("ix_wish_steps_wish", "wish_id", "id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    wish_id: Mapped[int] = mapped_column(sa.ForeignKey("wishes.id"))
    verb: Mapped[WishVerb] = mapped_column(one_of(WishVerb, "wish_steps_have_a_known_verb"))
    from_state: Mapped[WishState | None] = mapped_column(one_of(WishState, "wish_steps_come_from_a_known_state"))
    to_state: Mapped[WishState] = mapped_column(one_of(WishState, "wish_steps_lead_to_a_known_state"))
    actor_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    role: Mapped[str] = mapped_column(sa.String(32))
    at: Mapped[datetime] = mapped_column(Moment)
    text: Mapped[str | None] = mapped_column(sa.Text, info=words())
