"""What steers routing, held in memory and read again only when its version has changed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import sqlalchemy as sa

from service.core import caches, metrics
from service.core.database import db
from service.feedback import seed
from service.feedback.categorizing import Categorizer, CategoryWords
from service.feedback.models import Catalogue, Category, QueueSetting, RoutingRule, SafeguardRule, ServiceLevel
from service.feedback.routing import Decision, Guard, GuardSet, Matter, Queue, Rule, RuleSet, Safeguard
from service.organization.models import Place


@dataclass(frozen=True, slots=True)
class Topic:
    """A category as memory holds it; `needs_enforcement` when it or one above it does."""

    code: str
    name: str
    parent_code: str | None
    needs_enforcement: bool
    std_code: str | None
    retired: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """A service level; the spans are measured on its clock."""

    code: str
    name: str
    claim_within: timedelta
    answer_within: timedelta
    clock: str


@dataclass(frozen=True, slots=True)
class Setting:
    """How a queue treats claims."""

    claim_lasts: timedelta
    open_claims: int
    ring_every: timedelta


@dataclass(frozen=True, slots=True)
class Shelf:
    """The whole catalogue in one version."""

    version: int
    topics: dict[str, Topic]
    briefs: dict[str, dict]  # code → {code, name}, as answers show a category
    levels: dict[str, Level]
    settings: dict[Queue, Setting]
    guards: list[Guard]
    guard_set: GuardSet
    rules: list[Rule]
    rule_set: RuleSet
    categorizer: Categorizer

    def choose(self, matter: Matter) -> Decision:
        """Where a matter goes: safeguards first, then the rules. Raises NoRule when none of them says anything."""
        return self.guard_set.decide(self.rule_set, matter)

    def with_rules(self, rules: list[Rule]) -> Shelf:
        """The same catalogue with these rules, to try them."""
        return replace(self, rules=rules, rule_set=RuleSet(rules))

    def with_guards(self, guards: list[Guard]) -> Shelf:
        """The same catalogue with these safeguards, to try them."""
        return replace(self, guards=guards, guard_set=GuardSet(guards))

    def gives_to_departments(self, code: str | None) -> bool:
        """Whether the law gives matters of this category to a department: not for members or the public."""
        return code in self.topics and self.topics[code].needs_enforcement

    def offers(self, code: str) -> bool:
        """Whether a matter may be given this category from now on."""
        return code in self.topics and not self.topics[code].retired


_shelf: list[Shelf] = []
caches.register(_shelf.clear)


def version() -> sa.ScalarSelect:
    """The catalogue's version as a scalar subquery, to ride along in another statement."""
    return sa.select(Catalogue.version).scalar_subquery()


def shelf(known_version: int | None = None) -> Shelf:
    """The catalogue; read from the database when memory holds none or another version than the one named."""
    if not _shelf or (known_version is not None and _shelf[0].version != known_version):
        _shelf[:] = [_read()]
    return _shelf[0]


def as_rule(row, path: str | None) -> Rule:
    """A stored rule (or anything with its columns) as routing knows it; `path` is its place's, None anywhere."""
    return Rule(
        id=row.rule_id, version=row.version, name=row.name, place_path=path or "/", category=row.category,
        keywords=tuple(row.keywords or ()), urgency=row.urgency,
        weekdays=frozenset(row.weekdays) if row.weekdays is not None else None, time_from=row.time_from,
        time_to=row.time_to, source=row.source, valid_from=row.valid_from, valid_to=row.valid_to,
        priority=row.priority, queue=row.queue, service_level=row.service_level, fallback=row.fallback,
        needs_review=row.needs_review)


def as_guard(row) -> Guard:
    """A stored safeguard (or anything with its columns) as routing knows it."""
    return Guard(id=row.safeguard_id, version=row.version, name=row.name, kind=row.kind, words=tuple(row.words),
                 unless=tuple(row.unless), review_level=row.review_level)


def _guards() -> list[Guard]:
    """The live safeguards. Where the table has none of a kind, those shipped stand in for it, and an alarm is raised:
    danger rings though the table be empty."""
    live = [as_guard(row) for row in db.session.scalars(
        sa.select(SafeguardRule).where(SafeguardRule.retired_at.is_(None)).order_by(SafeguardRule.safeguard_id))]
    missing = set(Safeguard) - {guard.kind for guard in live}
    if missing:
        metrics.alarm("safeguards_missing")
    return live + [replace(guard, id=0, version=0) for guard in seed.safeguards() if guard.kind in missing]


def _read() -> Shelf:
    current = db.session.scalar(sa.select(Catalogue.version)) or 0
    categories = db.session.execute(sa.select(Category.__table__).order_by(Category.position, Category.code)).all()
    live = db.session.execute(
        sa.select(RoutingRule, Place.path).outerjoin(Place, RoutingRule.place_id == Place.id)
        .where(RoutingRule.retired_at.is_(None)).order_by(RoutingRule.rule_id)).all()
    rules, guards = [as_rule(row, path) for row, path in live], _guards()
    levels = db.session.scalars(sa.select(ServiceLevel)).all()
    settings = db.session.scalars(sa.select(QueueSetting)).all()
    return Shelf(
        version=current,
        topics=_topics(categories),
        briefs={row.code: {"code": row.code, "name": row.name} for row in categories},
        levels={row.code: Level(row.code, row.name, timedelta(minutes=row.claim_minutes),
                                timedelta(minutes=row.answer_minutes), row.clock) for row in levels},
        settings={row.queue: Setting(timedelta(hours=row.claim_hours), row.open_claims,
                                     timedelta(minutes=row.ring_minutes)) for row in settings},
        guards=guards, guard_set=GuardSet(guards), rules=rules, rule_set=RuleSet(rules),
        categorizer=Categorizer(CategoryWords(row.code, tuple((word, weight) for word, weight in row.words))
                                for row in categories if row.retired_at is None))


def _topics(rows) -> dict[str, Topic]:
    """Categories by code; what the law gives to a department it gives with all that lies below it."""
    enforced = {row.code for row in rows if row.needs_enforcement}
    return {row.code: Topic(row.code, row.name, row.parent_code, bool(enforced & set(lineage(row.code))), row.std_code,
                            row.retired_at is not None) for row in rows}


def lineage(code: str) -> list[str]:
    """A dotted code and those above it, the highest first: `a.b.c` → `a`, `a.b`, `a.b.c`."""
    parts = code.split(".")
    return [".".join(parts[:length]) for length in range(1, len(parts) + 1)]
