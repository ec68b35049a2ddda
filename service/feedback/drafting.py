"""From what an admin typed to a routing rule, and what is wrong with it: one judge for saving and trying."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.core.errors import Invalid
from service.feedback.catalogue import as_rule
from service.feedback.models import Category, RoutingRule, SafeguardRule, ServiceLevel
from service.feedback.routing import Rule, broken, ties
from service.organization.models import Place

UNSAID = {"place_code": None, "category": None, "keywords": [], "urgency": None, "weekdays": None,
          "time_from": None, "time_to": None, "source": None, "valid_from": None, "valid_to": None,
          "fallback": None, "needs_review": False}
"""What a field means that was not sent: any."""
NOT_SAVED = 0
"""The number of a rule that has none yet."""


@dataclass(frozen=True, slots=True)
class Known:
    """What rules may refer to: places by code, category codes on offer with whether they need enforcement, levels."""

    places: dict[str, Place]
    categories: dict[str, bool]
    levels: frozenset[str]


def known(place_codes: Iterable[str | None] = ()) -> Known:
    """What stands in the database now; of the places only those named. Three statements, however many."""
    wanted = {code for code in place_codes if code}
    places = db.session.scalars(sa.select(Place).where(Place.code.in_(wanted))) if wanted else ()
    return Known({place.code: place for place in places},
                 dict(db.session.execute(sa.select(Category.code, Category.needs_enforcement)
                                         .where(Category.retired_at.is_(None))).all()),
                 frozenset(db.session.scalars(sa.select(ServiceLevel.code))))


def draft(fields: dict, known: Known, *, rule_id: int, version: int = 1) -> tuple[RoutingRule, Rule]:
    """The row, not yet in a session, and the rule that typed fields make; an unknown place counts as none."""
    fields = UNSAID | fields
    place = known.places.get(fields.pop("place_code"))
    row = RoutingRule(rule_id=rule_id, version=version, place_id=place.id if place else None, **fields)
    return row, as_rule(row, place.path if place else None)


def flaws(fields: dict, rule: Rule, known: Known) -> dict[str, list[str]]:
    """What is wrong with typed fields, by field; what lies between several fields stands under "rule"."""
    found = {}
    if fields.get("place_code") and fields["place_code"] not in known.places:
        found["place_code"] = ["没有这个地点。"]
    if rule.category is not None and rule.category not in known.categories:
        found["category"] = ["没有这个类别。"]
    if rule.service_level not in known.levels:
        found["service_level"] = ["没有这个时限等级。"]
    others = [] if "category" in found else broken(rule, lambda _path: True, known.categories)
    return found | ({"rule": others} if others else {})


def faults(row: RoutingRule, path: str | None, known: Known) -> list[str]:
    """What is wrong with a stored rule, in sentences; `path` is its place's, None when that has vanished."""
    vanished = row.place_id is not None and path is None
    rule = as_rule(row, f"/{row.place_id}/" if vanished else path)
    missing = [] if row.service_level in known.levels else [f"时限等级“{row.service_level}”不存在。"]
    return broken(rule, lambda _path: not vanished, known.categories) + missing


def tied_with(rule: Rule, others: Iterable[Rule]) -> list[Rule]:
    """The rules between which and this one only chance would decide."""
    pairs = ties([rule, *others])
    return [one if two is rule else two for one, two in pairs if rule is one or rule is two]


def left_to_chance(tied: list[Rule]) -> Invalid:
    """The refusal of a rule that ties with others, naming them."""
    names = "、".join(f"“{rule.name}”" for rule in tied)
    return Invalid(f"与{names}同时适用时分不出先后，请改条件或优先级。", code="rule_tie",
                   fields={"priority": [f"与{names}分不出先后。"]},
                   rules=[{"rule_id": rule.id, "name": rule.name} for rule in tied])


def in_stead(fields: dict, live: Iterable[Rule]) -> list[Rule]:
    """The live rules as they would be with this one saved: a new one, or with its `rule_id` in the old one's stead.

    Raises Invalid (`rule_broken`, `rule_tie`) where saving would; a rule beside it that is broken is no hindrance.
    """
    content = {name: value for name, value in fields.items() if name != "rule_id"}
    rule_id = fields.get("rule_id")
    others = [rule for rule in live if rule.id != rule_id]
    old = next((rule.version for rule in live if rule.id == rule_id), 0)
    stands = known([content.get("place_code")])
    rule = draft(content, stands, rule_id=rule_id or NOT_SAVED, version=old + 1)[1]
    wrong = flaws(content, rule, stands)
    if wrong:
        raise Invalid("这条规则有问题，没有试算。", code="rule_broken", fields=wrong)
    tied = tied_with(rule, others)
    if tied:
        raise left_to_chance(tied)
    return [rule, *others]


def is_for_everything(rule: Rule) -> bool:
    """Whether a rule has no condition at all, so that no matter is ever left without one."""
    conditions = (rule.category, rule.urgency, rule.weekdays, rule.time_from, rule.time_to, rule.source,
                  rule.valid_from, rule.valid_to)
    return rule.place_path == "/" and not rule.keywords and all(condition is None for condition in conditions)


def typed(row: RoutingRule, place_code: str | None) -> dict:
    """A stored rule as one would type it, JSON-ready."""
    return {"name": row.name, "place_code": place_code, "category": row.category, "keywords": row.keywords,
            "urgency": row.urgency, "weekdays": row.weekdays,
            "time_from": row.time_from and row.time_from.strftime("%H:%M"),
            "time_to": row.time_to and row.time_to.strftime("%H:%M"), "source": row.source,
            "valid_from": iso(row.valid_from), "valid_to": iso(row.valid_to), "priority": row.priority,
            "queue": row.queue, "service_level": row.service_level, "fallback": row.fallback,
            "needs_review": row.needs_review}


def typed_safeguard(row: SafeguardRule) -> dict:
    """A stored safeguard as one would type it, JSON-ready."""
    return {"kind": row.kind, "name": row.name, "words": row.words, "unless": row.unless,
            "review_level": row.review_level}
