"""Standing posts, the seats members take on them, and the single turns they serve."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment, one_of
from service.core.personal import words
from service.organization.models import Place
from service.wishes.kinds import PostKind


def _where(condition: str) -> dict:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class TurnState(StrEnum):
    """Where a turn stands, read off who decided on it."""

    LOGGED = "logged"
    CONFIRMED = "confirmed"
    RETURNED = "returned"


class Post(Base):
    """A standing post (岗位) at a place, with a number of seats; open until it is closed."""

    __tablename__ = "posts"
    __table_args__ = (
        sa.CheckConstraint("seats BETWEEN 1 AND 20", name="posts_have_one_to_twenty_seats"),
        sa.Index("ix_posts_community", "community_id", "id"), sa.Index("ix_posts_town", "town_id", "id"),
        sa.Index("ix_posts_open", "community_id", "id", **_where("closed_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[PostKind] = mapped_column(one_of(PostKind, "posts_are_of_a_known_kind"))
    title: Mapped[str] = mapped_column(sa.String(48))
    description: Mapped[str] = mapped_column(sa.Text)
    times: Mapped[str] = mapped_column(sa.String(100))  # when it is served, in words
    seats: Mapped[int]
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"), index=True)
    place_path: Mapped[str] = mapped_column(sa.String(128))
    town_id: Mapped[int] = mapped_column(Id)
    community_id: Mapped[int] = mapped_column(Id)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    created_at: Mapped[datetime] = mapped_column(Moment)
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    place: Mapped[Place] = relationship()

    @property
    def open(self) -> bool:
        """Whether seats can be taken."""
        return self.closed_at is None


class Seat(Base):
    """A member sits on a post, until he leaves; a numbered seat cannot be sold twice, whatever happens above."""

    __tablename__ = "post_seats"
    __table_args__ = (
        sa.Index("one_person_per_seat", "post_id", "number", unique=True, **_where("left_at IS NULL")),
        sa.Index("one_seat_per_person_and_post", "post_id", "account_id", unique=True, **_where("left_at IS NULL")),
        sa.Index("ix_post_seats_account", "account_id", "post_id"),
        sa.CheckConstraint("number BETWEEN 1 AND 20", name="seats_are_numbered_as_posts_have_them"),
        sa.CheckConstraint("(left_at IS NULL) = (left_because IS NULL)", name="left_seats_say_why"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("posts.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    number: Mapped[int]
    taken_at: Mapped[datetime] = mapped_column(Moment)
    left_at: Mapped[datetime | None] = mapped_column(Moment)
    left_because: Mapped[str | None] = mapped_column(sa.String(32))


class PostTurn(Base):
    """One service on a post, written down by who did it and confirmed or returned by somebody else."""

    __tablename__ = "post_turns"
    __table_args__ = (
        sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name="turns_last_a_day_at_most"),
        sa.CheckConstraint("decided_by_id IS NULL OR decided_by_id <> account_id",
                           name="nobody_decides_on_his_own_turn"),
        sa.CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="decided_turns_say_by_whom"),
        sa.CheckConstraint("returned_because IS NULL OR decided_at IS NOT NULL", name="returned_turns_are_decided"),
        sa.Index("ix_post_turns_post", "post_id", "id"), sa.Index("ix_post_turns_account", "account_id", "id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    version: Mapped[int] = mapped_column(default=1)
    post_id: Mapped[int] = mapped_column(sa.ForeignKey("posts.id"))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    served_on: Mapped[date]
    minutes: Mapped[int]
    text: Mapped[str | None] = mapped_column(sa.Text, info=words())
    logged_at: Mapped[datetime] = mapped_column(Moment)
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    returned_because: Mapped[str | None] = mapped_column(sa.Text, info=words())
    post: Mapped[Post] = relationship()

    @property
    def state(self) -> TurnState:
        """Logged, until somebody else confirms or returns it."""
        if self.decided_at is None:
            return TurnState.LOGGED
        return TurnState.CONFIRMED if self.returned_because is None else TurnState.RETURNED
