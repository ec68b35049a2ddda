"""From a text and a place to a queue with limits, and the explanation a ticket keeps of it; nothing is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from service.core import metrics
from service.feedback import catalogue, deadlines, naming
from service.feedback.routing import Decision, Matter, NoRule, Queue, Safeguard, Urgency
from service.screening import office_holders

OFFICES = ("区里", "街道干部", "工作人员")
"""What the safeguards call those in office at a district, a town and a community; the fixed list keeps it so."""
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
           at: datetime, stands: Safeguard | None = None) -> Routed:
    """Where a matter goes and by when, from the catalogue alone; nothing is written. `at` starts the clocks, `stands`
    is the safeguard that held it before.
    """
    suggestion = None if category else shelf.categorizer.suggest(text)
    sure = suggestion if suggestion and suggestion.confidence >= CONFIDENT else None
    chosen = category or (sure.code if sure else None)
    topic = shelf.topics.get(chosen)
    enforcement = bool(topic and topic.needs_enforcement)
    decision = _choose(shelf, Matter(text, place_path, chosen, enforcement, urgency, source, at, stands,
                                     _offices(shelf, text, place_path)))
    level = shelf.levels[decision.service_level]
    claim_by = deadlines.add(at, level.claim_within, level.clock)
    answer_by = deadlines.add(at, level.answer_within, level.clock)
    unknown = deadlines.unknown_years(at, answer_by, level.clock)
    if unknown:
        metrics.alarm("calendar_unknown")
    explanation = _explained(shelf, decision, level, unknown) | {
        "category": ({"code": suggestion.code, "confidence": round(suggestion.confidence, 2)} if suggestion
                     else {"code": category, "confidence": 1.0} if category else None)}
    enforcement |= any(caught.kind is Safeguard.ENFORCEMENT for caught in decision.caught)
    return Routed(decision, chosen, enforcement, explanation, level, claim_by, answer_by)


def _offices(shelf: catalogue.Shelf, text: str, place_path: str) -> tuple[tuple[str, str], ...]:
    """Whoever in office near the place is named by a text that may accuse, with what the safeguards call his office:
    张蓉收黑钱 accuses the community as 工作人员收黑钱 does. Asked only then, since most texts accuse nobody."""
    if not shelf.guard_set.may_accuse(text):
        return ()
    levels = zip(OFFICES, office_holders.named_by_level(place_path), strict=True)
    return tuple(dict((name, office) for office, names in reversed(list(levels)) for name in names
                      if naming.speaks_of(text, [name])).items())


def _choose(shelf: catalogue.Shelf, matter: Matter) -> Decision:
    try:
        return shelf.choose(matter)
    except NoRule:
        metrics.alarm("no_routing_rule")
        return Decision(Queue.COMMUNITY, 0, 0, "没有规则适用：交社区", "ordinary", None, False, {}, False)


def _explained(shelf: catalogue.Shelf, decision: Decision, level: catalogue.Level, unknown) -> dict:
    """Why, as the ticket keeps it and staff see it."""
    return {
        "rule": decision.rule_name, "rule_id": decision.rule_id, "rule_version": decision.rule_version,
        "catalogue_version": shelf.version, "matched": decision.matched, "enforced": decision.enforced,
        "service_level": level.code, "calendar_unknown": list(unknown),
        "safeguards": [{"kind": one.kind, "safeguard_id": one.id or None, "version": one.version, "name": one.name,
                        "words": list(one.words)} for one in decision.caught],
        "review_level": decision.review_level}
