"""add, change, retire, restore a category; change a service level or the settings of a queue.

Everything here steers what comes next: the next matter, and a ticket the next time it enters a queue. Limits that were
reckoned already stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import Session

from service.core import audit, clock
from service.core.database import atomic
from service.core.errors import Forbidden, NotFound, WrongMoment, invalid
from service.core.opening import Seen, refuse_in_order
from service.feedback import policy
from service.feedback.catalogue import lineage
from service.feedback.models import Catalogue, Category, QueueSetting, RoutingRule, ServiceLevel
from service.feedback.queries import shelving
from service.feedback.routing import Queue
from service.feedback.routing.words import fold
from service.organization.actors import Actor

LONGEST_CODE = 64


class CategoryInUse(WrongMoment):
    code, title = "category_in_use", "Category in use"


@contextmanager
def changing_the_catalogue() -> Iterator[Session]:
    """The transaction of one change, the catalogue's version raised, which locks its only row.

    That comes before anything is read, so that of two changes at once the second one sees the first. Who may is asked
    of what is opened, or, where something is added, by `adding_to_the_catalogue`.
    """
    with atomic() as session:
        raised = sa.update(Catalogue).values(version=Catalogue.version + 1).returning(Catalogue.version)
        session.execute(raised.execution_options(synchronize_session=False)).scalar_one()
        yield session


@contextmanager
def adding_to_the_catalogue(by: Actor) -> Iterator[Session]:
    """The same for what is not there yet. Raises Forbidden."""
    if not policy.may_edit_rules(by):
        raise Forbidden()
    with changing_the_catalogue() as session:
        yield session


def add_category(parent_code: str, key: str, *, by: Actor, **fields) -> Category:
    """A category below another: its code is `<parent>.<key>`, its place behind its sisters unless `position` says.

    `fields` as in `POST /catalogue/categories`. Raises Forbidden, Invalid, WrongMoment `category_taken`.
    """
    with adding_to_the_catalogue(by) as session:
        parent, code = session.get(Category, parent_code), f"{parent_code}.{key}"
        if parent is None or parent.retired_at:
            raise invalid(parent_code="没有这个类别，或它已经停用。")
        if len(code) > LONGEST_CODE:
            raise invalid(key=f"编码连同上级最多 {LONGEST_CODE} 个字符。")
        if session.get(Category, code):
            raise WrongMoment("这个编码已经有了；停用的类别可以恢复，不用新建。", code="category_taken")
        last = session.scalar(sa.select(sa.func.max(Category.position)).where(
            sa.or_(Category.parent_code == parent_code, Category.code == parent_code)))
        blank = {"needs_enforcement": False, "std_code": None, "words": [], "position": last}
        made = Category(code=code, parent_code=parent_code, version=1, **_sound(blank | fields))
        session.add(made)
        session.flush()
        _note("category", code, by=by, before=None, after=shelving.as_category(made))
    return made


def change_category(code: str, *, by: Actor, seen: int | None = None, **fields) -> Category:
    """Another name, other words, standard code, position, or whether the law gives it to a department.

    When it does from now on, nobody takes such a matter on any more where members or everybody would: those that wait
    there go to the community within a minute (`recall_from_volunteers`), and so does each that enters a queue again;
    what somebody has in hand he may finish. When it no longer does, tickets that have come keep their mark until their
    category is changed. Rules that would give it to members are `broken` and are overruled. Raises Forbidden, NotFound,
    Stale, Invalid.
    """
    with changing_the_catalogue() as session:
        category = _found(session, Category, code, by, seen)
        before = shelving.as_category(category)
        for name, value in _sound(fields).items():
            setattr(category, name, value)
        return _changed(session, category, "category", code, by, before, shelving.as_category)


def retire_category(code: str, *, by: Actor, seen: int | None = None) -> Category:
    """Offer and suggest it no more; tickets and old rules that name it keep it. Twice is the same.

    Raises Forbidden, NotFound, Stale, CategoryInUse with `rules` that steer by it or `children` that are still offered.
    """
    with changing_the_catalogue() as session:
        category = _found(session, Category, code, by, seen)
        _must_be_free(session, code)
        before = shelving.as_category(category)
        category.retired_at = category.retired_at or clock.now()
        return _changed(session, category, "category", code, by, before, shelving.as_category)


def restore_category(code: str, *, by: Actor, seen: int | None = None) -> Category:
    """Offer a retired category again. Raises Forbidden, NotFound, Stale, WrongMoment `parent_retired`."""
    with changing_the_catalogue() as session:
        category = _found(session, Category, code, by, seen)
        if session.scalar(sa.select(Category.code).where(Category.code.in_(lineage(code)[:-1]),
                                                         Category.retired_at.is_not(None)).limit(1)):
            raise WrongMoment("上级类别已经停用，请先恢复上级。", code="parent_retired")
        before, category.retired_at = shelving.as_category(category), None
        return _changed(session, category, "category", code, by, before, shelving.as_category)


def change_level(code: str, *, by: Actor, seen: int | None = None, **fields) -> ServiceLevel:
    """Other limits, another clock or name for a service level. Raises Forbidden, NotFound, Stale, Invalid."""
    with changing_the_catalogue() as session:
        level = _found(session, ServiceLevel, code, by, seen)
        before = shelving.as_level(level)
        for name, value in fields.items():
            setattr(level, name, value)
        if level.answer_minutes < level.claim_minutes:
            raise invalid(answer_minutes="办结时限不能比接单时限短。")
        return _changed(session, level, "service_level", code, by, before, shelving.as_level)


def change_setting(queue: Queue, *, by: Actor, seen: int | None = None, **fields) -> QueueSetting:
    """How long a claim lasts, how many one person may hold, how fast the ring widens. Raises as `change_level`."""
    with changing_the_catalogue() as session:
        setting = _found(session, QueueSetting, queue, by, seen)
        before = shelving.as_setting(setting)
        for name, value in fields.items():
            setattr(setting, name, value)
        return _changed(session, setting, "queue_setting", queue, by, before, shelving.as_setting)


def _found(session: Session, kind: type, key: str, by: Actor, seen: Seen):
    found = session.get(kind, key, populate_existing=True)
    if found is None:
        raise NotFound()
    refuse_in_order(found, seen=seen, may=policy.may_edit_rules(by))
    return found


def _sound(fields: dict) -> dict:
    """The fields as they are stored. Raises Invalid for a word that is there twice."""
    if "words" not in fields:
        return fields
    folded = [fold(said["word"]).strip() for said in fields["words"]]
    twice = next((word for word in folded if not word or folded.count(word) > 1), None)
    if twice is not None:
        raise invalid(words=f"“{twice}”写了两次，请只留一个。" if twice else "有空白的词，请删去。")
    return fields | {"words": [[said["word"].strip(), said["weight"]] for said in fields["words"]]}


def _must_be_free(session: Session, code: str) -> None:
    rules = session.execute(sa.select(RoutingRule.rule_id, RoutingRule.name).order_by(RoutingRule.rule_id).where(
        RoutingRule.category == code, RoutingRule.retired_at.is_(None))).all()
    if rules:
        names = "、".join(f"“{rule.name}”" for rule in rules)
        raise CategoryInUse(f"分派规则{names}还在用这个类别，请先修改或停用这些规则。",
                            rules=[rule._asdict() for rule in rules], children=[])
    children = session.scalars(sa.select(Category.code).order_by(Category.position).where(
        Category.parent_code == code, Category.retired_at.is_(None))).all()
    if children:
        raise CategoryInUse("它下面还有在用的类别，请先停用下级。", rules=[], children=list(children))


def _changed(session: Session, row, kind: str, key: str, by: Actor, before: dict, shown):
    """One version more and a line in the audit log, unless nothing is different."""
    if shown(row) != before:
        row.version += 1
        session.flush()
        _note(kind, key, by=by, before=before, after=shown(row))
    return row


def _note(kind: str, key: str, *, by: Actor, before: dict | None, after: dict) -> None:
    audit.record("catalogue_change", by=by, subject=f"{kind}:{key}", before=before, after=after)
