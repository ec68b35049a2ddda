"""Rows about pictures: who brought one, what it hangs on, and which files wait to be deleted."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core.database import Base, Id, Moment


class Photo(Base):
    """A cleaned picture. `attached_to` names what it hangs on (`ticket`, `answer` …), None until then.

    `is_public`: fit for everybody's eyes (see service/screening); what it hangs on must be public as well.
    """

    __tablename__ = "photos"
    __table_args__ = (
        sa.CheckConstraint("(attached_to IS NULL) = (attached_id IS NULL)",
                           name="attached_photos_say_to_what"),
        sa.Index("ix_photos_attached", "attached_to", "attached_id"),
        sa.Index("ix_photos_loose", "created_at", sqlite_where=sa.text("attached_to IS NULL"),
                 postgresql_where=sa.text("attached_to IS NULL")),
    )

    id: Mapped[str] = mapped_column(sa.String(32), primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    thumbnail_key: Mapped[str] = mapped_column(sa.String(80), unique=True)
    width: Mapped[int]
    height: Mapped[int]
    size: Mapped[int]
    attached_to: Mapped[str | None] = mapped_column(sa.String(16))
    attached_id: Mapped[int | None] = mapped_column(Id)
    position: Mapped[int] = mapped_column(default=0)
    is_public: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    created_at: Mapped[datetime] = mapped_column(Moment)


class DoomedFile(Base):
    """A file no picture stands for, to be deleted from `doomed_at` on: that of a removed picture at once,
    that of one being brought a day later unless it is kept first. So no file outlives a crash unnoticed."""

    __tablename__ = "doomed_files"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80))
    doomed_at: Mapped[datetime] = mapped_column(Moment)
