"""What faults happen to: a PostgreSQL that can be restarted, gunicorn and workers as shipped, WeChat on a socket."""

from __future__ import annotations

import base64
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager, suppress
from pathlib import Path
from unittest.mock import patch

import flask_migrate
import psycopg

import config
from service import create_app
from service.core.database import db
from tests import postgres
from tests.cast import TownUnderTest, build_town
from tests.databases import WIDE
from tests.faults.platform import Platform
from tests.house.sources import ROOT

DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "wal_level": "replica",
           "max_connections": "100"}
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT  # PostgreSQL's names for two ways to end
SECONDS = 60
SUBSCRIBED = """INSERT INTO subscriptions (account_id, template, remaining, long_term)
SELECT a.id, t, 0, true FROM accounts a, unnest(ARRAY['progress', 'answer', 'task', 'activity']) t
ON CONFLICT (account_id, template) DO UPDATE SET long_term = true"""


def until(happens: Callable[[], object], what: str, seconds: float = SECONDS, step: float = 0.02) -> None:
    """Wait for it; AssertionError with `what` when it does not happen in time."""
    deadline = time.monotonic() + seconds
    while not happens():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        time.sleep(step)


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


class Durable(postgres.Server):
    """PostgreSQL as in production: what it said is written is on the disk, and it comes back with the same data."""

    def _start(self, program):
        self.program = program
        with patch.dict(postgres.OPTIONS, DURABLE):
            return super()._start(program)

    def restart(self, how: signal.Signals, seconds_away: float = 0.0) -> None:
        """End it FAST or IMMEDIATEly, stay away so long, come back on the same data and socket.

        Only from a thread that outlives the server: the kernel ends a child with the thread that began it.
        """
        if self.process.poll() is None:
            self.process.send_signal(how)
            self.process.wait(SECONDS)
        time.sleep(seconds_away)
        self.process = self._start(self.program)

    def of(self, name: str) -> str:
        """The address of a database on it."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def say(self, *statements: str) -> None:
        """Run statements in the maintenance database."""
        with psycopg.connect(f"host={self.folder} user=postgres dbname=postgres", autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


class Ground:
    """One database with the town in it, everything that runs on it, and where that writes its log."""

    def __init__(self, server: Durable, folder: Path):
        self.server, self.folder, self.port = server, folder, free_port()
        self.platform = Platform(free_port())
        self.name = f"faults_{self.port}"
        self.processes: list[subprocess.Popen] = []
        self.environment = _environment(server.of(self.name), folder, self.port, self.platform.port)
        server.say(f"CREATE DATABASE {self.name}" + (" TEMPLATE town" if self.name != "town" else ""))
        with psycopg.connect(f"host={server.folder} user=postgres dbname={self.name}") as connection:
            connection.execute(SUBSCRIBED)
        self.app = create_app(config.from_environment(self.environment))

    @property
    def address(self) -> str:
        """Where gunicorn listens."""
        return f"127.0.0.1:{self.port}"

    def start(self, *command: str) -> subprocess.Popen:
        """Start `python -m …`; what it says goes to a file of its own."""
        log = self.folder / f"{len(self.processes)}-{command[0]}.log"
        with log.open("wb") as file:
            process = subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, env=self.environment, stdout=file,
                                       stderr=file, stdin=subprocess.DEVNULL, start_new_session=True)
        self.processes.append(process)
        return process

    def web(self) -> subprocess.Popen:
        """gunicorn as shipped; returns when it is ready."""
        process = self.start("gunicorn", "-c", "gunicorn.conf.py")
        until(lambda: process.poll() is not None or self.status("/health/ready") == 200, "ready")
        assert process.poll() is None, self.logs()
        return process

    def worker(self) -> subprocess.Popen:
        """A worker as shipped."""
        return self.start("flask", "--app", "wsgi", "jobs", "work")

    def status(self, path: str) -> int:
        """The status of a GET; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(f"http://{self.address}{path}", timeout=10) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def rows(self, statement: str, **values) -> list:
        """What a statement finds, past the application; one that writes is committed."""
        with psycopg.connect(f"host={self.server.folder} user=postgres dbname={self.name}") as connection:
            cursor = connection.execute(statement, values)  # a % that is no value is written twice
            return cursor.fetchall() if cursor.description else []

    def wake(self) -> None:
        """Ask a worker to deliver now."""
        with suppress(psycopg.Error):
            self.app.extensions["wakeable"]["delivery"]()

    @contextmanager
    def town(self):
        """The town, inside an application context."""
        with self.app.app_context():
            db.engine.dispose()  # the server may have been restarted since; this process is not the one on trial
            yield TownUnderTest()
            db.session.remove()

    def logs(self) -> str:
        """The end of what every process said, for the message of a failing test."""
        return "\n".join(f"--- {path.name}\n{path.read_text(errors='replace')[-1500:]}"
                         for path in sorted(self.folder.glob("*.log")))

    def close(self) -> None:
        """Kill whatever still runs, each with its children."""
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(SECONDS)
        self.platform.close()
        self.app.extensions["jobs"].storage.close()
        with self.app.app_context():
            db.engine.dispose()
        with suppress(psycopg.Error):
            self.server.say(f"DROP DATABASE {self.name} WITH (FORCE)")


def build(server: Durable, folder: Path) -> None:
    """The database `town`, which every test copies: migrated and built as in production, everybody signed in."""
    server.say("CREATE DATABASE town")
    app = create_app(config.from_environment(_environment(server.of("town"), folder, 0, 0) | {"JOBS_URL": "memory:"}))
    with app.app_context():
        flask_migrate.upgrade()
        build_town()
        db.session.remove()
        db.engine.dispose()


def children(pid: int) -> list[int]:
    """The processes this one has begun."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def kill(pid: int) -> None:
    """kill -9."""
    os.kill(pid, signal.SIGKILL)


KEYS = {name: f"faults:{base64.b64encode(os.urandom(32)).decode()}" for name in config.KEY_NAMES}


def _environment(url: str, folder: Path, port: int, wechat_port: int) -> dict[str, str]:
    """As in production, but every message by itself and at any hour, and counted limits that nobody reaches."""
    return os.environ | KEYS | {
        "DATABASE_URL": url, "JOBS_URL": url, "DATA_DIR": str(folder), "PORT": str(port), "HOST": "127.0.0.1",
        "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics"), "WEB_CONCURRENCY": "3", "WEB_THREADS": "4",
        "WECHAT": "real", "WECHAT_APP_ID": "demo-app", "WECHAT_APP_SECRET": "secret-of-nobody",
        "WECHAT_BASE_URL": f"http://127.0.0.1:{wechat_port}", "DIGEST_SECONDS": "0", "QUIET_HOURS": "0-0",
        "RATE_LIMITS": WIDE, "LOG_REQUESTS": "no", "LOG_LEVEL": "INFO", "PYTHONUNBUFFERED": "1"}
