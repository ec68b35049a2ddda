"""A process whose clock has jumped: `python -m tests.faults.later DAYS work` is a worker that much later,
`python -m tests.faults.later DAYS once MOMENT` does every timer once, from that moment (seconds since 1970) on."""

from __future__ import annotations

import sys
import time
from datetime import timedelta

from service import create_app
from service.core import clock, jobs


def once(app, moment: float) -> int:
    """Do everything that is due by then; returns how many works failed, and says which."""
    time.sleep(max(0.0, moment - time.time()))
    failed = 0
    for name, work in app.extensions["periodic"].items():
        with app.app_context():
            try:
                print(name, work(), flush=True)  # noqa: T201  it is the log of this process
            except Exception as error:
                print(name, "FAILED", type(error).__name__, error, flush=True)  # noqa: T201
                failed += 1
    return failed


def run(days: str, how: str, moment: str = "0") -> int:
    """Jump, then work until stopped, or do everything once."""
    present = clock.now
    clock.now = lambda: present() + timedelta(days=float(days))
    app = create_app()
    return once(app, float(moment)) if how == "once" else jobs.work_until_stopped(app)


if __name__ == "__main__":
    sys.exit(run(*sys.argv[1:]))
