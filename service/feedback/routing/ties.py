"""Finds rules between which nothing but chance would decide, so that saving them can be refused."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from itertools import combinations

from service.feedback.routing.rules import Rule, inside
from service.feedback.routing.windows import occurs, overlap, spans
from service.feedback.routing.words import fold


def ties(rules: Iterable[Rule]) -> list[tuple[Rule, Rule]]:
    """Return the pairs that can match one same matter with the very same rank, in the order the rules came.

    Same rank means the same depth, and two places (or categories) of the same depth share a matter only when
    they are the same one; so only rules alike in both are compared. Keywords never keep two rules apart: a
    text may hold both.
    """
    alike = defaultdict(list)
    for rule in rules:
        alike[rule.rank, inside(rule.place_path), rule.category].append(rule)
    return [pair for group in alike.values() for pair in combinations(group, 2) if _can_meet(*pair)]


def _can_meet(one: Rule, two: Rule) -> bool:
    return (
        _compatible(one.urgency, two.urgency)
        and _compatible(one.source, two.source)
        and _can_hold_its_words(one)
        and _can_hold_its_words(two)
        and _same_time(one, two)
    )


def _compatible(one: str | None, two: str | None) -> bool:
    return one is None or two is None or one == two


def _can_hold_its_words(rule: Rule) -> bool:
    return not rule.keywords or any(fold(word).strip() for word in rule.keywords)


def _same_time(one: Rule, two: Rule) -> bool:
    one_week, two_week = (spans(rule.weekdays, rule.time_from, rule.time_to) for rule in (one, two))
    starts = [start for start in (one.valid_from, two.valid_from) if start is not None]
    ends = [end for end in (one.valid_to, two.valid_to) if end is not None]
    return occurs(overlap(one_week, two_week), _bound(max, starts), _bound(min, ends))


def _bound(pick, times: list[datetime]) -> datetime | None:
    return pick(times) if times else None
