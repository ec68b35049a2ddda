"""The yearly feedback: the community writes, the unit acknowledges, the member answers; nothing is graded."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy.exc import IntegrityError

from service.core import audit, clock
from service.core.database import atomic, db
from service.core.errors import Forbidden, WrongMoment, invalid
from service.core.opening import Seen, refuse_in_order
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
        registration, period, found = _opened(registration_id, period_id, by)
        served = queries.is_served(registration_id, period_id)
        fixed = Acknowledged() if found is not None and found.acknowledged_at is not None else None
        refuse_in_order(found, seen=seen, may=policy.may_write(by, registration),
                        wrong=fixed if served else NotInPeriod())
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
        registration, period, found = _opened(registration_id, period_id, by)
        refuse_in_order(found, seen=seen, may=policy.may_acknowledge(by, registration),
                        wrong=_not_now(found, acknowledged=False))
        found.acknowledged_at, found.acknowledged_by_id, found.remark = clock.now(), by.account_id, remark
        found.version += 1
        session.flush()
        notices.acknowledged(registration, period)
    return found


def reply(registration_id: int, period_id: int, *, by: Actor, text: str, seen: Seen = None) -> YearlyFeedback:
    """The member answers what was written about him; community and unit read it. Raises as `correct`."""
    with atomic():
        registration, _period, found = _opened(registration_id, period_id, by)
        refuse_in_order(found, seen=seen, may=policy.may_reply(by, registration), wrong=_not_now(found))
        _note(found, NoteKind.REPLY, by, text)
        notices.replied(registration, found)
    return found


def correct(registration_id: int, period_id: int, *, by: Actor, text: str, seen: Seen = None) -> YearlyFeedback:
    """A second text of the community's beside one that was acknowledged. Audited.

    Raises UnknownRegistration, Forbidden, NotWritten, NotAcknowledged, TooManyNotes.
    """
    with atomic():
        registration, _period, found = _opened(registration_id, period_id, by)
        refuse_in_order(found, seen=seen, may=policy.may_write(by, registration),
                        wrong=_not_now(found, acknowledged=True))
        _note(found, NoteKind.CORRECTION, by, text)
        notices.corrected(registration, found)
        audit.record("feedback_corrected", by=by, subject=f"registration:{registration_id}", period=period_id)
    return found


def _opened(registration_id: int, period_id: int,
            by: Actor) -> tuple[Registration, FeedbackPeriod, YearlyFeedback | None]:
    """The locked registration, the period and what is written on both, for who may know of the feedback: that is asked,
    not whether he knows of the registration. Raises UnknownRegistration, UnknownPeriod."""
    registration = opening.locked(registration_id)
    if not queries.is_readable(registration_id, by):
        raise opening.UnknownRegistration()
    return registration, queries.period(period_id), queries.written(registration_id, period_id)


def _not_now(found: YearlyFeedback | None, *, acknowledged: bool | None = None) -> WrongMoment | None:
    """What is wrong with the moment for who reads it; `acknowledged`: whether it has to be, None: no matter."""
    if found is None:
        return NotWritten()
    if acknowledged in (None, found.acknowledged_at is not None):
        return None
    return NotAcknowledged() if acknowledged else Acknowledged("单位已经确认过了。")


def _note(found: YearlyFeedback, kind: NoteKind, by: Actor, text: str) -> None:
    if len(found.notes) >= MOST_NOTES:
        raise TooManyNotes()
    found.notes.append(FeedbackNote(kind=kind, text=text, written_at=clock.now(), written_by_id=by.account_id))
    found.version += 1
    db.session.flush()
