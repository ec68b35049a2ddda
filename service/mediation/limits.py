"""How long mediation takes and when its mediators are reminded: pure decisions on dates, all of them local days."""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

from service.core.days import months_after
from service.mediation.catalogue import AGREED

MONTHS = 1
"""A dispute is normally settled within one month: Ministry of Justice order 75 (人民调解工作若干规定), article 33."""
WARN_BEFORE = timedelta(days=3)
REVISIT_AFTER = timedelta(days=30)
LONGEST_EXTENSION = timedelta(days=183)  # of one extension; ours, so that a slip of the year is noticed


class Reminder(StrEnum):
    """What a mediator is reminded of."""

    LIMIT_NEAR = "limit_near"
    LIMIT_REACHED = "limit_reached"
    PERFORMANCE_DUE = "performance_due"
    REVISIT_DUE = "revisit_due"


def limit_of(opened_on: date) -> date:
    """The last day of the usual limit."""
    return months_after(opened_on, MONTHS)


def schedule(mediation) -> list[tuple[date, Reminder]]:
    """Every reminder ahead of a case as it stands, earliest first. Needs only the case's own columns.

    An open one: before its limit and at it. An agreed one: when it should be performed, and 30 days after it ended.
    """
    events: list[tuple[date, Reminder]] = []
    if mediation.outcome is None:
        events = [(mediation.due_on - WARN_BEFORE, Reminder.LIMIT_NEAR), (mediation.due_on, Reminder.LIMIT_REACHED)]
    elif mediation.outcome in AGREED and not mediation.is_performed:
        events = [(mediation.closed_on + REVISIT_AFTER, Reminder.REVISIT_DUE)]
        if mediation.perform_by:
            events.append((mediation.perform_by, Reminder.PERFORMANCE_DUE))
    seen = mediation.reminded_on
    return sorted(event for event in events if seen is None or event[0] > seen)


def remind_on(mediation) -> date | None:
    """The day the timer must look next; None when nobody need be reminded any more."""
    events = schedule(mediation)
    return events[0][0] if events else None


def due(mediation, today: date) -> list[tuple[date, Reminder]]:
    """What to say today. A timer that was late says that the limit is reached, not also that it is near."""
    said = [(day, reminder) for day, reminder in schedule(mediation) if day <= today]
    reached = any(reminder is Reminder.LIMIT_REACHED for _day, reminder in said)
    return [(day, one) for day, one in said if not (reached and one is Reminder.LIMIT_NEAR)]


def is_over(mediation, today: date) -> bool:
    """Whether it took, or takes, longer than its limit."""
    return (mediation.closed_on or today) > mediation.due_on
