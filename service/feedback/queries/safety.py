"""What becomes of the fixed list of sentences: does danger still ring, is an accusation still reviewed above."""

from __future__ import annotations

from collections.abc import Iterable

from service.core import clock
from service.feedback import seed
from service.feedback.catalogue import Shelf
from service.feedback.routing import (
    Decision,
    GuardSet,
    Matter,
    NoRule,
    Rule,
    RuleSet,
    Sentence,
    Urgency,
    keeps_safe,
)


def unsafe(guards: GuardSet) -> list[Sentence]:
    """The sentences that these safeguards let pass, whatever the rules say."""
    nothing = RuleSet(())
    return [sentence for sentence in guarded() if not keeps_safe(_decided(guards, nothing, sentence), sentence)]


def safety(before: Shelf, after: Shelf, rules: Iterable[Rule | None] = (None,)) -> dict:
    """The fixed list under two catalogues, where `rules` hold: at each one's place, in its category and urgency.

    `{sentences, safe_before, safe_after, changed: [{text, before, after}]}`: how many are danger or an accusation, how
    many of those stay safe everywhere, and which sentences of all go elsewhere, each once.
    """
    safe_before, safe_after, changed = set(guarded()), set(guarded()), {}
    for rule in rules:
        for sentence in seed.sentences():
            old, new = (_decided(shelf.guard_set, shelf.rule_set, sentence, rule) for shelf in (before, after))
            safe_before -= set() if keeps_safe(old, sentence) else {sentence}
            safe_after -= set() if keeps_safe(new, sentence) else {sentence}
            if _outcome(old) != _outcome(new):
                changed.setdefault(sentence.text, {"before": _outcome(old), "after": _outcome(new)})
    return {"sentences": len(guarded()), "safe_before": len(safe_before), "safe_after": len(safe_after),
            "changed": [{"text": text} | outcomes for text, outcomes in changed.items()]}


def guarded() -> list[Sentence]:
    """The sentences of danger and accusation; the others only sound like it."""
    return [sentence for sentence in seed.sentences() if sentence.kinds]


def _decided(guards: GuardSet, rules: RuleSet, sentence: Sentence, rule: Rule | None = None) -> Decision | None:
    matter = Matter(sentence.text, rule.place_path if rule else "/", rule and rule.category, False,
                    rule and rule.urgency or Urgency.ORDINARY, rule and rule.source or "app", clock.now())
    try:
        return guards.decide(rules, matter)
    except NoRule:
        return None


def _outcome(decision: Decision | None) -> dict | None:
    """Where a sentence goes; None when no rule says anything, which is to the community."""
    return decision and {"queue": decision.queue, "service_level": decision.service_level,
                         "safeguard": decision.safeguard, "review_level": decision.review_level}
