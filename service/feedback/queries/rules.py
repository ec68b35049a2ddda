"""Routing rules as staff read them, what one text would do, and which live rules are broken."""

from __future__ import annotations

import re

import sqlalchemy as sa
import structlog

from service.accounts.models import Account
from service.core import clock, metrics
from service.core.clock import iso
from service.core.database import db
from service.core.errors import Forbidden, Invalid, NotFound, invalid
from service.core.http import Page
from service.feedback import drafting, policy
from service.feedback.catalogue import as_rule
from service.feedback.deciding import decide
from service.feedback.drafting import Known
from service.feedback.models import RoutingRule
from service.feedback.queries.catalogue import current
from service.feedback.queries.safety import safety, unsafe
from service.feedback.routing import Queue, Rule, Urgency
from service.organization import place_cursors as cursors
from service.organization.actors import Actor
from service.organization.models import COMMUNITY_DEPTH, Place

LARGEST_ID = 2**63 - 1
WHOLE = re.compile(r"-?\d{1,18}", re.ASCII)
Turn = tuple[int, ...]
log = structlog.get_logger("rules")
_ROWS = (sa.select(RoutingRule, Place.code, Place.name, Place.path, Account.display_name)
         .outerjoin(Place, RoutingRule.place_id == Place.id)
         .outerjoin(Account, RoutingRule.saved_by_id == Account.id).execution_options(populate_existing=True))
_LIVE = RoutingRule.retired_at.is_(None)


def rules(by: Actor, *, limit: int, cursor: str | None = None) -> Page:
    """A page of live rules, by number. Raises Forbidden, and Invalid for the cursor."""
    _must_be_staff(by)
    rows = db.session.execute(_ROWS.where(_LIVE, RoutingRule.rule_id > _position(cursor))
                              .order_by(RoutingRule.rule_id).limit(limit + 1)).all()
    known = drafting.known()
    return Page([_shown(*row, known=known) for row in rows[:limit]],
                cursors.written(rows[limit - 1][0].rule_id) if len(rows) > limit else None)


def rules_in_order(by: Actor, *, limit: int, cursor: str | None = None, queue: Queue | None = None) -> Page:
    """A page of live rules in the order in which they are asked: the first one that fits decides. With a queue, those
    that lead there. Raises Forbidden, and Invalid for the cursor."""
    _must_be_staff(by)
    after = _turn_read(cursor) if cursor is not None else None
    found = [(turn, row) for turn, row in _turns() if (after is None or turn > after)
             and (queue is None or row[0].queue is queue)]
    known = drafting.known()
    return Page([_shown(*row, known=known) for _, row in found[:limit]],
                cursors.written(*found[limit - 1][0]) if len(found) > limit else None)


def broken_rules(by: Actor) -> list[dict]:
    """The live rules with which something is wrong, in the order in which they are asked. Raises Forbidden."""
    _must_be_staff(by)
    known = drafting.known()
    return [shown for shown in (_shown(*row, known=known) for _, row in _turns()) if shown["broken"]]


def _turns() -> list[tuple[Turn, sa.Row]]:
    """Every live rule behind its turn: how specific it is, its priority, its number."""
    rows = db.session.execute(_ROWS.where(_LIVE)).all()
    return sorted(((tuple(map(int, (*as_rule(row[0], row.path).rank, row[0].rule_id))), row) for row in rows),
                  key=lambda found: found[0])


def _turn_read(cursor: str) -> Turn:
    parts = cursors.read(cursor, 6)
    if not all(WHOLE.fullmatch(part) for part in parts):
        raise invalid(cursor="这个翻页标记不正确。")
    return tuple(map(int, parts))


def rule(rule_id: int, by: Actor) -> dict:
    """One rule in its newest version, with all its `versions`, newest first, and what the newest changed of the fixed
    list of sentences (`safety`). Raises Forbidden, NotFound."""
    _must_be_staff(by)
    rows = db.session.execute(_ROWS.where(RoutingRule.rule_id == rule_id)
                              .order_by(RoutingRule.version.desc())).all()
    if not rows:
        raise NotFound("没有这条规则。", code="rule_unknown")
    return _shown(*rows[0], known=drafting.known()) | {"versions": [_version(*row) for row in rows],
                                                       "safety": _safety([as_rule(row[0], row.path) for row in rows])}


