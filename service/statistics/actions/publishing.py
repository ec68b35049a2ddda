"""Publishing what residents answered: in whole steps, which nobody changes afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db, inserting
from service.feedback.models import Rating
from service.organization.models import Level, Place
from service.statistics import steps
from service.statistics.models import AnswerStep, PublishedFigure
from service.statistics.queries.tickets.answers import waiting
from service.statistics.steps import Label, Waiting

AT_ONCE = 500
LABEL = Label._fields


def publish_answers() -> int:
    """Publish every step there is; returns how many answers that told of. Safe to do twice, at once or late: who
    publishes waits for who publishes, and no answer is published again."""
    with atomic() as session:
        session.execute(sa.select(Place.id).where(Place.level == Level.DISTRICT).with_for_update(key_share=True))
        moment, sums, told = clock.now(), defaultdict(Counter), 0
        for label, answers in steps.due(waiting(), moment):
            counts, told = _published(label, answers, moment), told + len(answers)
            for place_id in _line(label, answers[0]):
                sums[label._replace(place_id=place_id)] += counts
        _add(sums)
    return told


def _published(label: Label, answers: list[Waiting], moment: datetime) -> Counter:
    counts = steps.counted(answers)
    step = AnswerStep(**label._asdict(), published_at=moment, **{name: counts[name] for name in steps.COUNTS})
    db.session.add(step)
    db.session.flush()
    ids = [one.rating_id for one in answers]
    for start in range(0, len(ids), AT_ONCE):
        db.session.execute(sa.update(Rating).where(Rating.id.in_(ids[start:start + AT_ONCE])).values(step_id=step.id))
    return counts


def _line(label: Label, answer: Waiting) -> tuple[int, ...]:
    """The place of a step and those above it."""
    return answer.line[:answer.line.index(label.place_id) + 1]


def _add(sums: dict[Label, Counter]) -> None:
    rows = [label._asdict() | {name: sums[label][name] for name in steps.COUNTS} for label in sorted(sums)]
    for start in range(0, len(rows), AT_ONCE):
        added = inserting(PublishedFigure).values(rows[start:start + AT_ONCE])
        db.session.execute(added.on_conflict_do_update(index_elements=LABEL, set_={
            name: getattr(PublishedFigure, name) + added.excluded[name] for name in steps.COUNTS}))
