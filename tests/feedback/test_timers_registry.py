"""Every timer there is: late, twice, at once, after a week nobody looked, on a town with a year behind it."""

import re
from collections import Counter

import pytest
import sqlalchemy as sa

from service.core import periodic
from service.core.database import Base, db
from service.core.rehearsing import rehearse
from service.feedback.routing import Queue
from service.feedback.workflow import State
from service.notifications.models import Message
from service.town import year

MARKS = {"stale_marks", "timer_runs"}  # how often a figure is marked as untrue is no fact of anybody's
NUMBERED = re.compile(r"(?<=service-record:)\d+")  # letters that name the number of a new row
OF_NEW_ROWS = {"step_id"}  # columns that hold the number of a new row


@pytest.fixture
def a_week_later(life, wait):
    """The town with its year; tickets in every state in each queue; then nobody looked for a week."""
    year.live()
    for queue in Queue:
        for state in (State.QUEUED, State.CLAIMED, State.ASKING, State.SUSPENDED, State.ANSWERED):
            life.bring_to(state, queue=queue, by="chen" if queue is Queue.PUBLIC else "hu")
    life.bring_to(State.REVIEWING)
    life.bring_to(State.FORWARDED)
    wait(days=7, hours=1)


def _rows(*, ids=True):
    """Every row of every table by name; without `ids` as bags of rows that do not tell their own number."""
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [column if ids or column.name not in OF_NEW_ROWS else column.is_not(None) for column in table.c
                   if ids or not (column.primary_key and column.name == "id")]
        rows = db.session.execute(sa.select(*columns).order_by(*table.primary_key)).all()
        if table.name not in MARKS:
            found[table.name] = rows if ids else Counter(NUMBERED.sub("", repr(row)) for row in rows)
    return found


def _differing(one, other):
    return [name for name in one if one[name] != other[name]]


@pytest.mark.usefixtures("a_week_later")
def test_no_timer_does_anything_the_second_time(app):
    wrote, did = {}, set()
    for name, timer in periodic.known().items():
        before = _rows()
        timer.work()
        once = _rows()
        timer.work()
        db.session.expire_all()
        wrote[name] = _differing(once, _rows())
        did |= {name} if _differing(before, once) else set()

    assert {name: tables for name, tables in wrote.items() if tables} == {}
    assert did >= {"clockwork", "courtyard", "delivery", "figures"}  # a week is long enough for the question


@pytest.mark.usefixtures("a_week_later")
def test_after_a_week_everybody_hears_of_a_matter_once(app):
    last = db.session.scalar(sa.select(sa.func.max(Message.id)))
    for timer in periodic.known().values():
        timer.work()

    heard = Counter(map(tuple, db.session.execute(
        sa.select(Message.account_id, Message.kind, Message.subject).where(Message.id > last))))

    assert len(heard) > 20
    twice = {letter for letter, count in heard.items() if count > 1}
    assert {kind for _account, kind, _subject in twice} <= {"escalated_told"}  # two limits passed, each to its level


@pytest.mark.only_postgresql
@pytest.mark.usefixtures("a_week_later")
def test_two_workers_at_once_do_what_one_would(app, run_together):
    wrong = {}
    for name, timer in periodic.known().items():
        if timer.would is not None:  # it calls outside, where each call is leased
            continue

        def alone(work=timer.work):
            work()
            return _rows(ids=False)
        expected = rehearse(alone).outcome
        raised = [one for one in run_together([timer.work] * 2) if isinstance(one, Exception)]
        db.session.expire_all()
        wrong[name] = raised or _differing(expected, _rows(ids=False))

    assert {name: found for name, found in wrong.items() if found} == {}
