"""Reads the tables a new district starts with: categories, service levels, safeguards and routing rules.

Who takes what: a *party member* takes what one person nearby can do or see through (a hand at home, a lamp to
look at, report and follow up); the *public* takes what needs no trust and no key (things found, a little
tidying); the *community* takes all that needs authority, money or the law. Danger and accusations are no rules:
they are safeguards, which are asked first.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cache
from pathlib import Path

from service.feedback.categorizing import CategoryWords
from service.feedback.routing import Guard, Queue, ReviewLevel, Rule, Safeguard, Sentence, Urgency

HERE = Path(__file__).parent
ANY = "*"


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """One line of categories.csv; `parent_code` is None for a top category."""

    code: str
    name: str
    parent_code: str | None
    needs_enforcement: bool
    std_code: str | None
    words: tuple[tuple[str, float], ...]

    @property
    def for_categorizer(self) -> CategoryWords:
        """Return what the categorizer needs to know of this category."""
        return CategoryWords(self.code, self.words)


@dataclass(frozen=True, slots=True)
class ServiceLevelRow:
    """One line of service_levels.csv; minutes run on the "natural" or "working" clock (1,440 to a day)."""

    code: str
    name: str
    claim_minutes: int
    answer_minutes: int
    clock: str


def categories() -> list[CategoryRow]:
    """Return all categories, each parent before its children."""
    return [
        CategoryRow(
            code=line["code"], name=line["name"], parent_code=line["parent_code"] or None,
            needs_enforcement=_yes(line["needs_enforcement"]), std_code=line["std_code"] or None,
            words=_weighted(line["words"]),
        )
        for line in _lines("categories.csv")
    ]


def service_levels() -> list[ServiceLevelRow]:
    """Return the time limits of domain.md 4."""
    return [
        ServiceLevelRow(
            code=line["code"], name=line["name"], claim_minutes=int(line["claim_minutes"]),
            answer_minutes=int(line["answer_minutes"]), clock=line["clock"],
        )
        for line in _lines("service_levels.csv")
    ]


def safeguards() -> list[Guard]:
    """Return the safeguards in version 1, numbered from 1."""
    return [
        Guard(
            id=number, version=1, name=line["name"], kind=Safeguard(line["kind"]), words=_several(line["words"]),
            unless=_several(line["unless"]), review_level=_review_level(line["review_level"]),
        )
        for number, line in enumerate(_lines("safeguards.csv"), start=1)
    ]


@cache
def sentences() -> tuple[Sentence, ...]:
    """Return the fixed list: what people say of danger and of those in office, and what only sounds like it."""
    return tuple(
        Sentence(line["text"], frozenset(map(Safeguard, _several(line["kinds"]))), _review_level(line["review_level"]))
        for line in _lines("safeguard_sentences.csv")
    )


def routing_rules() -> list[Rule]:
    """Return the rules in version 1, numbered from 1; a line with several categories becomes one rule each.

    Raises ValueError for an unknown queue, urgency or a number or time that cannot be read.
    """
    names = {row.code: row.name for row in categories()}
    pairs = [(line, code) for line in _lines("routing_rules.csv") for code in line["category"].split("|")]
    return [_rule(number, line, code, names) for number, (line, code) in enumerate(pairs, start=1)]


def _rule(number: int, line: dict[str, str], code: str, names: dict[str, str]) -> Rule:
    several = "|" in line["category"] and code != ANY
    time_from, time_to = _hours(line["hours"])
    return Rule(
        id=number, version=1,
        name=f"{line['name']}（{names.get(code, code)}）" if several else line["name"],
        place_path=line["place"],
        category=None if code == ANY else code,
        keywords=_several(line["keywords"]),
        urgency=Urgency(line["urgency"]) if line["urgency"] else None,
        weekdays=frozenset(int(day) for day in line["weekdays"].split("|")) if line["weekdays"] else None,
        time_from=time_from, time_to=time_to,
        source=line["source"] or None,
        valid_from=_at(line["valid_from"]), valid_to=_at(line["valid_to"]),
        priority=int(line["priority"]),
        queue=Queue(line["queue"]),
        service_level=line["service_level"],
        fallback=Queue(line["fallback"]) if line["fallback"] else None,
        needs_review=_yes(line["needs_review"]),
    )


def _lines(name: str) -> Iterator[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _yes(cell: str) -> bool:
    return {"yes": True, "no": False}[cell]


def _several(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def _review_level(cell: str) -> ReviewLevel | None:
    return ReviewLevel(cell) if cell else None


def _weighted(cell: str) -> tuple[tuple[str, float], ...]:
    pairs = (pair.rsplit(":", 1) for pair in cell.split("|") if pair)
    return tuple((word, float(weight)) for word, weight in pairs)


def _hours(cell: str) -> tuple[time | None, time | None]:
    """Read "22:00-06:00"; either side may be missing."""
    start, _, end = cell.partition("-")
    return (time.fromisoformat(start) if start else None), (time.fromisoformat(end) if end else None)


def _at(cell: str) -> datetime | None:
    return datetime.fromisoformat(cell).astimezone(UTC) if cell else None
