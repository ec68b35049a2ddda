"""Yearly feedback as people see it: per period and registration, written or still open."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import db
from service.core.errors import NotFound, invalid
from service.core.http import Page
from service.membership.models.feedback import (
    FEEDBACK_STATE_NAMES,
    TOOK_PART_NAMES,
    FeedbackNote,
    FeedbackPeriod,
    FeedbackState,
    YearlyFeedback,
)
from service.membership.models.registration import Registration, RegistrationState
from service.membership.policy import feedback as policy
from service.membership.policy import registrations as people
from service.membership.queries.registrations import Community, joined
from service.notifications import cursors
from service.organization import place_cursors
from service.organization.actors import Actor
from service.organization.models import Grant, Role, Unit
from service.party.models import PartyMember

COLUMNS = (
    Registration.id.label("registration_id"), Registration.number, PartyMember.name,
    Unit.code.label("unit_code"), Unit.name.label("unit_name"), Community.code.label("community_code"),
    Community.name.label("community_name"), Community.level.label("community_level"),
    FeedbackPeriod.id.label("period_id"), FeedbackPeriod.name.label("period_name"), FeedbackPeriod.begins,
    FeedbackPeriod.ends, FeedbackPeriod.write_by,
    YearlyFeedback.id, YearlyFeedback.text, YearlyFeedback.took_part, YearlyFeedback.version,
    YearlyFeedback.written_at, YearlyFeedback.acknowledged_at, YearlyFeedback.remark)
VIEWS = {"mine": people.of_himself, "place": policy.of_his_communities, "unit": people.of_his_units}
STATES = {
    FeedbackState.OPEN: sa.and_(YearlyFeedback.id.is_(None), Registration.state == RegistrationState.ACCEPTED),
    FeedbackState.WRITTEN: sa.and_(YearlyFeedback.id.is_not(None), YearlyFeedback.acknowledged_at.is_(None)),
    FeedbackState.ACKNOWLEDGED: YearlyFeedback.acknowledged_at.is_not(None),
}
"""Of who is registered there no more nothing is asked, though it may be written."""


class UnknownPeriod(NotFound):
    code = "period_unknown"
    detail = "没有这个反馈周期，或还没有开始。"


class UnknownFeedback(NotFound):
    code = "feedback_unknown"
    detail = "这名党员在这个周期没有报到，或您不能查看。"


def served_in() -> sa.ColumnElement[bool]:
    """Registrations that were accepted for a day or more of a period that has begun."""
    return sa.and_(Registration.number.is_not(None), Registration.decided_at < FeedbackPeriod.ends_before,
                   sa.or_(Registration.ended_at.is_(None), Registration.ended_at >= FeedbackPeriod.begins_at),
                   FeedbackPeriod.begins_at <= clock.now())


def _all(*columns) -> sa.Select:
    return (joined(*columns).join(FeedbackPeriod, served_in()).outerjoin(YearlyFeedback, sa.and_(
        YearlyFeedback.registration_id == Registration.id, YearlyFeedback.period_id == FeedbackPeriod.id)))


def period(period_id: int) -> FeedbackPeriod:
    """A period. Raises UnknownPeriod."""
    found = db.session.get(FeedbackPeriod, period_id, populate_existing=True)
    if found is None:
        raise UnknownPeriod()
    return found


def periods(*, limit: int, cursor: str | None = None) -> Page:
    """A page of periods, the newest first. Raises Invalid for the cursor."""
    rows = sa.select(FeedbackPeriod).order_by(FeedbackPeriod.id.desc())
    if cursor is not None:
        rows = rows.where(FeedbackPeriod.id < cursors.read(cursor))
    found = db.session.scalars(rows.limit(limit + 1)).all()
    return Page(found[:limit], cursors.written(found[limit - 1].id) if len(found) > limit else None)


def yearly_feedback(by: Actor, *, view: str = "mine", period: int | None = None, state: FeedbackState | None = None,
                    limit: int = 20, cursor: str | None = None) -> Page:
    """A page of one view: about himself (all periods), on the members of his `place`s or of his `unit`.

    For a place and a unit the newest period that has begun, unless another is named. Raises Invalid for the cursor.
    """
    conditions = [VIEWS[view](by)]
    if period is None and view != "mine":
        period = db.session.scalar(sa.select(FeedbackPeriod.id).where(FeedbackPeriod.begins_at <= clock.now())
                                   .order_by(FeedbackPeriod.begins_at.desc(), FeedbackPeriod.id.desc()).limit(1))
        conditions.append(FeedbackPeriod.id == period)
    elif period is not None:
        conditions.append(FeedbackPeriod.id == period)
    if state is not None:
        conditions.append(STATES[state])
    key = sa.tuple_(Registration.id, FeedbackPeriod.id)
    if cursor is not None:
        conditions.append(key < sa.tuple_(*_position(cursor)))
    rows = db.session.execute(_all(*COLUMNS).where(*conditions)
                              .order_by(Registration.id.desc(), FeedbackPeriod.id.desc()).limit(limit + 1)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    return Page(_shown(rows[:limit]), place_cursors.written(last.registration_id, last.period_id) if last else None)


def _position(cursor: str) -> tuple[int, int]:
    parts = place_cursors.read(cursor, 2)
    if not all(part.isdecimal() and len(part) <= 18 for part in parts):
        raise invalid(cursor="这个翻页标记不正确。")
    return int(parts[0]), int(parts[1])


def feedback(registration_id: int, period_id: int, by: Actor) -> dict:
    """The feedback on one registration for one period, open or written. Raises UnknownFeedback."""
    row = db.session.execute(_all(*COLUMNS).where(
        Registration.id == registration_id, FeedbackPeriod.id == period_id, policy.feedback_visible_to(by))).first()
    if row is None:
        raise UnknownFeedback()
    return _shown([row])[0]


def permitted(registration_id: int, state: FeedbackState, by: Actor) -> list[str]:
    """What he may do now with the feedback on this registration: write, acknowledge, reply, correct."""
    registration = db.session.get_one(Registration, registration_id)
    is_written, is_acknowledged = state is not FeedbackState.OPEN, state is FeedbackState.ACKNOWLEDGED
    may = {"write": not is_acknowledged and policy.may_write(by, registration),
           "acknowledge": state is FeedbackState.WRITTEN and policy.may_acknowledge(by, registration),
           "reply": is_written and policy.may_reply(by, registration),
           "correct": is_acknowledged and policy.may_write(by, registration)}
    return [verb for verb, allowed in may.items() if allowed]


def written(registration_id: int, period_id: int) -> YearlyFeedback | None:
    """What was written, locked until the transaction ends."""
    return db.session.scalar(sa.select(YearlyFeedback).where(
        YearlyFeedback.registration_id == registration_id, YearlyFeedback.period_id == period_id)
        .with_for_update().execution_options(populate_existing=True))


def is_served(registration_id: int, period_id: int) -> bool:
    """Whether the registration was accepted during the period, and the period has begun."""
    return bool(db.session.scalar(sa.select(sa.exists(
        sa.select(Registration.id).join(FeedbackPeriod, served_in())
        .where(Registration.id == registration_id, FeedbackPeriod.id == period_id)))))


def _shown(rows: list[sa.Row]) -> list[dict]:
    notes: dict[int, list[dict]] = {row.id: [] for row in rows if row.id is not None}
    if notes:
        for note in db.session.execute(
                sa.select(FeedbackNote.feedback_id, FeedbackNote.kind, FeedbackNote.text, FeedbackNote.written_at)
                .where(FeedbackNote.feedback_id.in_(notes)).order_by(FeedbackNote.id)):
            notes[note.feedback_id].append({"kind": note.kind, "text": note.text, "written_at": note.written_at})
    return [_item(row, notes.get(row.id, [])) for row in rows]


def _item(row: sa.Row, notes: list[dict]) -> dict:
    state = FeedbackState.OPEN
    if row.id is not None:
        state = FeedbackState.ACKNOWLEDGED if row.acknowledged_at else FeedbackState.WRITTEN
    return {
        "registration_id": row.registration_id, "period_id": row.period_id, "number": row.number, "name": row.name,
        "unit": {"code": row.unit_code, "name": row.unit_name},
        "community": {"code": row.community_code, "name": row.community_name, "level": row.community_level},
        "period": {"id": row.period_id, "name": row.period_name, "begins": row.begins, "ends": row.ends,
                   "write_by": row.write_by},
        "state": state, "state_name": FEEDBACK_STATE_NAMES[state], "text": row.text, "took_part": row.took_part,
        "took_part_name": TOOK_PART_NAMES[row.took_part] if row.took_part else None, "written_at": row.written_at,
        "acknowledged_at": row.acknowledged_at, "remark": row.remark, "notes": notes, "version": row.version or 0}


def is_readable(registration_id: int, by: Actor) -> bool:
    """Whether he may read what is written on this registration."""
    return bool(db.session.scalar(sa.select(sa.exists().where(
        Registration.id == registration_id, policy.feedback_visible_to(by)))))


def administrators_of(unit_id: int) -> list[int]:
    """Accounts of who administers a unit."""
    return list(db.session.scalars(sa.select(Grant.account_id).distinct().where(
        Grant.unit_id == unit_id, Grant.role == Role.UNIT_ADMIN, Grant.revoked_at.is_(None))))
