"""What lies on the disk is for the service's own account alone, however it was started, and what lay open is closed."""

import os
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from pathlib import Path

import pytest

from tests.faults.ground import free_port

ROOT = Path(__file__).parents[2]
SERVER = [sys.executable, "-m", "flask", "--app", "wsgi", "town", "serve"]
GUNICORN = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "wsgi:app"]
UPGRADE = [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"]
OPEN = 0o022  # the mask most machines begin with: files of 0644


def _open_to_others(folder):
    return sorted(f"{path.relative_to(folder)} {path.stat().st_mode & 0o777:o}"
                  for path in [folder, *folder.rglob("*")] if path.stat().st_mode & 0o077)


@pytest.fixture
def ground(tmp_path):
    """(folder, environment) of a service whose folder is open to all, with files from before."""
    folder = tmp_path / "data"
    (folder / "batches").mkdir(parents=True)
    for name in ("jobs.db", "old.log", "batches/posters.zip"):
        (folder / name).touch()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    port = free_port()
    given = {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG")}
    return folder, given | {"DATA_DIR": str(folder), "PORT": str(port), "PYTHONPATH": str(ROOT),
                            "PUBLIC_URL": f"http://127.0.0.1:{port}",
                            "PROMETHEUS_MULTIPROC_DIR": str(folder / "metrics")}


@pytest.fixture
def running(ground):
    """`running(command)`: started with a mask that leaves files open; returns once it answers."""
    folder, environment = ground
    started = []

    def start(command):
        started.append(subprocess.Popen(command, cwd=ROOT, env=environment, umask=OPEN, stdout=subprocess.DEVNULL,
                                        stderr=subprocess.DEVNULL))
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline and started[-1].poll() is None:
            with suppress(OSError), urllib.request.urlopen(f"{environment['PUBLIC_URL']}/api/v1/places") as answer:
                return answer.status
            time.sleep(0.2)
        raise AssertionError(f"{command} did not answer")
    yield start
    for process in started:
        process.terminate()
        process.wait(30)


def test_what_the_server_of_the_demonstration_makes_and_finds_is_closed(ground, running):
    assert running(SERVER) == 200

    made = {path.name for path in ground[0].rglob("*")}
    assert {"mashang.db", "mashang.db-wal", "mashang.db-shm", "jobs.db", "metrics", "posters.zip"} <= made
    assert _open_to_others(ground[0]) == []


def test_what_gunicorn_makes_and_finds_is_closed(ground, running):
    subprocess.run(UPGRADE, cwd=ROOT, env=ground[1], umask=OPEN, check=True, capture_output=True)
    for name in ("mashang.db", "jobs.db"):
        (ground[0] / name).chmod(0o644)

    assert running(GUNICORN) == 200 and _open_to_others(ground[0]) == []

