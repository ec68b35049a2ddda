"""Which answers may be told together: five or more at once, of one kind where they can be, of a wider one where they
have waited. Pure: decided by where and when somebody answered, never by what (docs/adr/0045)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from service.core.withholding import FEWEST

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


class Ring(NamedTuple):
    """After how long an answer waits in a wider circle, and as what it is published there."""

    after: timedelta
    label: Callable[[Waiting], Label]


RINGS = (
    Ring(timedelta(0), lambda one: Label(one.line[2], one.month, one.queue, one.category)),
    Ring(timedelta(days=7), lambda one: Label(one.line[2], one.month, MIXED, MIXED)),
    Ring(timedelta(days=30), lambda one: Label(one.line[1], one.month, MIXED, MIXED)),
    Ring(timedelta(days=60), lambda one: Label(one.line[0], one.month, MIXED, MIXED)))
"""Its community, month, queue and category at once; then its community and month; its town; the district."""


def due(waiting: Iterable[Waiting], moment: datetime) -> list[tuple[Label, list[Waiting]]]:
    """The steps that can be published now, each with its five answers or more; no answer stands in two."""
    left, found = {one.rating_id: one for one in waiting}, []
    for ring in RINGS:
        together = defaultdict(list)
        for one in left.values():
            if one.at <= moment - ring.after:
                together[ring.label(one)].append(one)
        for label, answers in together.items():
            if len(answers) >= FEWEST:
                found.append((label, answers))
                for one in answers:
                    del left[one.rating_id]
    return found


def counted(answers: Iterable[Waiting]) -> Counter:
    """How many of each of the COUNTS."""
    total = Counter()
    for one in answers:
        total.update({"answers": 1, one.solved: 1, "satisfied": one.satisfaction >= SATISFIED,
                      "reopened": one.has_said_no})
    return total
