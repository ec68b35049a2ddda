"""Rows of the platform: the access token all processes share, and the events that were pushed to us."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core.database import Base, Id, Moment


class AccessToken(Base):
    """The token of an app, so that a new process need not ask the platform for one.

    `sealed` is encrypted by `Row`, not by its type: two hours are too short to rewrite it after a change of keys.
    """

    __tablename__ = "wechat_tokens"

    app_id: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    sealed: Mapped[str] = mapped_column(sa.Text)
    fresh_until: Mapped[datetime] = mapped_column(Moment)


class PushedEvent(Base):
    """An event the platform has told us; `key` names it, so that telling it twice is telling it once."""

    __tablename__ = "pushed_events"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(160), unique=True)
    event: Mapped[str] = mapped_column(sa.String(64))
    at: Mapped[datetime] = mapped_column(Moment, index=True)
