"""save, change, retire a routing rule: every version is kept, what would be left to chance is refused."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.core import audit, clock
from service.core.errors import Invalid, NotFound, Stale, WrongMoment
from service.feedback import drafting
from service.feedback.actions.cataloguing import changing_the_catalogue
from service.feedback.catalogue import as_rule
from service.feedback.models import RoutingRule, SafeguardRule
from service.feedback.routing import Rule, Safeguard
from service.organization.actors import Actor
from service.organization.models import Place


class UnknownRule(NotFound):
    code = "rule_unknown"
    detail = "没有这条规则，或它已经停用。"


def save_rule(*, by: Actor, **fields) -> RoutingRule:
    """A new rule in version 1; `fields` as in `POST /routing-rules`. Returns the row.

    Raises Forbidden, WrongMoment (`safeguards_missing`), Invalid (`rule_broken`; `rule_tie`, with the tied `rules`).
    """
    with changing_the_catalogue(by) as session:
        rule_id = (session.scalar(sa.select(sa.func.max(RoutingRule.rule_id))) or 0) + 1
        _check_safeguards_stand(session)
        row, rule = _sound(fields, rule_id, version=1)
        _check_ties(rule, _live_rules(session))
        return _written(session, row, fields, by=by, before=None)


def change_rule(rule_id: int, *, by: Actor, seen: int | None = None, **fields) -> RoutingRule:
    """A new version in the place of the live one, which stays readable. Returns the new row.

    Raises Forbidden, UnknownRule, Stale, WrongMoment (`safeguards_missing`), Invalid (`rule_broken`, `last_rule`;
    `rule_tie`, with the `rules`).
    """
    with changing_the_catalogue(by) as session:
        old, place_code = _live(session, rule_id, seen)
        _check_safeguards_stand(session)
        row, rule = _sound(fields, rule_id, version=old.version + 1)
        live = _live_rules(session)
        others = [other for other in live if other.id != rule_id]
        _check_ties(rule, others)
        _check_nothing_is_left_out(live, [rule, *others])
        _retire(session, old)
        return _written(session, row, fields, by=by, before=drafting.typed(old, place_code))


def retire_rule(rule_id: int, *, by: Actor, seen: int | None = None) -> None:
    """Take a rule out of use; its versions stay readable.

    Raises Forbidden, UnknownRule, Stale, Invalid (`last_rule`).
    """
    with changing_the_catalogue(by) as session:
        old, place_code = _live(session, rule_id, seen)
        live = _live_rules(session)
        _check_nothing_is_left_out(live, [other for other in live if other.id != rule_id])
        _retire(session, old)
        audit.record("rule_change", by=by, subject=f"routing_rule:{rule_id}", version=old.version,
                     before=drafting.typed(old, place_code), after=None)


def _live(session: Session, rule_id: int, seen: int | None) -> tuple[RoutingRule, str | None]:
    """The live version of a rule and the code of its place."""
    found = session.execute(
        sa.select(RoutingRule, Place.code).outerjoin(Place, RoutingRule.place_id == Place.id)
        .where(RoutingRule.rule_id == rule_id, RoutingRule.retired_at.is_(None))
        .execution_options(populate_existing=True)).first()
    if found is None:
        raise UnknownRule()
    if seen is not None and seen != found[0].version:
        raise Stale(version=found[0].version)
    return found[0], found[1]


def _live_rules(session: Session) -> list[Rule]:
    rows = session.execute(sa.select(RoutingRule.__table__, Place.path)
                           .outerjoin(Place, RoutingRule.place_id == Place.id)
                           .where(RoutingRule.retired_at.is_(None)).order_by(RoutingRule.rule_id))
    return [as_rule(row, row.path) for row in rows]


def _check_safeguards_stand(session: Session) -> None:
    """Rules are written below safeguards: where those of a kind have gone, they are put back first."""
    kinds = session.scalars(sa.select(SafeguardRule.kind).distinct().where(SafeguardRule.retired_at.is_(None)))
    if set(Safeguard) - set(kinds):
        raise WrongMoment("底线规则不全，请先补上（feedback seed），再改分派规则。", code="safeguards_missing")


def _sound(fields: dict, rule_id: int, *, version: int) -> tuple[RoutingRule, Rule]:
    known = drafting.known([fields.get("place_code")])
    row, rule = drafting.draft(fields, known, rule_id=rule_id, version=version)
    flaws = drafting.flaws(fields, rule, known)
    if flaws:
        raise Invalid("这条规则有问题，没有保存。", code="rule_broken", fields=flaws)
    return row, rule


def _check_ties(rule: Rule, others: list[Rule]) -> None:
    tied = drafting.tied_with(rule, others)
    if tied:
        raise drafting.left_to_chance(tied)


def _check_nothing_is_left_out(live: list[Rule], proposed: list[Rule]) -> None:
    """Only a rule without conditions surely takes every matter; the last of them must stay."""
    if any(map(drafting.is_for_everything, live)) and not any(map(drafting.is_for_everything, proposed)):
        raise Invalid("至少要有一条没有任何条件的规则，否则有的诉求会无处可去。", code="last_rule",
                      fields={"rule": ["这是最后一条没有任何条件的规则，不能停用，也不能加上条件。"]})


def _retire(session: Session, row: RoutingRule) -> None:
    row.retired_at = clock.now()
    session.flush()  # before the next version comes: only one may live


def _written(session: Session, row: RoutingRule, fields: dict, *, by: Actor,
             before: dict | None) -> RoutingRule:
    row.saved_by_id, row.saved_at, row.retired_at = by.account_id, clock.now(), None
    session.add(row)
    session.flush()
    audit.record("rule_change", by=by, subject=f"routing_rule:{row.rule_id}", version=row.version,
                 before=before, after=drafting.typed(row, fields.get("place_code")))
    return row
