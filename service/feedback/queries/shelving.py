"""The catalogue as those see it who keep it: every category, level and setting with the version to change it by."""

from __future__ import annotations

import sqlalchemy as sa

from service.core.clock import iso
from service.core.database import db
from service.core.errors import Forbidden, NotFound
from service.core.http import Page
from service.feedback import policy
from service.feedback.catalogue import Topic
from service.feedback.models import Category, QueueSetting, ServiceLevel
from service.feedback.queries.catalogue import current
from service.feedback.routing import Queue
from service.organization.actors import Actor

TAKES_EFFECT = "从下一件诉求、下一次进入队列或下一次接单起生效；已经算好的时限不变。"
"""When a change is felt: a sentence for the page on which it is made."""


def as_category(row: Category) -> dict:
    """A category as its keeper types it, JSON-ready; `needs_enforcement` is its own mark."""
    return {"code": row.code, "name": row.name, "parent_code": row.parent_code, "std_code": row.std_code,
            "needs_enforcement": row.needs_enforcement, "position": row.position,
            "words": [{"word": word, "weight": weight} for word, weight in row.words],
            "retired_at": iso(row.retired_at)}


def as_level(row: ServiceLevel) -> dict:
    """A service level, JSON-ready."""
    return {"code": row.code, "name": row.name, "claim_minutes": row.claim_minutes,
            "answer_minutes": row.answer_minutes, "clock": row.clock}


def as_setting(row: QueueSetting) -> dict:
    """The settings of a queue, JSON-ready."""
    return {"queue": row.queue, "claim_hours": row.claim_hours, "open_claims": row.open_claims,
            "ring_minutes": row.ring_minutes}


def kept_categories(by: Actor) -> Page:
    """All categories in their order, retired ones too, on one page. Raises Forbidden."""
    rows, topics = _all(by, Category, Category.position, Category.code), current().topics
    return Page([_with_version(row, as_category) | _enforced(row.code, topics) for row in rows])


def kept_category(code: str, by: Actor) -> dict:
    """One category; `enforced`: it or one above it needs enforcement. Raises Forbidden, NotFound."""
    return _with_version(_one(by, Category, code), as_category) | _enforced(code, current().topics)


def levels(by: Actor) -> Page:
    """All service levels, the shortest limit first. Raises Forbidden."""
    return Page([_with_version(row, as_level) for row in _all(by, ServiceLevel, ServiceLevel.answer_minutes,
                                                              ServiceLevel.code)])


def level(code: str, by: Actor) -> dict:
    """One service level. Raises Forbidden, NotFound."""
    return _with_version(_one(by, ServiceLevel, code), as_level)


def settings(by: Actor) -> Page:
    """The settings of every queue. Raises Forbidden."""
    return Page([_with_version(row, as_setting) for row in _all(by, QueueSetting, QueueSetting.queue)])


def setting(queue: Queue, by: Actor) -> dict:
    """The settings of one queue. Raises Forbidden, NotFound."""
    return _with_version(_one(by, QueueSetting, queue), as_setting)


def _all(by: Actor, kind: type, *order) -> list:
    _door(by)
    return list(db.session.scalars(sa.select(kind).order_by(*order).execution_options(populate_existing=True)))


def _one(by: Actor, kind: type, key: str):
    _door(by)
    found = db.session.get(kind, key, populate_existing=True)
    if found is None:
        raise NotFound()
    return found


def _door(by: Actor) -> None:
    if not policy.may_preview_rules(by):
        raise Forbidden()


def _with_version(row, shown) -> dict:
    return shown(row) | {"version": row.version}


def _enforced(code: str, topics: dict[str, Topic]) -> dict:
    topic = topics.get(code)
    return {"enforced": topic is not None and topic.needs_enforcement}
