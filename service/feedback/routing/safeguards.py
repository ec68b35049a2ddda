"""Stage one of routing: what stands above every rule, at any place and in any category, and is asked first.

What nobody may change stands here: an emergency is danger, danger has the limits of an emergency, an accusation is
reviewed, and none of it reaches members or the public. Which words say so is data, kept in versions (`Guard`).
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from service.feedback.routing.patterns import CUT, figures, nearby, parts, plain, words_in
from service.feedback.routing.rules import Caught, Decision, Matter, Queue, ReviewLevel, Safeguard, Urgency
from service.feedback.routing.ruleset import RuleSet
from service.feedback.routing.words import Wordlist

EMERGENCY, COMPLEX = "emergency", "complex"
"""The service levels of danger, and of an accusation without danger."""
BY_URGENCY = "报事人标为紧急"
BY_CATEGORY = "这一类须由执法部门处理"
STANDING = "此前已认定"


@dataclass(frozen=True, slots=True)
class Guard:
    """One row of the safeguards in one version: what it guards, its words and the figures of speech it leaves out
    (both as in `patterns`), and for an accusation who reviews."""

    id: int
    version: int
    name: str
    kind: Safeguard
    words: tuple[str, ...]
    unless: tuple[str, ...] = ()
    review_level: ReviewLevel | None = None


@dataclass(frozen=True, slots=True)
class _Pattern:
    needs: tuple[frozenset[str], ...]
    finds: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Ready:
    guard: Guard
    patterns: tuple[_Pattern, ...]
    figures: re.Pattern[str] | None


class GuardSet:
    """The safeguards made ready; build it once, then ask it for every matter."""

    def __init__(self, guards: Iterable[Guard]) -> None:
        """Prepare every pattern; a text is searched only for those whose words it holds."""
        self._ready = [_prepare(guard) for guard in guards]
        self._words = Wordlist(word for ready in self._ready for word in words_in(ready.guard.words))

    def look_at(self, matter: Matter) -> tuple[Caught, ...]:
        """Return all that holds a matter, danger first; empty when the rules alone decide it."""
        text = plain(matter.text)
        held = self._words.found_in(text)
        found = [Caught(ready.guard.kind, ready.guard.id, ready.guard.version, ready.guard.name, words,
                        ready.guard.review_level)
                 for ready in self._ready if (words := _found(ready, text, held))]
        return tuple(sorted([*found, *_known(matter)], key=lambda caught: list(Safeguard).index(caught.kind)))

    def decide(self, rules: RuleSet, matter: Matter) -> Decision:
        """Decide in two stages: safeguards, then the most specific rule. Raises NoRule when neither says anything."""
        caught = self.look_at(matter)
        kinds = {one.kind for one in caught}
        if kinds & {Safeguard.DANGER, Safeguard.ACCUSATION}:
            return _guarded(caught, kinds)
        decision = rules.choose(matter)
        if not kinds:
            return decision
        return replace(decision, queue=Queue.COMMUNITY, fallback=None, caught=caught, safeguard=Safeguard.ENFORCEMENT,
                       enforced=(decision.queue, decision.fallback) != (Queue.COMMUNITY, None))


def highest(levels: Iterable[ReviewLevel | None]) -> ReviewLevel | None:
    """Return the level that stands above the others; None when there is none."""
    given = set(levels)
    return next((level for level in (ReviewLevel.DISTRICT, ReviewLevel.TOWN) if level in given), None)


def _prepare(guard: Guard) -> _Ready:
    patterns = tuple(_Pattern(tuple(map(frozenset, parts(entry))), nearby(entry)) for entry in guard.words)
    return _Ready(guard, patterns, figures(guard.unless))


def _found(ready: _Ready, text: str, held: set[str]) -> tuple[str, ...]:
    """What of the text a safeguard caught, as it stands there; the figures of speech are cut out first."""
    likely = [pattern for pattern in ready.patterns if not any(held.isdisjoint(part) for part in pattern.needs)]
    if not likely:
        return ()
    text = ready.figures.sub(CUT, text) if ready.figures else text
    hits = (pattern.finds.search(text) for pattern in likely)
    return tuple(dict.fromkeys(hit.group() for hit in hits if hit))


def _known(matter: Matter) -> list[Caught]:
    """What is known without reading: how it was marked, what its category says, what stands from before."""
    said = [(matter.urgency is Urgency.EMERGENCY, Safeguard.DANGER, BY_URGENCY),
            (matter.needs_enforcement, Safeguard.ENFORCEMENT, BY_CATEGORY),
            (matter.stands is Safeguard.DANGER, Safeguard.DANGER, STANDING)]
    return [Caught(kind, 0, 0, name, ()) for holds, kind, name in said if holds]


def _guarded(caught: tuple[Caught, ...], kinds: set[Safeguard]) -> Decision:
    first, danger = caught[0], Safeguard.DANGER in kinds
    return Decision(
        queue=Queue.COMMUNITY, rule_id=0, rule_version=first.version, rule_name=first.name,
        service_level=EMERGENCY if danger else COMPLEX, fallback=None, needs_review=Safeguard.ACCUSATION in kinds,
        matched={"keywords": list(first.words)} if first.words else {}, enforced=False, caught=caught,
        safeguard=first.kind, review_level=highest(one.review_level for one in caught))
