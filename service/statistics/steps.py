"""Which answers may be told together: five or more at once, of one kind where they can be, of a wider one where they
have waited. Pure: decided by where and when somebody answered, never by what (docs/adr/0045)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from service.core.withholding import in_steps

COUNTS = ("answers", "yes", "partly", "no", "satisfied", "reopened")
MIXED = "*"
"""The queue or category of answers that were published together with those of others."""
SATISFIED = 4
"""Of five: "satisfied" or better."""


class Label(NamedTuple):
    """What answers are published as: all of a step is told wherever this is asked for, or none of it."""

    place_id: int
    month: str
    queue: str
    category: str


class Waiting(NamedTuple):
    """An answer nobody has been told of: where its ticket lies and what it is about, when and what was answered;
    `line` leads from the district down to the community."""

    rating_id: int
    line: tuple[int, int, int]
    month: str
    queue: str
    category: str
    at: datetime
    solved: str
    satisfaction: int
    has_said_no: bool


def due(waiting: Iterable[Waiting], moment: datetime) -> list[tuple[Label, list[Waiting]]]:
    """The steps that can be published now, each with its answers: of one community, month, queue and category at once;
    after a week of a community and month, after 30 days of a town, after 60 of the district."""
    def has_waited(one: Waiting, days: int) -> bool:
        return one.at <= moment - timedelta(days=days)
    return in_steps(waiting, (
        lambda one: Label(one.line[2], one.month, one.queue, one.category),
        lambda one: Label(one.line[2], one.month, MIXED, MIXED) if has_waited(one, 7) else None,
        lambda one: Label(one.line[1], one.month, MIXED, MIXED) if has_waited(one, 30) else None,
        lambda one: Label(one.line[0], one.month, MIXED, MIXED) if has_waited(one, 60) else None))


def counted(answers: Iterable[Waiting]) -> Counter:
    """How many of each of the COUNTS."""
    total = Counter()
    for one in answers:
        total.update({"answers": 1, one.solved: 1, "satisfied": one.satisfaction >= SATISFIED,
                      "reopened": one.has_said_no})
    return total
