"""The directory of WeChat groups of on-the-job members (在职党员微信报到群): who owns one, and how one comes in.

Nothing is read from WeChat: it offers no lawful way to. What stands here was told by the owner or a worker.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment
from service.core.personal import words
from service.organization.models import Place

CAPACITY = 500
"""Members a WeChat group holds."""
QR_ADMITS = 200
"""From so many members on, nobody comes in by the QR code: only by invitation (WeChat's own rule)."""
QR_LIVES = timedelta(days=7)
"""How long WeChat lets a group's QR code work."""
REMIND_BEFORE = timedelta(days=1)
PICTURE = "wechat_group"
"""What a QR picture hangs on, in the words of media."""


def _where(condition: str) -> dict:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class WechatGroup(Base):
    """One group of a community, compound or building; there may be several (1群, 2群). `remind_at` is when the
    owner must next hear about its QR code, None when there is nothing to say."""

    __tablename__ = "wechat_groups"
    __table_args__ = (
        sa.CheckConstraint(f"capacity BETWEEN 1 AND {CAPACITY}", name="groups_hold_what_wechat_allows"),
        sa.CheckConstraint("member_count BETWEEN 0 AND capacity", name="groups_count_no_more_than_they_hold"),
        sa.CheckConstraint("(member_count IS NULL) = (counted_at IS NULL)", name="counts_say_when"),
        sa.CheckConstraint("remind_at IS NULL OR (qr_expires_at IS NOT NULL AND ended_at IS NULL)",
                           name="reminders_are_of_a_live_qr"),
        sa.CheckConstraint("owner_id IS NOT NULL OR owner_name IS NULL", name="names_are_of_an_owner"),
        sa.Index("one_live_group_of_a_name_per_place", "place_id", "name", unique=True, **_where("ended_at IS NULL")),
        sa.Index("ix_wechat_groups_community", "community_id", "id", **_where("ended_at IS NULL")),
        sa.Index("ix_wechat_groups_compound", "compound_id", **_where("ended_at IS NULL")),
        sa.Index("ix_wechat_groups_owner", "owner_id", **_where("owner_id IS NOT NULL")),
        sa.Index("ix_wechat_groups_remind", "remind_at", **_where("remind_at IS NOT NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(64))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    # Read off the path of `place_id`, as tickets do: the directory is asked by these.
    place_path: Mapped[str] = mapped_column(sa.String(128))
    community_id: Mapped[int] = mapped_column(Id)
    compound_id: Mapped[int | None] = mapped_column(Id)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    owner_name: Mapped[str | None] = mapped_column(sa.String(64), info=words())
    capacity: Mapped[int] = mapped_column(default=CAPACITY)
    member_count: Mapped[int | None]
    counted_at: Mapped[datetime | None] = mapped_column(Moment)
    qr_expires_at: Mapped[datetime | None] = mapped_column(Moment)
    remind_at: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    place: Mapped[Place] = relationship()
