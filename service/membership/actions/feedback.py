"""The yearly feedback: the community writes, the unit acknowledges, the member answers; nothing is graded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy.exc import IntegrityError

from service.core import audit, clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, Stale, WrongMoment, invalid
from service.membership.models.feedback import (
    FeedbackNote,
    FeedbackPeriod,
    NoteKind,
    TookPart,
    YearlyFeedback,
)
from service.membership.models.registration import Registration
from service.membership.notices import feedback as notices
from service.membership.policy import feedback as policy
from service.membership.policy.registrations import may_manage_periods
from service.membership.queries import feedback as queries
from service.membership.queries import opening
from service.organization.actors import Actor

MOST_NOTES = 10


class PeriodExists(WrongMoment):
    code, title = "period_exists", "Period exists"
    detail = "已经有同名的反馈周期。"


class NotInPeriod(WrongMoment):
    code, title = "not_in_period", "Not in the period"
    detail = "这名党员在这个周期没有在社区报到，或周期还没有开始。"


class NotWritten(WrongMoment):
    code, title = "feedback_not_written", "Not written yet"
    detail = "社区还没有写反馈。"


class Acknowledged(WrongMoment):
    code, title = "feedback_acknowledged", "Acknowledged already"
    detail = "单位已经确认，原文不能再改；需要更正请另写一条。"


class NotAcknowledged(WrongMoment):
    code, title = "feedback_not_acknowledged", "Not acknowledged yet"
    detail = "单位还没有确认，可以直接修改原文。"


class TooManyNotes(WrongMoment):
    code, title = "too_many_notes", "Too many notes"
    detail = f"一份反馈最多 {MOST_NOTES} 条答复和更正。"


def create_period(*, by: Actor, name: str, begins: date, ends: date, write_by: date) -> FeedbackPeriod:
    """Open a period of feedback for the whole district. Raises Forbidden, Invalid, PeriodExists."""
    if not may_manage_periods(by):
        raise Forbidden()
    if ends < begins:
        raise invalid(ends="不能早于开始的日期。")
    if write_by < ends:
        raise invalid(write_by="不能早于结束的日期。")
    period = FeedbackPeriod(name=name.strip(), begins=begins, ends=ends, write_by=write_by, begins_at=_midnight(begins),
                            ends_before=_midnight(ends + timedelta(days=1)), created_at=clock.now(),
                            created_by_id=by.account_id, reminders=0)
    with atomic():
        try:
            with db.session.begin_nested():
                db.session.add(period)
                db.session.flush()
        except IntegrityError as error:
            raise PeriodExists() from error
        audit.record("feedback_period", by=by, subject=f"feedback-period:{period.id}")
    return period


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time.min, clock.LOCAL)


def write(registration_id: int, period_id: int, *, by: Actor, text: str, took_part: TookPart | None = None,
          seen: int | None = None) -> YearlyFeedback:
    """Write, or until the unit acknowledges rewrite, the feedback on one member.

    Raises UnknownRegistration, Forbidden, UnknownPeriod, NotInPeriod, Acknowledged, Stale.
    """
    with atomic() as session:
        registration = _opened(registration_id, by, policy.may_write)
        period = queries.period(period_id)
        if not queries.is_served(registration_id, period_id):
            raise NotInPeriod()
        found = queries.written(registration_id, period_id)
        _check_version(found, seen)
        if found is not None and found.acknowledged_at is not None:
            raise Acknowledged()
        if found is None:
            found = YearlyFeedback(registration_id=registration_id, period_id=period_id, version=0, reminded=0,
                                   written_at=clock.now(), text=text)
            session.add(found)
            notices.written(registration, period)
        found.text, found.took_part = text, took_part
        found.written_by_id, found.version = by.account_id, found.version + 1
        session.flush()
    return found


def acknowledge(registration_id: int, period_id: int, *, by: Actor, remark: str | None = None,
                seen: int | None = None) -> YearlyFeedback:
    """The unit has read it, with a remark where it likes; the text is fixed from now on.

    Raises UnknownRegistration, Forbidden, NotWritten, Acknowledged, Stale.
    """
    with atomic() as session:
        registration = _opened(registration_id, by, policy.may_acknowledge)
        found = _written(registration_id, period_id)
        _check_version(found, seen)
        if found.acknowledged_at is not None:
            raise Acknowledged("单位已经确认过了。")
        found.acknowledged_at, found.acknowledged_by_id, found.remark = clock.now(), by.account_id, remark
        found.version += 1
        session.flush()
        notices.acknowledged(registration, found.period)
    return found


def reply(registration_id: int, period_id: int, *, by: Actor, text: str) -> YearlyFeedback:
    """The member answers what was written about him; community and unit read it. Raises as `correct`."""
    with atomic():
        registration = _opened(registration_id, by, policy.may_reply)
        found = _note(_written(registration_id, period_id), NoteKind.REPLY, by, text)
        notices.replied(registration, found)
    return found


def correct(registration_id: int, period_id: int, *, by: Actor, text: str) -> YearlyFeedback:
    """A second text of the community's beside one that was acknowledged. Audited.

    Raises UnknownRegistration, Forbidden, NotWritten, NotAcknowledged, TooManyNotes.
    """
    with atomic():
        registration = _opened(registration_id, by, policy.may_write)
        found = _written(registration_id, period_id)
        if found.acknowledged_at is None:
            raise NotAcknowledged()
        _note(found, NoteKind.CORRECTION, by, text)
        notices.corrected(registration, found)
        audit.record("feedback_corrected", by=by, subject=f"registration:{registration_id}", period=period_id)
    return found


def _opened(registration_id: int, by: Actor, may: opening.May) -> Registration:
    """The locked registration for who may; whether he may know of the feedback is asked, not of the registration."""
    registration = opening.locked(registration_id)
    if not may(by, registration):
        raise Forbidden() if queries.is_readable(registration_id, by) else opening.UnknownRegistration()
    return registration


def _written(registration_id: int, period_id: int) -> YearlyFeedback:
    queries.period(period_id)
    found = queries.written(registration_id, period_id)
    if found is None:
        raise NotWritten()
    return found


def _check_version(found: YearlyFeedback | None, seen: int | None) -> None:
    version = found.version if found is not None else 0
    if seen is not None and seen != version:
        raise Stale(version=version)


def _note(found: YearlyFeedback, kind: NoteKind, by: Actor, text: str) -> YearlyFeedback:
    if len(found.notes) >= MOST_NOTES:
        raise TooManyNotes()
    found.notes.append(FeedbackNote(kind=kind, text=text, written_at=clock.now(), written_by_id=by.account_id))
    found.version += 1
    db.session.flush()
    return found
