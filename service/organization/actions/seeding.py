"""The district as the state numbers it: every installation begins with these 290 places."""

from __future__ import annotations

import csv
from pathlib import Path

import sqlalchemy as sa

from service.core.database import atomic, db
from service.organization.actions.places import plant
from service.organization.models import Level, Place

DIVISIONS = Path(__file__).parent.parent / "seed" / "changshou_divisions.csv"


def seed_district() -> int:
    """Add what is missing of the district and return how many places that was; what stands is left as it is.

    Codes and official names are those of the national statistical division codes of 2023.
    """
    with DIVISIONS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    if not _missing(rows):
        return 0
    with atomic():
        return plant([{"code": row["code"], "name": short_name(row["name"]), "level": Level(row["level"]),
                       "parent_code": row["parent_code"]} for row in _missing(rows)])


def short_name(official: str) -> str:
    """What residents call it: 骑鞍社区居民委员会 → 骑鞍社区, 复元村村民委员会 → 复元村."""
    if official.endswith("村民委员会"):
        return official.removesuffix("村民委员会").removesuffix("村") + "村"
    return official.removesuffix("居民委员会")


def _missing(rows: list[dict]) -> list[dict]:
    codes = [row["code"] for row in rows]
    standing = set(db.session.scalars(sa.select(Place.code).where(Place.code.in_(codes))))
    return [row for row in rows if row["code"] not in standing]
