"""Rows of screening: what is to be looked at before everybody may see it, and the platform's words about pictures."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core.database import Base, Id, Moment, one_of
from service.core.errands import Errand, waiting_index
from service.core.personal import words
from service.wechat.answers import Suggestion


class CheckState(StrEnum):
    """`waiting` to be asked, `asked` (of a picture: the verdict comes later), `passed` by the platform (a picture);
    `held` for a person, who has it `shown` or `hidden`. A text is never shown without a person."""

    WAITING = "waiting"
    ASKED = "asked"
    PASSED = "passed"
    HELD = "held"
    SHOWN = "shown"
    HIDDEN = "hidden"


class Why(StrEnum):
    """Why a person has to look. `unseen`: the platform has nothing against the text, but nobody has read it yet."""

    UNSEEN = "unseen"
    RISKY = "risky"
    REVIEW = "review"
    NOT_RECENT = "not_recent"
    NO_OPENID = "no_openid"
    REFUSED = "refused"
    MISUSE = "misuse"
    NO_ANSWER = "no_answer"
    NO_VERDICT = "no_verdict"


OPEN = (CheckState.PASSED, CheckState.SHOWN)
BY_A_PERSON = (CheckState.SHOWN, CheckState.HIDDEN)


def _where(condition: str) -> dict:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class ContentCheck(Errand, Base):
    """One text (`photo_id` None) or one picture of a ticket or an answer (`about`, `about_id`), of the person who
    brought it. The text stays where it is, and so does what everybody reads of it; `reason` is a person's for hiding
    it."""

    __tablename__ = "content_checks"
    __table_args__ = (
        waiting_index("ix_content_checks_waiting"),
        sa.Index("one_check_per_text", "about", "about_id", unique=True, **_where("photo_id IS NULL")),
        sa.Index("one_check_per_picture", "photo_id", unique=True, **_where("photo_id IS NOT NULL")),
        sa.Index("ix_content_checks_about", "about", "about_id"),
        sa.Index("ix_content_checks_held", "id", **_where("state = 'held'")),
        sa.CheckConstraint("state <> 'held' OR why IS NOT NULL", name="held_checks_say_why"),
        sa.CheckConstraint("(state IN ('shown', 'hidden')) = (decided_by_id IS NOT NULL)",
                           name="decided_checks_say_by_whom"),
        sa.CheckConstraint("decided_by_id <> account_id", name="nobody_decides_on_what_he_brought"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    about: Mapped[str] = mapped_column(sa.String(16))
    about_id: Mapped[int] = mapped_column(Id)
    photo_id: Mapped[str | None] = mapped_column(sa.String(32))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"), index=True)
    state: Mapped[CheckState] = mapped_column(one_of(CheckState, "checks_have_a_known_state"))
    why: Mapped[Why | None] = mapped_column(one_of(Why, "checks_are_held_for_a_known_cause"))
    label: Mapped[int | None]
    reason: Mapped[str | None] = mapped_column(sa.Text, info=words())
    version: Mapped[int] = mapped_column(default=1)
    put_at: Mapped[datetime] = mapped_column(Moment)
    settled_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)


class PictureTrace(Base):
    """What the platform calls one check of a picture. The check and the verdict come by two ways, in either order:
    each writes its half into the one row, and whoever completes it settles the check."""

    __tablename__ = "picture_traces"

    trace_id: Mapped[str] = mapped_column(sa.String(128), primary_key=True)
    check_id: Mapped[int | None] = mapped_column(Id)
    suggestion: Mapped[Suggestion | None] = mapped_column(one_of(Suggestion, "traces_end_in_a_known_suggestion"))
    label: Mapped[int | None]
    at: Mapped[datetime] = mapped_column(Moment, index=True)
