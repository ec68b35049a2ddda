"""What the benchmarks stand on: a PostgreSQL with durable writes, the town, many members, many tickets, gunicorn."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import sqlalchemy as sa

import config
from service import MIGRATIONS, create_app
from service.core.database import atomic, db
from tests import postgres
from tests.databases import WIDE

ROOT = Path(__file__).parent.parent
DURABLE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on", "autovacuum": "on",
           "shared_buffers": "1GB", "wal_level": "replica"}
PORT = int(os.environ.get("BENCH_PORT") or 18_700)


@contextmanager
def database():
    """The address of a fresh PostgreSQL database, or BENCH_DATABASE_URL as it is."""
    given = os.environ.get("BENCH_DATABASE_URL")
    if given:
        yield config.database_url(given)
        return
    postgres.OPTIONS.update(DURABLE)
    server = postgres.Server()
    try:
        yield server.url
    finally:
        server.stop()


def environment(url: str, folder: str) -> dict[str, str]:
    """The environment of the service under test: everything as shipped, but limits that nobody reaches. They are
    counted all the same: counting is part of what a request costs."""
    keys = {name: f"bench:{base64.b64encode(os.urandom(32)).decode()}" for name in config.KEY_NAMES}
    return {"DATABASE_URL": url, "DATA_DIR": folder, "RATE_LIMITS": WIDE, "LOG_LEVEL": "INFO",
            "PORT": str(PORT), **keys}


@contextmanager
def application(**changes: str):
    """A migrated and built application, its environment (with these changes) and an application context."""
    with database() as url, tempfile.TemporaryDirectory(prefix="bench-") as folder:
        given = environment(url, folder) | changes
        app = create_app(config.from_environment(given))
        with app.app_context():
            flask_migrate.upgrade(MIGRATIONS)
            from service.town.building import build
            build()
            yield app, given


@contextmanager
def served(given: dict[str, str], application: str = "bench.hello:app"):
    """gunicorn as shipped in front of it; gives its address. Output goes to a file in DATA_DIR."""
    env = os.environ | given
    log = open(Path(given["DATA_DIR"], "gunicorn.log"), "wb")  # noqa: SIM115  lives as long as the process
    process = subprocess.Popen([sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", application],
                               cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        _wait(f"http://127.0.0.1:{PORT}/health/live", process, log.name)
        yield ("127.0.0.1", PORT), process
    finally:
        process.terminate()
        process.wait(30)


def _wait(url: str, process: subprocess.Popen, log: str) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("gunicorn does not answer:\n" + Path(log).read_text()[-2000:])


def resident_memory(process: subprocess.Popen) -> list[int]:
    """MiB resident of every worker of a gunicorn."""
    listed = subprocess.run(["ps", "--ppid", str(process.pid), "-o", "rss="], capture_output=True, text=True)
    return [int(line) // 1024 for line in listed.stdout.split()]


def processor_seconds(process: subprocess.Popen) -> float:
    """Processor seconds all workers of a gunicorn have used so far; steadier than the clock on a noisy machine."""
    listed = subprocess.run(["ps", "--ppid", str(process.pid), "-o", "pid="], capture_output=True, text=True)
    ticks = 0
    for pid in listed.stdout.split():
        fields = Path("/proc", pid, "stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


MANY_TICKETS = sa.text("""
INSERT INTO tickets (number, state, outcome, queue, version, text, category, needs_enforcement, urgency, source,
    is_public, support_count, photo_count, submitted_by_id, reporter_id, anonymous, on_behalf, place_id, place_path,
    town_id, community_id, compound_id, building_id, route, service_level, clock, created_at, answer_since, queued_at,
    ring_compound_at, ring_community_at, claim_by, respond_by, limit_at, answer_by, claim_warned, answer_warned, moves,
    reopened, supervised, closed_at, wake_at)
SELECT 'bench-' || n, CASE WHEN n / 270 % 5 < 4 THEN 'queued' ELSE 'closed' END,
    CASE WHEN n / 270 % 5 < 4 THEN NULL ELSE 'confirmed' END,
    CASE WHEN n / 270 % 9 = 0 THEN 'party_member' ELSE 'community' END, 1,
    repeat('楼道灯不亮，晚上看不见台阶。', 8), 'facilities.lamp', false, 'ordinary', 'app', false, 0, 0,
    :account, :account, false, false, p.id, p.path, p.town, p.id, NULL, NULL, '{}', 'ordinary', 'natural',
    now() - (n % 1000) * interval '1 hour', now() - (n % 1000) * interval '1 hour',
    now() - (n % 1000) * interval '1 hour', now(), now(),
    now() + (n % 7) * interval '1 day', now() + (n % 7) * interval '1 day',
    CASE WHEN n / 270 % 5 < 4 THEN now() + (n % 7) * interval '1 day' END, now() + interval '9 days', 0, 0, 0, 0, 0,
    CASE WHEN n / 270 % 5 < 4 THEN NULL ELSE now() END, CASE WHEN n / 270 % 5 < 4 THEN now() + interval '2 days' END
FROM generate_series(1, :count) AS n
JOIN (SELECT id, path, split_part(path, '/', 3)::bigint AS town, row_number() OVER (ORDER BY id) - 1 AS place
      FROM places WHERE level IN ('community', 'village')) AS p ON p.place = n % 270
""")


def many_tickets(count: int) -> None:
    """Fill the district: four in five wait, spread evenly over 270 communities and villages."""
    account = db.session.scalar(sa.text("SELECT min(id) FROM accounts"))
    with atomic() as session:
        session.execute(sa.text("DELETE FROM tickets WHERE number LIKE 'bench-%'"))
        session.execute(MANY_TICKETS, {"count": count, "account": account})
    with db.engine.connect() as connection:
        connection.exec_driver_sql("VACUUM ANALYZE tickets")