def _safety(versions: list[Rule]) -> dict:
    live = current()
    others = [rule for rule in live.rules if rule.id != versions[0].id]
    return safety(live.with_rules(others + versions[1:2]), live, versions[:1])


def preview(by: Actor, *, text: str, place_code: str, category: str | None = None, rule: dict | None = None) -> dict:
    """What submitting this text at this place would do now, or with this `rule` saved; nothing is written.

    `{queue, rule_id, rule, version, matched, category: {code, confidence} | None, claim_by, answer_by, needs_review,
    service_level, enforced, safeguard, review_level, safety}`. Raises Forbidden, and Invalid for a place or category as
    submitting does.
    """
    _must_be_staff(by)
    live, path = current(), _path(place_code)
    tried = drafting.in_stead(rule, live.rules) if rule else live.rules
    shelf = live.with_rules(tried) if rule else live
    if category and not shelf.offers(category):
        raise invalid(category="没有这个类别。")
    routed = decide(shelf, text=text, place_path=path, category=category, urgency=Urgency.ORDINARY,
                    source="app", at=clock.now())
    decision = routed.decision
    return {"queue": decision.queue, "rule_id": decision.rule_id or None, "rule": decision.rule_name,
            "version": decision.rule_version, "matched": decision.matched, "category": routed.explanation["category"],
            "claim_by": iso(routed.claim_by), "answer_by": iso(routed.answer_by),
            "needs_review": decision.needs_review, "service_level": routed.level.code,
            "enforced": decision.enforced, "safeguard": decision.safeguard, "review_level": decision.review_level,
            "safety": safety(live, shelf, tried[:1] if rule else (None,))}


def watch_over_rules() -> list[int]:
    """The numbers of broken live rules. Each raises an alarm, and goes on deciding all the same; so do safeguards that
    let a sentence of the fixed list pass."""
    known, found = drafting.known(), []
    for row, _code, _name, path, _saver in db.session.execute(
            _ROWS.where(_LIVE).order_by(RoutingRule.rule_id)):
        faults = drafting.faults(row, path, known)
        if faults:
            metrics.alarm("routing_rule_broken")
            log.error("routing_rule_broken", rule_id=row.rule_id, version=row.version, faults=faults)
            found.append(row.rule_id)
    weak = unsafe(current().guard_set)
    if weak:
        metrics.alarm("safeguards_too_weak")
        log.error("safeguards_too_weak", sentences=[sentence.text for sentence in weak])
    return found


def _position(cursor: str | None) -> int:
    (number,) = cursors.read(cursor, 1) if cursor is not None else ("0",)
    if not number.isdecimal() or int(number) > LARGEST_ID:
        raise invalid(cursor="这个翻页标记不正确。")
    return int(number)


def _must_be_staff(by: Actor) -> None:
    if not policy.may_preview_rules(by):
        raise Forbidden()


def _version(row: RoutingRule, code: str | None, name: str | None, _path: str | None,
             saver: str | None) -> dict:
    return {"version": row.version, **drafting.typed(row, code), "place_name": name, "saved_by": saver,
            "saved_at": iso(row.saved_at), "retired_at": iso(row.retired_at)}


def _shown(row: RoutingRule, code: str | None, name: str | None, path: str | None, saver: str | None, *,
           known: Known) -> dict:
    return {"rule_id": row.rule_id, **_version(row, code, name, path, saver),
            "broken": [] if row.retired_at else drafting.faults(row, path, known)}


def _path(place_code: str) -> str:
    """The path of a place one may submit at. Raises Invalid as submitting does."""
    path = db.session.scalar(sa.select(Place.path).where(Place.code == place_code))
    if path is None:
        raise Invalid("没有这个地点，请重新选择。", code="place_unknown",
                      fields={"place_code": ["没有这个地点。"]})
    if path.count("/") - 1 <= COMMUNITY_DEPTH:
        raise Invalid("请选到社区（村）或更小的地点。", code="place_too_wide",
                      fields={"place_code": ["请选到社区（村）或更小的地点。"]})
    return path
