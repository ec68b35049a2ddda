"""From a text and a place to a queue with limits, and the explanation a ticket keeps of it; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.core import metrics
from service.feedback import catalogue, deadlines
from service.feedback.routing import Decision, Matter, NoRule, Queue, Urgency

CONFIDENT = 0.3  # below it a suggestion is shown to staff, but neither routes nor names the ticket's category


@dataclass(frozen=True, slots=True)
class Routed:
    """A decision with everything the ticket keeps of it."""

    decision: Decision
    category: str | None
    needs_enforcement: bool
    explanation: dict
    level: catalogue.Level
    claim_by: datetime
    answer_by: datetime


def decide(shelf: catalogue.Shelf, *, text: str, place_path: str, category: str | None, urgency: Urgency, source: str,
           at: datetime) -> Routed:
    """Where a matter goes and by when, from the catalogue alone; nothing is written. `at` starts the clocks."""
    suggestion = None if category else shelf.categorizer.suggest(text)
    sure = suggestion if suggestion and suggestion.confidence >= CONFIDENT else None
    chosen = category or (sure.code if sure else None)
    topic = shelf.topics.get(chosen)
    enforcement = bool(topic and topic.needs_enforcement)
    matter = Matter(text, place_path, chosen, enforcement, urgency, source, at)
    try:
        decision = shelf.rule_set.choose(matter)
    except NoRule:
        metrics.alarm("no_routing_rule")
        decision = Decision(Queue.COMMUNITY, 0, 0, "没有规则适用：交社区", "ordinary", None, False, {}, False)
    level = shelf.levels[decision.service_level]
    claim_by = deadlines.add(at, level.claim_within, level.clock)
    answer_by = deadlines.add(at, level.answer_within, level.clock)
    unknown = deadlines.unknown_years(at, answer_by, level.clock)
    if unknown:
        metrics.alarm("calendar_unknown")
    explanation = {
        "rule": decision.rule_name, "rule_id": decision.rule_id, "rule_version": decision.rule_version,
        "catalogue_version": shelf.version, "matched": decision.matched, "enforced": decision.enforced,
        "service_level": level.code, "calendar_unknown": list(unknown),
        "category": ({"code": suggestion.code, "confidence": round(suggestion.confidence, 2)} if suggestion
                     else {"code": category, "confidence": 1.0} if category else None)}
    return Routed(decision, chosen, enforcement, explanation, level, claim_by, answer_by)
