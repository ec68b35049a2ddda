"""Background work: one Huey, on SQLite beside the data, on PostgreSQL or on Redis, chosen by one setting.

Nothing that must not be lost lives here: the queue only wakes the worker, the truth is a row in the database.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from pathlib import Path

import structlog
from flask import Flask, current_app
from huey import MemoryHuey, RedisHuey, SqliteHuey, crontab
from huey.consumer import Consumer

from service.core import caches, metrics, periodic

log = structlog.get_logger("jobs")
WAKE_EVERY = 1.0
LINGER = 1.5
DAILY = 24 * 60
SECONDS_TO_FINISH = 5
_stopping = threading.Event()
_woken: dict[str, float] = {}
caches.register(_woken.clear)


def make_huey(url: str):
    """The queue behind a JOBS_URL: `sqlite:///path`, `redis://…`, `postgresql://…` or `memory:`.

    Raises ValueError for another scheme.
    """
    if url.startswith("memory:"):
        return MemoryHuey("mashang", immediate=False)
    if url.startswith("redis"):
        return RedisHuey("mashang", url=url)
    if url.startswith("postgresql"):
        from huey import PostgresHuey
        return PostgresHuey("mashang", dsn=url.replace("postgresql+psycopg", "postgresql"))
    if url.startswith("sqlite:///"):
        path = Path(url.removeprefix("sqlite:///"))
        path.parent.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("mashang", filename=str(path), fsync=False)
    raise ValueError(f"JOBS_URL: {url.split(':', 1)[0]} is not known")


def init_app(app: Flask) -> None:
    """Put the queue at `app.extensions["jobs"]`, the periodic work known so far at "timers" and "periodic"."""
    app.extensions["jobs"] = make_huey(app.config["JOBS_URL"])
    app.extensions["timers"] = {}
    app.extensions["periodic"] = {}
    app.extensions["wakeable"] = {}
    if periodic.figures not in metrics.gauges:  # gauges belong to the process, which may hold several applications
        metrics.gauge(periodic.figures)


def every_minute(app: Flask, name: str, work: Callable[[], object], minutes: int = 1, *,
                 would: Callable[[], object] | None = None, alone: bool = True) -> None:
    """Let a worker do `work` every so many minutes (up to a day), inside the application; it must be safe to run twice.

    Asked each minute whether its turn has come (see periodic.last_turn), so that what was missed is made up for soon.

    `would` says what it would do, for work that cannot be rehearsed in a transaction (it calls outside, deletes
    files). `alone=False`: several workers may be at it together.
    """
    timer = periodic.Timer(name, minutes, work, would, alone)

    def run() -> None:
        if not is_stopping():
            with app.app_context():
                _guarded(name, lambda: periodic.run_in_turn(timer))
    app.extensions["timers"][name], app.extensions["periodic"][name] = timer, work
    app.extensions["jobs"].periodic_task(crontab(), name=f"every_{name}")(run)


class Waking:
    """What a waking starts: the work at once, and again a little later for who was not heard.

    Only one thread lingers for that, however many wakings come: the others are for the timers.
    """

    def __init__(self, app: Flask, name: str, work: Callable[[], object]) -> None:
        self._app, self._name, self._work = app, name, work
        self._lingering, self._until = threading.Lock(), 0.0

    def run(self) -> None:
        """Do the work; linger, unless another thread does, until no waking has come for a while, and do it again."""
        self._do()
        self._until = time.monotonic() + LINGER
        while self._until > time.monotonic() and self._lingering.acquire(blocking=False):
            try:
                if self._is_quiet():
                    self._do()
            finally:
                self._lingering.release()

    def _is_quiet(self) -> bool:
        """Wait until the last waking is long enough ago; False when the worker is told to end."""
        while (left := self._until - time.monotonic()) > 0:
            if _stopping.wait(left):
                self._until = 0.0
                return False
        return True

    def _do(self) -> None:
        with self._app.app_context():
            _guarded(self._name, self._work)


def on_waking(app: Flask, name: str, work: Callable[[], object]) -> None:
    """Let `wake(name)` start `work` on a worker soon, and once more a little later for who was not heard."""
    app.extensions["wakeable"][name] = app.extensions["jobs"].task(name=f"wake_{name}")(Waking(app, name, work).run)


def wake(name: str) -> None:
    """Ask a worker to look now, at most once a second from this process: the work lingers longer than that.

    Losing this costs a minute, never a message: the periodic run finds the rows.
    """
    moment = time.monotonic()
    if moment - _woken.get(name, -WAKE_EVERY) < WAKE_EVERY:
        return
    _woken[name] = moment
    try:
        current_app.extensions["wakeable"][name]()
    except Exception as error:  # the queue is a convenience; the change is already committed
        log.warning("not_woken", what=name, kind=type(error).__name__)


def _guarded(name: str, work: Callable[[], object]) -> None:
    """Run work of a worker; an accident is logged and counted, and the next run tries again."""
    try:
        work()
    except Exception as error:
        metrics.alarm("job_failed")
        log.exception("job_failed", job=name, kind=type(error).__name__)


class Worker(Consumer):
    """Huey's consumer; every signal lets jobs that are running finish, for a few seconds."""

    def stop(self, graceful=True):
        """Stop taking jobs, tell the running ones (`is_stopping`), and wait for them."""
        _stopping.set()
        super().stop(graceful=True)


def is_stopping() -> bool:
    """Whether this worker has been told to end: long work returns at its next step, the rest waits in its table."""
    return _stopping.is_set()


def work_until_stopped(app: Flask, threads: int | None = None) -> None:
    """Be a worker with so many threads (WORKER_THREADS): periodic work and wakings, until a signal ends it."""
    _stopping.clear()
    Worker(app.extensions["jobs"], workers=threads or app.config["WORKER_THREADS"], periodic=True, initial_delay=0.1,
           max_delay=2.0, shutdown_timeout=SECONDS_TO_FINISH).run()
