"""The catalogue a new district starts with; what admins have changed since is left alone."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic
from service.feedback import seed
from service.feedback.models import Catalogue, Category, QueueSetting, RoutingRule, ServiceLevel
from service.feedback.routing import Queue

SETTINGS = {Queue.COMMUNITY: (168, 5, 120), Queue.PARTY_MEMBER: (72, 5, 120), Queue.PUBLIC: (48, 5, 120)}


def seed_catalogue() -> bool:
    """Write categories, levels, settings and rules once, and later the categories a new version brings; returns
    whether anything was written."""
    with atomic() as session:
        catalogue = session.scalar(sa.select(Catalogue).with_for_update())
        added = _add_categories(session)
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


def _rule(rule) -> RoutingRule:
    """A seed rule as a row; seed rules hold anywhere."""
    return RoutingRule(
        rule_id=rule.id, version=rule.version, name=rule.name, place_id=None, category=rule.category,
        keywords=list(rule.keywords), urgency=rule.urgency,
        weekdays=sorted(rule.weekdays) if rule.weekdays is not None else None, time_from=rule.time_from,
        time_to=rule.time_to, source=rule.source, valid_from=rule.valid_from, valid_to=rule.valid_to,
        priority=rule.priority, queue=rule.queue, service_level=rule.service_level, fallback=rule.fallback,
        needs_review=rule.needs_review, saved_at=clock.now())
