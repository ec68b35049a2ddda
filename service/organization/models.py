"""Rows about places: the tree of the district, where they lie, printed codes, units, and grants of roles."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from service.core.database import Base, Id, Moment, one_of


class Level(StrEnum):
    """Levels of the tree, from the top; a village stands beside a community, a courtyard beside a compound."""

    DISTRICT = "district"
    TOWN = "town"
    COMMUNITY = "community"
    VILLAGE = "village"
    COMPOUND = "compound"
    COURTYARD = "courtyard"
    BUILDING = "building"


DEPTH = {Level.DISTRICT: 0, Level.TOWN: 1, Level.COMMUNITY: 2, Level.VILLAGE: 2,
         Level.COMPOUND: 3, Level.COURTYARD: 3, Level.BUILDING: 4}
COMMUNITY_DEPTH, COMPOUND_DEPTH, BUILDING_DEPTH = 2, 3, 4
MOST_HOUSEHOLDS = 1_000_000


class Role(StrEnum):
    """Roles a grant gives within a place (domain.md, glossary: 授权). A resident needs none."""

    COMMUNITY_WORKER = "community_worker"
    PARTY_MEMBER = "party_member"
    VOLUNTEER = "volunteer"
    COURTYARD_LEAD = "courtyard_lead"
    BRANCH_SECRETARY = "branch_secretary"
    TOWN_SUPERVISOR = "town_supervisor"
    DISTRICT_ADMIN = "district_admin"
    UNIT_ADMIN = "unit_admin"
    AUDITOR = "auditor"


STAFF_ROLES = frozenset({Role.COMMUNITY_WORKER, Role.TOWN_SUPERVISOR, Role.DISTRICT_ADMIN, Role.UNIT_ADMIN,
                         Role.AUDITOR})


class Place(Base):
    """One node of the tree. `path` is `/1/4/9/`: ids from the district down, so "inside" is a prefix. `households`:
    how many live there, None while nobody has said it."""

    __tablename__ = "places"
    __table_args__ = (
        sa.CheckConstraint("(level = 'district') = (parent_id IS NULL)", name="only_the_district_has_no_parent"),
        sa.CheckConstraint("households >= 0", name="places_have_no_fewer_than_no_households"),
        sa.Index("ix_places_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(64))
    level: Mapped[Level] = mapped_column(one_of(Level, "places_have_a_known_level"))
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("places.id"), index=True)
    path: Mapped[str] = mapped_column(sa.String(128))
    households: Mapped[int | None]
    parent: Mapped[Place | None] = relationship(remote_side=[id])

    @property
    def ancestry(self) -> list[int]:
        """Ids from the district down to this place."""
        return [int(part) for part in self.path.strip("/").split("/")]


class PlacePosition(Base):
    """Where a place lies, in WGS 84 degrees; set by those who work there."""

    __tablename__ = "place_positions"
    __table_args__ = (
        sa.Index("ix_place_positions_lat_lng", "lat", "lng"),
        sa.CheckConstraint("lat BETWEEN -90 AND 90 AND lng BETWEEN -180 AND 180", name="positions_lie_on_the_earth"),
    )

    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"), primary_key=True, autoincrement=False)
    lat: Mapped[float]
    lng: Mapped[float]
    set_by_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    set_at: Mapped[datetime] = mapped_column(Moment)
    version: Mapped[int] = mapped_column(default=1)


class PlaceCode(Base):
    """A printed code: an opaque token that resolves to one place, on the server. Revoked ones stay known, with what
    came in their stead; `replaces_id` is unique, so that of two replacements at once only one stands."""

    __tablename__ = "place_codes"
    __table_args__ = (sa.CheckConstraint("(revoked_at IS NULL) = (revoked_by_id IS NULL)",
                                         name="revoked_codes_say_by_whom"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    token: Mapped[str] = mapped_column(sa.String(32), unique=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"), index=True)
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    revoked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_because: Mapped[str | None] = mapped_column(sa.String(200))
    replaces_id: Mapped[int | None] = mapped_column(sa.ForeignKey("place_codes.id"), unique=True)
    place: Mapped[Place] = relationship()


class Unit(Base):
    """An employer's party organisation (单位), from which on-the-job members register."""

    __tablename__ = "units"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    code: Mapped[str] = mapped_column(sa.String(32), unique=True)
    name: Mapped[str] = mapped_column(sa.String(128))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"), index=True)


class Grant(Base):
    """A role within a place, until it is revoked; never deleted, so one can see who could do what when."""

    __tablename__ = "grants"
    __table_args__ = (
        sa.Index("one_live_grant_per_person_role_and_place", "account_id", "role", "place_id", unique=True,
                 sqlite_where=sa.text("revoked_at IS NULL"), postgresql_where=sa.text("revoked_at IS NULL")),
        sa.Index("ix_grants_live_place", "place_id", "role",
                 sqlite_where=sa.text("revoked_at IS NULL"), postgresql_where=sa.text("revoked_at IS NULL")),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("accounts.id"))
    role: Mapped[Role] = mapped_column(one_of(Role, "grants_have_a_known_role"))
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("places.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("units.id"))
    granted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    granted_at: Mapped[datetime] = mapped_column(Moment)
    revoked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("accounts.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    place: Mapped[Place] = relationship()
