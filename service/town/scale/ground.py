"""What the made-up district stands on: sizes, chance that is the same in every run, and rows written in bulk."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, time

import sqlalchemy as sa

from service.core import clock
from service.core.database import Base, atomic, db
from service.organization.models import Level, Place
from service.party.models import PartyBranch
from service.town.town import Town

COURTYARDS, ORGANISATIONS, MEMBERS, GROUPS = 4_200, 1_400, 39_000, 175
MARK = "scale"
AT_ONCE = 5_000
SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高罗郑梁谢宋唐许邓冯韩曹"
GIVEN = "明华国建军平芳英秀兰桂珍德福永贵文素清海春玉红光辉成富安顺昌"


def ready() -> bool:
    """Whether the made-up district stands already."""
    return db.session.scalar(sa.select(sa.exists().where(PartyBranch.code == f"{MARK}-district")))


@dataclass(slots=True)
class Ground:
    """Sizes at a share, one chance for all, and ids later stages need. Days before `recorded_until` are recorded."""

    share: float
    chance: random.Random = field(default_factory=lambda: random.Random(500115))
    today: date = field(default_factory=lambda: clock.local(clock.now()).date())
    ids: dict[str, list] = field(default_factory=dict)
    recorded_until: date | None = None
    recorder_id: int = 0
    approver_id: int = 0

    def __post_init__(self):
        self.recorded_until = self.recorded_until or self.today
        self.recorder_id, self.approver_id = (Town().account(name).id for name in ("lead-hu", "secretary-lin"))

    def sized(self, full: int) -> int:
        """A full size at this share, at least 1."""
        return max(1, round(full * self.share))

    @property
    def months(self) -> list[date]:
        """The first days of twelve months, the present one last."""
        number = self.today.year * 12 + self.today.month - 1
        return [date(each // 12, each % 12 + 1, 1) for each in range(number - 11, number + 1)]

    def name(self) -> str:
        """An invented name."""
        return self.chance.choice(SURNAMES) + "".join(self.chance.choices(GIVEN, k=2))

    def moment(self, day: date, hour: int = 9) -> datetime:
        """A moment of a local day, aware."""
        return datetime.combine(day, time(hour), clock.LOCAL)

    def spread(self, places: list, count: int) -> list:
        """`count` of the places, evenly, each as often as its turn comes."""
        return [places[number % len(places)] for number in range(count)]


def write(model: type[Base], rows: list[dict]) -> list[int]:
    """Insert the rows in the order given, in the caller's transaction; gives their ids."""
    ids: list[int] = []
    with atomic() as session:
        for start in range(0, len(rows), AT_ONCE):
            ids += session.scalars(sa.insert(model).returning(model.id, sort_by_parameter_order=True),
                                   rows[start:start + AT_ONCE])
    return ids


def add(model: type[Base], rows: list[dict]) -> int:
    """Insert the rows in the caller's transaction; gives how many."""
    with atomic() as session:
        for start in range(0, len(rows), AT_ONCE):
            session.execute(sa.insert(model), rows[start:start + AT_ONCE])
    return len(rows)


def places_of(*levels: Level) -> list[Place]:
    """Every place of these levels, by code."""
    return list(db.session.scalars(sa.select(Place).where(Place.level.in_(levels)).order_by(Place.code)))
