"""Stage two of routing: puts the rules in order once and finds the one that decides; a broken table still routes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time, timedelta

from service.feedback.routing.rules import Decision, Matter, NoRule, Rule, inside
from service.feedback.routing.windows import Span, moment, spans
from service.feedback.routing.words import Wordlist, fold


@dataclass(frozen=True, slots=True)
class _Ready:
    """A rule with everything worked out that does not depend on the matter."""

    rule: Rule
    place: str
    children: str
    words: dict[str, str]
    week: tuple[Span, ...] | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A matter with what is worked out once for all rules: the words it holds, its moment of the week."""

    matter: Matter
    place: str
    words: set[str]
    moment: timedelta


class RuleSet:
    """The rules in the order in which they win; build it once, then ask it for every matter."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        """Sort by rank; the id is the last resort, so that even tied rules give one same answer."""
        self._ready = [_prepare(rule) for rule in sorted(rules, key=lambda rule: (rule.rank, rule.id))]
        self._words = Wordlist(word for ready in self._ready for word in ready.words)

    def matching(self, matter: Matter) -> list[Rule]:
        """Return every rule that matches, the deciding one first."""
        seen = self._look_at(matter)
        return [ready.rule for ready in self._ready if _fits(ready, seen)]

    def choose(self, matter: Matter) -> Decision:
        """Decide by the most specific rule (domain.md 3); raise NoRule when none matches."""
        seen = self._look_at(matter)
        for ready in self._ready:
            if _fits(ready, seen):
                return _decision(ready, seen)
        raise NoRule(f"no routing rule matches a matter at {matter.place_path}")

    def _look_at(self, matter: Matter) -> _Seen:
        words = self._words.found_in(fold(matter.text))
        return _Seen(matter, inside(matter.place_path), words, moment(matter.at))


def matching(rules: Iterable[Rule], matter: Matter) -> list[Rule]:
    """Return every rule that matches, the deciding one first."""
    return RuleSet(rules).matching(matter)


def choose(rules: Iterable[Rule], matter: Matter) -> Decision:
    """Decide one matter by the most specific rule; raise NoRule when none matches."""
    return RuleSet(rules).choose(matter)


def _prepare(rule: Rule) -> _Ready:
    timed = rule.weekdays is not None or rule.has_hours
    return _Ready(
        rule=rule,
        place=inside(rule.place_path),
        children=f"{rule.category}.",
        words={fold(word).strip(): word for word in rule.keywords},
        week=spans(rule.weekdays, rule.time_from, rule.time_to) if timed else None,
    )


def _fits(ready: _Ready, seen: _Seen) -> bool:
    rule, matter = ready.rule, seen.matter
    return (
        seen.place.startswith(ready.place)
        and (rule.category is None or _covers(ready, matter.category))
        and (rule.urgency is None or rule.urgency == matter.urgency)
        and (rule.source is None or rule.source == matter.source)
        and (not rule.keywords or not seen.words.isdisjoint(ready.words))
        and (rule.valid_from is None or rule.valid_from <= matter.at)
        and (rule.valid_to is None or matter.at < rule.valid_to)
        and (ready.week is None or any(start <= seen.moment < end for start, end in ready.week))
    )


def _covers(ready: _Ready, category: str | None) -> bool:
    return category is not None and (category == ready.rule.category or category.startswith(ready.children))


def _decision(ready: _Ready, seen: _Seen) -> Decision:
    rule = ready.rule
    return Decision(
        queue=rule.queue,
        rule_id=rule.id,
        rule_version=rule.version,
        rule_name=rule.name,
        service_level=rule.service_level,
        fallback=rule.fallback,
        needs_review=rule.needs_review,
        matched=_matched(ready, seen),
        enforced=False,
    )


def _matched(ready: _Ready, seen: _Seen) -> dict:
    rule = ready.rule
    conditions = {
        "place": rule.place_path if rule.place_path != "/" else None,
        "category": rule.category,
        "keywords": [word for folded, word in ready.words.items() if folded in seen.words] or None,
        "urgency": rule.urgency.value if rule.urgency is not None else None,
        "weekdays": sorted(rule.weekdays) if rule.weekdays is not None else None,
        "hours": [_shown(rule.time_from), _shown(rule.time_to)] if rule.has_hours else None,
        "source": rule.source,
    }
    return {name: value for name, value in conditions.items() if value is not None}


def _shown(clock: time | None) -> str | None:
    return clock.strftime("%H:%M") if clock is not None else None
