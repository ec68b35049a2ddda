"""What time brings about: announcements, two gentle reminders of a day, one of a decision."""

from __future__ import annotations

import sqlalchemy as sa

from service.core import clock
from service.core.database import atomic, db
from service.courtyard import calendar
from service.courtyard.actions.planning import plan_all
from service.courtyard.calendar import Due
from service.courtyard.models import Decision, DecisionState, PartyMassDay
from service.courtyard.notices import days as notices
from service.courtyard.queries import people
from service.party.days import today

BATCH = 100
REMINDED = {Due.REMIND_LEAD: 1, Due.REMIND_SECRETARY: 2}


def run() -> dict[str, int]:
    """Plan what is to be planned; in the day time, write what is due. Safe to run late, twice, or at once."""
    done = {"planned": plan_all(), "days": 0, "decisions": 0}
    if clock.local(clock.now()).hour < calendar.LETTERS_FROM:
        return done
    for name, kind, act in (("days", PartyMassDay, _act_on_day), ("decisions", Decision, _act_on_decision)):
        while count := _batch(kind, act):
            done[name] += count
    return done


def _batch(kind: type, act) -> int:
    """Some of those that are due, locked; another worker takes others."""
    with atomic() as session:
        found = db.session.scalars(
            sa.select(kind).where(kind.wake_on <= today()).order_by(kind.wake_on, kind.id).limit(BATCH)
            .with_for_update(skip_locked=True, key_share=True).execution_options(populate_existing=True)).all()
        for row in found:
            act(row)
        session.flush()  # so that the next batch does not find them again, even inside a larger transaction
    return len(found)


def _act_on_day(day: PartyMassDay) -> None:
    for event in calendar.due(day, today()):
        if event is Due.ANNOUNCE:
            notices.announced(day)
            day.announced_at = clock.now()
        else:
            _remind(day, event)
    day.wake_on = calendar.wake_on(day, today())


def _remind(day: PartyMassDay, event: Due) -> None:
    people_of = people.leads_of if event is Due.REMIND_LEAD else people.secretaries_of
    notices.to_be_recorded(day, people_of(day))
    day.reminded = REMINDED[event]


def _act_on_decision(decision: Decision) -> None:
    if decision.state is DecisionState.OPEN:
        notices.overdue(decision, [*people.leads_of(decision.day), decision.account_id], today())
    decision.wake_on = None
