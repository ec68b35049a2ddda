"""Stage one of routing: what stands above every rule, at any place and in any category, and is asked first.

What nobody may change stands here: an emergency is danger, danger has the limits of an emergency, an accusation is
reviewed, and none of it reaches members or the public. Which words say so is data, kept in versions (`Guard`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import chain

from service.feedback.routing.patterns import Pattern, figures, plain
from service.feedback.routing.rules import (
    Caught,
    Decision,
    Matter,
    Queue,
    ReviewLevel,
    Safeguard,
    Sentence,
    Urgency,
)
from service.feedback.routing.ruleset import RuleSet
from service.feedback.routing.words import Wordlist

CUT = " "
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
class _Ready:
    guard: Guard
    patterns: tuple[Pattern, ...]
    figures: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Said:
    """A text as patterns read it, and which of all their words it holds."""

    text: str
    held: set[str]

    @classmethod
    def of(cls, text: str, words: Wordlist) -> _Said:
        return cls(plain(text), words.found_in(plain(text)))


class GuardSet:
    """The safeguards made ready; build it once, then ask it for every matter."""

    def __init__(self, guards: Iterable[Guard]) -> None:
        """Prepare every pattern; a text is searched only for those whose words it holds."""
        self._ready = [_prepare(guard) for guard in guards]
        self._words = Wordlist(chain.from_iterable(
            ready.figures.union(*(pattern.words for pattern in ready.patterns)) for ready in self._ready))

    def look_at(self, matter: Matter) -> tuple[Caught, ...]:
        """Return all that holds a matter, danger first; empty when the rules alone decide it."""
        said = _Said.of(matter.text, self._words)
        in_office = _Said.of(_by_office(matter), self._words) if matter.offices else said
        found = [Caught(ready.guard.kind, ready.guard.id, ready.guard.version, ready.guard.name, words,
                        ready.guard.review_level)
                 for ready in self._ready
                 if (words := _found(ready, in_office if ready.guard.kind is Safeguard.ACCUSATION else said))]
        return tuple(sorted([*found, *_known(matter)], key=lambda caught: list(Safeguard).index(caught.kind)))

    def may_accuse(self, text: str) -> bool:
        """Tell whether a text holds any word of an accusation: whom it names then matters."""
        held = self._words.found_in(plain(text))
        return any(not held.isdisjoint(pattern.words) for ready in self._ready
                   if ready.guard.kind is Safeguard.ACCUSATION for pattern in ready.patterns)

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
    return _Ready(guard, tuple(map(Pattern, guard.words)), frozenset(chain.from_iterable(map(figures, guard.unless))))


def _by_office(matter: Matter) -> str:
    """The text with those in office called by what they are, as an accusation names them by either."""
    text = plain(matter.text)
    for name, office in sorted(matter.offices, key=lambda one: len(one[0]), reverse=True):
        text = text.replace(plain(name), office)
    return text


def _found(ready: _Ready, said: _Said) -> tuple[str, ...]:
    """The safeguard's own words that a text holds, nothing of what stands between them; the figures of speech are
    cut out first."""
    text, held = said.text, said.held
    for figure in sorted(ready.figures & held, key=len, reverse=True):
        text = text.replace(figure, CUT)
    found = (pattern.found_in(text, held) for pattern in ready.patterns if not held.isdisjoint(pattern.words))
    return tuple(dict.fromkeys(filter(None, found)))


def _known(matter: Matter) -> list[Caught]:
    """What is known without reading: how it was marked, what its category says, what stands from before."""
    said = [(matter.urgency == Urgency.EMERGENCY, Safeguard.DANGER, BY_URGENCY),
            (matter.needs_enforcement, Safeguard.ENFORCEMENT, BY_CATEGORY),
            (matter.stands in (Safeguard.DANGER, Safeguard.ACCUSATION), matter.stands, STANDING)]
    return [Caught(kind, 0, 0, name, ()) for holds, kind, name in said if holds]


def _guarded(caught: tuple[Caught, ...], kinds: set[Safeguard]) -> Decision:
    first, danger = caught[0], Safeguard.DANGER in kinds
    return Decision(
        queue=Queue.COMMUNITY, rule_id=0, rule_version=first.version, rule_name=first.name,
        service_level=EMERGENCY if danger else COMPLEX, fallback=None, needs_review=Safeguard.ACCUSATION in kinds,
        matched={"keywords": list(first.words)} if first.words else {}, enforced=False, caught=caught,
        safeguard=first.kind, review_level=highest(one.review_level for one in caught))


def keeps_safe(decision: Decision | None, sentence: Sentence) -> bool:
    """Tell whether a sentence is treated as what it is: danger rings at the community at once, an accusation is
    reviewed at its level or above; what is neither is always safe."""
    if not sentence.kinds:
        return True
    return decision is not None and (decision.queue, decision.fallback) == (Queue.COMMUNITY, None) and (
        Safeguard.DANGER not in sentence.kinds or decision.service_level == EMERGENCY) and (
        Safeguard.ACCUSATION not in sentence.kinds or decision.needs_review
        and highest((decision.review_level, sentence.review_level)) is decision.review_level)
