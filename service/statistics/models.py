"""Rows of the figures: counts kept by community and month, and the marks that say which are no longer true."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from service.core.database import Base, Id, Moment


class Figure(Base):
    """How many of one thing a community had in one month; month "" is what stands now."""

    __tablename__ = "figures"
    __table_args__ = (sa.Index("ix_figures_month", "month", "town_id", "community_id", "measure", "key", "count"),)

    community_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"), primary_key=True)
    month: Mapped[str] = mapped_column(sa.String(7), primary_key=True)
    measure: Mapped[str] = mapped_column(sa.String(24), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    town_id: Mapped[int] = mapped_column(Id)
    count: Mapped[int]


class CountedCommunity(Base):
    """A community whose figures were counted, and on which local day; one that is not here has none yet."""

    __tablename__ = "counted_communities"

    community_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id", ondelete="CASCADE"), primary_key=True)
    counted_on: Mapped[date]
    counted_at: Mapped[datetime] = mapped_column(Moment)


class StaleMark(Base):
    """Something changed in this community (None: nobody knows where) since it was counted. Written with the change
    itself and only ever added, so that no two writers wait for each other."""

    __tablename__ = "stale_marks"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    community_id: Mapped[int | None] = mapped_column(Id, index=True)
