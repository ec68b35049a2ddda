"""What a changed set of rules would have done with past tickets, decided by the code that decides live."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import sqlalchemy as sa

from service.core.database import db
from service.core.errors import Forbidden, Invalid, invalid
from service.feedback import drafting, policy
from service.feedback.catalogue import Shelf
from service.feedback.models import Ticket
from service.feedback.queries.catalogue import current
from service.feedback.queries.safety import safety
from service.feedback.routing import Matter, NoRule, Queue, Rule, ties
from service.organization.actors import Actor
from service.organization.queries.places import given

MOST_TICKETS = 100_000
AT_ONCE = 2_000
"""Tickets in memory at a time."""
_COLUMNS = (Ticket.id, Ticket.text, Ticket.place_path, Ticket.category, Ticket.urgency, Ticket.source,
            Ticket.created_at)


def simulation(by: Actor, *, since: datetime, until: datetime, rules: list[dict] | None = None,
               rule: dict | None = None, place_code: str | None = None, most: int = MOST_TICKETS) -> dict:
    """Replay the tickets submitted in [since, until) through a whole set of `rules`, or through the live ones with one
    `rule` new or changed, against the live ones now.

    `{tickets, moved, moves: [{from, to, count}], unmatched, truncated, safety}`: the newest `most` tickets at most;
    `unmatched` found no rule in the set and count as community. Raises Forbidden, Invalid.
    """
    if not policy.may_edit_rules(by):
        raise Forbidden()
    if until <= since:
        raise invalid(to="应当晚于开始时间。")
    live = current()
    tried = drafting.in_stead(rule, live.rules) if rule else _sound(rules or [])
    proposed = live.with_rules(tried)
    conditions = [Ticket.created_at >= since, Ticket.created_at < until]
    if place_code:
        conditions.append(Ticket.place_path.startswith(given(place_code).path, autoescape=True))
    tickets, unmatched, moves = 0, 0, Counter()
    for row in _newest(conditions, most):
        matter = _matter(row, live)
        after = _queue(proposed, matter)
        moves[_queue(live, matter) or Queue.COMMUNITY, after or Queue.COMMUNITY] += 1
        tickets, unmatched = tickets + 1, unmatched + (after is None)
    moved = {pair: count for pair, count in moves.items() if pair[0] is not pair[1]}
    return {"tickets": tickets, "moved": sum(moved.values()),
            "moves": [{"from": pair[0], "to": pair[1], "count": moved[pair]}
                      for pair in sorted(moved, key=lambda pair: (-moved[pair], pair))],
            "unmatched": unmatched, "truncated": tickets == most and _has_more(conditions, most),
            "safety": safety(live, proposed, tried[:1] if rule else [None, *_new(tried, live)])}


def _new(tried: list[Rule], live: Shelf) -> list[Rule]:
    """The rules of a set that do not stand as they are already."""
    standing = {replace(rule, version=1) for rule in live.rules}
    return [rule for rule in tried if replace(rule, version=1) not in standing]


def _sound(typed: list[dict]) -> list[Rule]:
    """The rules of the set, as they would be saved. Raises Invalid (`rule_broken`, `rule_tie`)."""
    known = drafting.known(fields.get("place_code") for fields in typed)
    found, reasons = [], []
    for position, fields in enumerate(typed, start=1):
        number = fields.get("rule_id") or -position
        content = {name: value for name, value in fields.items() if name != "rule_id"}
        rule = drafting.draft(content, known, rule_id=number)[1]
        flaws = drafting.flaws(content, rule, known)
        reasons += [f"第 {position} 条“{rule.name}”：{reason}" for flaw in flaws.values() for reason in flaw]
        found.append(rule)
    if reasons:
        raise Invalid("有的规则有问题，没有试算。", code="rule_broken", fields={"rules": reasons})
    tied = ties(found)
    if tied:
        raise Invalid("有的规则分不出先后，请改条件或优先级。", code="rule_tie",
                      fields={"rules": [f"“{one.name}”与“{two.name}”分不出先后。" for one, two in tied]})
    return found


def _newest(conditions: list, most: int) -> Iterator[sa.Row]:
    """Newest first, some at a time: no cursor or snapshot stays open while the rules are asked."""
    last, left = None, most
    while left > 0:
        older = [Ticket.id < last] if last is not None else []
        rows = db.session.execute(sa.select(*_COLUMNS).where(*conditions, *older).order_by(Ticket.id.desc())
                                  .limit(min(AT_ONCE, left))).all()
        yield from rows
        if len(rows) < AT_ONCE:
            return
        last, left = rows[-1].id, left - len(rows)


def _has_more(conditions: list, most: int) -> bool:
    return db.session.scalar(sa.select(Ticket.id).where(*conditions).order_by(Ticket.id.desc())
                             .offset(most).limit(1)) is not None


def _matter(row: sa.Row, live: Shelf) -> Matter:
    topic = live.topics.get(row.category)
    enforcement = bool(topic and topic.needs_enforcement)
    return Matter(row.text, row.place_path, row.category, enforcement, row.urgency, row.source,
                  row.created_at)


def _queue(shelf: Shelf, matter: Matter) -> Queue | None:
    """The queue a catalogue chooses, None when no rule of it matches."""
    try:
        return shelf.choose(matter).queue
    except NoRule:
        return None
