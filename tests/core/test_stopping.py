"""A worker that is told to end lets the job it is at come to an end, and is gone within seconds."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WORKER = """
import signal, sys, time
from pathlib import Path
from service import create_app
from service.core import jobs
from tests.databases import settings

folder = Path(sys.argv[1])
app = create_app(settings(f"sqlite:///{folder}/town.db", folder, JOBS_URL=f"sqlite:///{folder}/jobs.db"))

def long_job():
    while not callable(signal.getsignal(signal.SIGHUP)):  # the last of those the worker begins to listen to
        time.sleep(0.01)
    (folder / "begun").touch()
    while not jobs.is_stopping():
        time.sleep(0.01)
    (folder / "ended").touch()

jobs.on_waking(app, "long", long_job)
with app.app_context():
    jobs.wake("long")
jobs.work_until_stopped(app)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_worker_ends_with_its_job_done(tmp_path, number):
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(tmp_path)], cwd=ROOT,
                              env=os.environ | {"PYTHONPATH": str(ROOT)})
    try:
        deadline = time.monotonic() + 60
        while not (tmp_path / "begun").exists() and time.monotonic() < deadline:
            time.sleep(0.05)
        worker.send_signal(number)

        assert worker.wait(20) == 0 and (tmp_path / "ended").exists()
    finally:
        worker.kill()
