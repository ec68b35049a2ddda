"""Periodic work: what is done how often, when it was last done, and that somebody notices when it is not."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass, is_dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
import structlog
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from service.core import clock
from service.core.database import Base, Moment, atomic, db, inserting

JUST_NOW = timedelta(seconds=30)
STILL_GOING = timedelta(minutes=2)
TRY_AGAIN = timedelta(hours=1)  # what failed does not wait for the next night
NIGHT = timedelta(hours=2)  # the day of the timers begins at 02:00 in Changshou
LATE_AFTER = 3  # intervals, and
LATE_AT_LEAST = timedelta(minutes=10)  # so that a restart is no alarm
LONGEST_OUTCOME = 200
log = structlog.get_logger("jobs")
_going: set[str] = set()
_turn = threading.Lock()


@dataclass(frozen=True, slots=True)
class Timer:
    """`work` is done every so many minutes; `would` says what it would do, where trying it out is not possible.

    `alone`: while one worker is at it, the others leave it.
    """

    name: str
    minutes: int
    work: Callable[[], object]
    would: Callable[[], object] | None = None
    alone: bool = True


class TimerRun(Base):
    """When a timer first began, last began, last ended either way, and last ended well."""

    __tablename__ = "timer_runs"

    name: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    first_at: Mapped[datetime] = mapped_column(Moment)
    started_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    done_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(sa.String(LONGEST_OUTCOME))


def known() -> dict[str, Timer]:
    """Every timer of this application, by name."""
    return current_app.extensions["timers"]


def run_in_turn(timer: Timer) -> None:
    """Do the work if its turn has come and nobody has taken it: what ticks together or has piled up is done once, and
    a turn nobody took, however long ago, is made up for once.

    Only a courtesy, since all work is safe to do at once: a run nobody ended is waited for two minutes, no longer.
    """
    with _turn:
        if timer.name in _going:
            return
        _going.add(timer.name)
    try:
        if _begin(timer):
            run(timer)
    finally:
        _going.discard(timer.name)


def run(timer: Timer) -> object:
    """Do the work now and write down how it went; whatever it raises, this raises too."""
    began = clock.now()
    try:
        outcome = timer.work()
    except BaseException as error:
        _end(timer, began, type(error).__name__)
        raise
    _end(timer, began, in_words(outcome), done_at=clock.now())
    return outcome


def in_words(outcome: object) -> str:
    """What a work returned, on one line: figures as they are, of other things how many."""
    if is_dataclass(outcome):
        outcome = asdict(outcome)
    if isinstance(outcome, dict):
        return ", ".join(f"{name}: {count}" for name, count in outcome.items()) or "0"
    if isinstance(outcome, list | tuple | set):
        return str(len(outcome))
    return "" if outcome is None else str(outcome)


def last_turn(minutes: int, moment: datetime) -> datetime:
    """When a timer of so many minutes was to begin last: whole intervals from 02:00 in Changshou on."""
    here = clock.local(moment)
    day = (here - NIGHT).replace(hour=0, minute=0, second=0, microsecond=0) + NIGHT
    interval = timedelta(minutes=minutes)
    return day + (here - day) // interval * interval


def _is_free(timer: Timer, moment: datetime) -> sa.ColumnElement[bool]:
    """Whether the present turn of a timer that has begun before is not taken yet, or its taker has died or failed."""
    if timer.minutes == 1 and not timer.alone:
        return sa.true()
    before = moment - JUST_NOW if timer.minutes == 1 else min(last_turn(timer.minutes, moment), moment - JUST_NOW)
    began, ended = TimerRun.started_at, TimerRun.ended_at
    failed = sa.and_(ended.is_not(None), sa.or_(TimerRun.done_at.is_(None), TimerRun.done_at < began))
    return sa.or_(sa.and_(ended.is_not(None), began < before), sa.and_(ended.is_(None), began < moment - STILL_GOING),
                  sa.and_(failed, began <= moment - TRY_AGAIN),
                  began > moment + JUST_NOW)  # the clock was put back; by less, it is only another host's


def _begin(timer: Timer) -> bool:
    """Write down that it begins; False when it is not its turn. Most are asked in vain each minute: asking writes
    nothing."""
    moment = clock.now()
    free, fresh = _is_free(timer, moment), {"started_at": moment, "ended_at": None}
    if db.session.scalar(sa.select(TimerRun.name).where(TimerRun.name == timer.name, ~free)):
        return False
    statement = inserting(TimerRun).values(name=timer.name, first_at=moment, **fresh)
    with atomic() as session:
        return session.scalar(statement.on_conflict_do_update(index_elements=["name"], set_=fresh, where=free)
                              .returning(TimerRun.name)) is not None


def _end(timer: Timer, began: datetime, outcome: str, **done: datetime) -> None:
    """Best effort: a database that is away has no place for it, and says so by itself."""
    fresh = {"ended_at": clock.now(), "outcome": outcome[:LONGEST_OUTCOME], **done}
    try:
        with atomic() as session:
            session.execute(inserting(TimerRun).values(name=timer.name, first_at=began, started_at=began, **fresh)
                            .on_conflict_do_update(index_elements=["name"], set_=fresh))
    except sa.exc.SQLAlchemyError as error:
        log.warning("timer_end_not_kept", timer=timer.name, kind=type(error).__name__)


def last_runs() -> dict[str, sa.Row]:
    """`name, first_at, started_at, ended_at, done_at, outcome` of every timer that has begun once."""
    return {row.name: row for row in db.session.execute(sa.select(TimerRun.__table__))}


def late() -> dict[str, float]:
    """Timers whose work has not been done for three of their intervals (at least ten minutes), and for how many
    seconds not; one that was never done counts from when it first began, one that never began from when any did."""
    runs, moment = last_runs(), clock.now()
    first = min((row.first_at for row in runs.values()), default=moment)
    ages = {name: moment - ((runs[name].done_at or runs[name].first_at) if name in runs else first)
            for name in known()}
    return {name: age.total_seconds() for name, age in ages.items()
            if age > max(LATE_AFTER * timedelta(minutes=known()[name].minutes), LATE_AT_LEAST)}


def figures() -> dict[str, tuple[str, float]]:
    """The gauges of the timers for `/metrics`: the web process answers, which lives on when workers do not."""
    overdue = late()
    return {"mashang_timers_late": ("Timers not done for three of their intervals", len(overdue)),
            "mashang_timers_latest_seconds": ("Seconds since the longest-waiting late timer was done",
                                              max(overdue.values(), default=0.0))}
