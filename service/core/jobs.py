"""Background work: one Huey, on SQLite beside the data, on PostgreSQL or on Redis, chosen by one setting.

Nothing that must not be lost lives here: the queue only wakes the worker, the truth is a row in the database.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import structlog
from flask import Flask, current_app
from huey import MemoryHuey, RedisHuey, SqliteHuey, crontab

from service.core import caches

log = structlog.get_logger("jobs")
WAKE_EVERY = 1.0
LINGER = 1.5
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
    """Put the queue at `app.extensions["jobs"]`, and the periodic work known so far at "periodic"."""
    app.extensions["jobs"] = make_huey(app.config["JOBS_URL"])
    app.extensions["periodic"] = {}
    app.extensions["wakeable"] = {}


def every_minute(app: Flask, name: str, work: Callable[[], object], minutes: int = 1) -> None:
    """Let a worker do `work` every so many minutes, inside the application; it must be safe to run twice."""
    huey = app.extensions["jobs"]

    def run():
        with app.app_context():
            return _guarded(name, work)
    app.extensions["periodic"][name] = work
    schedule = crontab(minute=f"*/{minutes}") if minutes < 60 else crontab(minute="0", hour=f"*/{minutes // 60}")
    huey.periodic_task(schedule, name=f"every_{name}")(run)


def on_waking(app: Flask, name: str, work: Callable[[], object]) -> None:
    """Let `wake(name)` start `work` on a worker soon, and once more a little later for who was not heard."""
    def run():
        with app.app_context():
            _guarded(name, work)
        time.sleep(LINGER)
        with app.app_context():
            return _guarded(name, work)
    app.extensions["wakeable"][name] = app.extensions["jobs"].task(name=f"wake_{name}")(run)


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


def _guarded(name: str, work: Callable[[], object]):
    """Run periodic work; an accident is logged and the next run tries again."""
    try:
        return work()
    except Exception as error:
        log.exception("job_failed", job=name, kind=type(error).__name__)
        return None


def work_until_stopped(app: Flask, threads: int = 1) -> None:
    """Be a worker: periodic work and wakings, until a signal ends it."""
    app.extensions["jobs"].create_consumer(workers=threads, periodic=True, initial_delay=0.1, max_delay=2.0).run()
