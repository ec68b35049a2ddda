"""Service of members: what they did, in minutes, for their own certificate. Nothing here is ever overwritten.

What a record says of minutes are its entries, the latest counts; nobody's records are added up but a person's own.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment, one_of
from service.core.personal import words
from service.organization.models import Place

MOST_MINUTES = 24 * 60
"""One matter is at most one day of service."""


class ServiceKind(StrEnum):
    """What a service came from (办结诉求, 微心愿, 岗位, 活动)."""

    TICKET = "ticket"
    WISH = "wish"
    POST = "post"
    ACTIVITY = "activity"


class RecordState(StrEnum):
    """Whether the minutes are known and confirmed: whether there is an entry."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"


def _where(condition: str) -> dict:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


class ServiceRecord(Base):
    """One service of one person, born with what it came from (`kind`, `ref`). `entry_count` is the number of its
    latest entry; 0 means that nobody has confirmed minutes yet."""

    __tablename__ = "service_records"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "kind", "ref", name="one_record_per_person_and_source"),
        sa.CheckConstraint(f"proposed_minutes BETWEEN 1 AND {MOST_MINUTES}", name="proposals_are_within_a_day"),
        sa.CheckConstraint("entry_count >= 0", name="entries_are_counted_from_none"),
        sa.Index("ix_service_records_account", "account_id", "id"),
        sa.Index("ix_service_records_community", "community_id", "id"),
        sa.Index("ix_service_records_unit", "unit_id", "id"),
        sa.Index("ix_service_records_unconfirmed", "community_id", "id", **_where("entry_count = 0")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    kind: Mapped[ServiceKind] = mapped_column(one_of(ServiceKind, "records_are_of_a_known_kind"))
    ref: Mapped[str] = mapped_column(sa.String(64))
    title: Mapped[str] = mapped_column(sa.String(64))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    place_path: Mapped[str] = mapped_column(sa.String(128))
    community_id: Mapped[int | None] = mapped_column(Id)  # read off the path of `place_id`
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    served_at: Mapped[datetime] = mapped_column(Moment)
    proposed_minutes: Mapped[int | None]
    entry_count: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime] = mapped_column(Moment)
    place: Mapped[Place] = relationship()


class ServiceEntry(Base):
    """What somebody says of a record's minutes: the first confirms, each later one corrects. Only ever appended.

    `by_id` is None where the source itself knew the minutes: there somebody had confirmed them already.
    """

    __tablename__ = "service_entries"
    __table_args__ = (
        sa.UniqueConstraint("record_id", "number", name="entries_of_a_record_stand_in_order"),
        sa.CheckConstraint(f"minutes BETWEEN 0 AND {MOST_MINUTES}", name="minutes_are_within_a_day"),
        sa.CheckConstraint("number = 1 OR (reason IS NOT NULL AND by_id IS NOT NULL)",
                           name="corrections_say_by_whom_and_why"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    record_id: Mapped[int] = mapped_column(sa.ForeignKey("service_records.id"))
    number: Mapped[int]
    minutes: Mapped[int]
    reason: Mapped[str | None] = mapped_column(sa.Text, info=words(told=True))
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    at: Mapped[datetime] = mapped_column(Moment)


@event.listens_for(ServiceEntry, "before_update")
@event.listens_for(ServiceEntry, "before_delete")
def _never(_mapper, _connection, entry: ServiceEntry) -> None:
    raise RuntimeError(f"entry {entry.id} stays as it is; a second entry corrects it")


class Certificate(Base):
    """What a person printed of his own service: kept so that a unit can ask whether a paper is ours.

    `digest` is the SHA-256 of what it says; the same facts asked again are the same certificate.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        sa.UniqueConstraint("account_id", "digest", name="the_same_facts_are_one_certificate"),
        sa.CheckConstraint("since <= until", name="certificates_end_after_they_begin"),
        sa.CheckConstraint("total_minutes > 0", name="certificates_certify_something"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    number: Mapped[str] = mapped_column(sa.String(32), unique=True)
    check_code: Mapped[str] = mapped_column(sa.String(16))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    since: Mapped[date]
    until: Mapped[date]
    total_minutes: Mapped[int]
    digest: Mapped[str] = mapped_column(sa.String(64))
    issued_at: Mapped[datetime] = mapped_column(Moment)
