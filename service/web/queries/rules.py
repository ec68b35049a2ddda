"""Routing rules on pages: in the order they decide, one with its versions, tried before it is saved."""

from __future__ import annotations

from datetime import datetime

from service.core.errors import Forbidden
from service.feedback import policy
from service.feedback.queries import rules as questions
from service.feedback.queries import shelving
from service.feedback.queries.catalogue import current
from service.feedback.queries.simulating import simulation
from service.feedback.routing import Queue
from service.organization.actors import Actor
from service.organization.models import Level
from service.organization.queries import places
from service.web import ruling

AT_ONCE = 30
BLANK = {"name": "", "place_code": None, "category": None, "keywords": [], "urgency": None, "weekdays": None,
         "time_from": None, "time_to": None, "source": None, "valid_from": None, "valid_to": None, "priority": 50,
         "queue": None, "service_level": "ordinary", "fallback": None, "needs_review": False}


def listed(by: Actor, queue: Queue | None, cursor: str | None) -> dict:
    """Rules in the order in which they are asked, the broken ones on top. Raises Forbidden, Invalid."""
    page = questions.rules_in_order(by, limit=AT_ONCE, cursor=cursor, queue=queue)
    broken, names = questions.broken_rules(by) if cursor is None else [], _names()
    return {"page": page, "broken": broken, "queue": queue,
            "when": {each["rule_id"]: ruling.conditions(each, names) for each in page.items},
            "levels": _levels(), "may_edit": policy.may_edit_rules(by)}


def one(rule_id: int, by: Actor) -> dict:
    """One rule with all its versions, and what its form needs. Raises Forbidden, NotFound."""
    rule, names = questions.rule(rule_id, by), _names()
    return _form(rule, by) | {"when": ruling.conditions(rule, names), "older": [
        version | {"when": ruling.conditions(version, names)} for version in rule["versions"][1:]]}


def blank(by: Actor, place: str | None = None) -> dict:
    """The form of a new rule. Raises Forbidden."""
    if not policy.may_edit_rules(by):
        raise Forbidden()
    return _form(BLANK | {"place_code": place}, by)


def tried(by: Actor, *, rule: dict, since: datetime, until: datetime, days: int, text: str | None = None,
          place_code: str | None = None, rule_id: int | None = None, seen: int | None = None) -> dict:
    """The form as it was filled in, with what this rule would do; nothing is written. Raises Forbidden, Invalid."""
    numbered = rule | ({"rule_id": rule_id} if rule_id else {})
    moves = simulation(by, rule=numbered, since=since, until=until)
    found = _routed(questions.preview(by, text=text, place_code=place_code, rule=numbered)) \
        if text and place_code else None
    page = one(rule_id, by) if rule_id else blank(by)
    return page | {"rule": page["rule"] | rule | {"version": seen}, "moves": moves | {"days": days}, "found": found,
                   "sentence": text, "spot": place_code, "sites": _sites(rule.get("place_code"))}


def to_try(by: Actor) -> dict:
    """The form to try a text with. Raises Forbidden."""
    if not policy.may_preview_rules(by):
        raise Forbidden()
    return {"spots": places.communities(), "categories": _categories(), "found": None}


def where_to(by: Actor, *, text: str, place_code: str, category: str | None = None) -> dict:
    """Where a text would go now. Raises Forbidden, Invalid."""
    found = _routed(questions.preview(by, text=text, place_code=place_code, category=category))
    return to_try(by) | {"found": found, "text": text, "spot": place_code, "category": category}


def _routed(found: dict) -> dict:
    names, guess = _names(), found["category"]
    return found | {"why": ruling.matched(found["matched"], names), "level": _levels()[found["service_level"]],
                    "category_name": guess and names.get(guess["code"])}


def _form(rule: dict, by: Actor) -> dict:
    return {"rule": rule, "sites": _sites(rule["place_code"]), "spots": places.communities(),
            "categories": _categories(), "levels": _levels(), "may_edit": policy.may_edit_rules(by),
            "says": shelving.TAKES_EFFECT}


def _sites(chosen: str | None) -> list[tuple[str, str]]:
    """Towns, communities, and a smaller place where one was chosen."""
    found = [(town["code"], town["name"]) for town in places.children(None, Level.TOWN, limit=100).items]
    found += places.communities()
    here = {} if chosen is None or chosen in dict(found) else places.written_out([chosen])
    return [*here.items(), *sorted(found)]


def _names() -> dict[str, str]:
    return {topic.code: topic.name for topic in current().topics.values()}


def _categories() -> list[tuple[str, str]]:
    names = _names()
    return [(topic.code, f"{names[topic.parent_code]} · {topic.name}" if topic.parent_code else topic.name)
            for topic in current().topics.values() if not topic.retired]


def _levels() -> dict[str, str]:
    return {level.code: level.name for level in current().levels.values()}
