"""The catalogue a new district starts with; what admins have changed since is left alone."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic
from service.feedback import seed
from service.feedback.models import Catalogue, Category, QueueSetting, RoutingRule, SafeguardRule, ServiceLevel
from service.feedback.routing import Queue

GUARDED_BY_RULES = ("险情：%", "反映干部作风或廉洁问题%")
"""How the rules were called that guarded what safeguards guard now."""
SETTINGS = {Queue.COMMUNITY: (168, 5, 120), Queue.PARTY_MEMBER: (72, 5, 120), Queue.PUBLIC: (48, 5, 120)}


def seed_catalogue() -> bool:
    """Write categories, levels, settings, safeguards and rules once, and later the categories, the kinds of safeguards
    and the better words a new version brings; returns whether anything was written."""
    with atomic() as session:
        catalogue = session.scalar(sa.select(Catalogue).with_for_update())
        added = _add_categories(session) + _add_safeguards(session) + _renew_safeguards(session)
        if catalogue is not None:
            catalogue.version += bool(added)
            return bool(added)
        for row in seed.service_levels():
            session.add(ServiceLevel(code=row.code, name=row.name, claim_minutes=row.claim_minutes,
                                     answer_minutes=row.answer_minutes, clock=row.clock))
        for queue, (hours, claims, minutes) in SETTINGS.items():
            session.add(QueueSetting(queue=queue, claim_hours=hours, open_claims=claims, ring_minutes=minutes))
        session.flush()
        session.add_all(_rule(rule) for rule in seed.routing_rules())
        session.add(Catalogue(id=1, version=1))
        session.flush()
    return True


def _add_categories(session) -> int:
    """Those that are not there yet; how many."""
    standing, added = set(session.scalars(sa.select(Category.code))), 0
    for position, row in enumerate(seed.categories()):
        if row.code not in standing:
            added += 1
            session.add(Category(code=row.code, name=row.name, parent_code=row.parent_code, position=position,
                                 needs_enforcement=row.needs_enforcement, std_code=row.std_code,
                                 words=[list(pair) for pair in row.words]))
            session.flush()
    return added


def _add_safeguards(session) -> int:
    """Those of kinds that have none; how many. With the first of all, the rules that guarded before them are retired,
    as far as nobody has changed them."""
    kinds = set(session.scalars(sa.select(SafeguardRule.kind).distinct().where(SafeguardRule.retired_at.is_(None))))
    last, moment = session.scalar(sa.select(sa.func.max(SafeguardRule.safeguard_id))) or 0, clock.now()
    missing = [guard for guard in seed.safeguards() if guard.kind not in kinds]
    session.add_all(SafeguardRule(
        safeguard_id=last + number, version=1, kind=guard.kind, name=guard.name, words=list(guard.words),
        unless=list(guard.unless), review_level=guard.review_level, saved_at=moment)
        for number, guard in enumerate(missing, start=1))
    if not last:
        session.execute(sa.update(RoutingRule).values(retired_at=moment).where(
            RoutingRule.retired_at.is_(None), RoutingRule.version == 1, RoutingRule.saved_by_id.is_(None),
            sa.or_(*(RoutingRule.name.like(name) for name in GUARDED_BY_RULES))))
    session.flush()
    return len(missing)


def _renew_safeguards(session) -> int:
    """A new version of those nobody has changed, where what is shipped catches other words by now; how many."""
    shipped, renewed = {(guard.kind, guard.name): guard for guard in seed.safeguards()}, 0
    for old in session.scalars(sa.select(SafeguardRule).where(
            SafeguardRule.retired_at.is_(None), SafeguardRule.saved_by_id.is_(None))).all():
        new = shipped.get((old.kind, old.name))
        if new is None or (tuple(old.words), tuple(old.unless), old.review_level) == (
                new.words, new.unless, new.review_level):
            continue
        old.retired_at, renewed = clock.now(), renewed + 1
        session.flush()  # before the next version comes: only one may live
        session.add(SafeguardRule(
            safeguard_id=old.safeguard_id, version=old.version + 1, kind=old.kind, name=old.name,
            words=list(new.words), unless=list(new.unless), review_level=new.review_level, saved_at=old.retired_at))
    session.flush()
    return renewed


def _rule(rule) -> RoutingRule:
    """A seed rule as a row; seed rules hold anywhere."""
    return RoutingRule(
        rule_id=rule.id, version=rule.version, name=rule.name, place_id=None, category=rule.category,
        keywords=list(rule.keywords), urgency=rule.urgency,
        weekdays=sorted(rule.weekdays) if rule.weekdays is not None else None, time_from=rule.time_from,
        time_to=rule.time_to, source=rule.source, valid_from=rule.valid_from, valid_to=rule.valid_to,
        priority=rule.priority, queue=rule.queue, service_level=rule.service_level, fallback=rule.fallback,
        needs_review=rule.needs_review, saved_at=clock.now())
