"""`python -m bench.marks`: what marking its cohort costs a submit; with and without, turn by turn in one run."""

from __future__ import annotations

from flask import Flask

from bench import outbox
from service import create_app
from service.statistics.listeners import cohorts
from service.statistics.models import StaleCohort


def leaving_out(app: Flask) -> Flask:
    """The application, which under /without does not look at what is written of tickets."""
    return outbox.may_leave_out(app, cohorts, "written")


def served_application() -> Flask:
    """What gunicorn serves."""
    return leaving_out(create_app())


if __name__ == "__main__":
    outbox.compare("mark", leaving_out, "bench.marks:served_application()", StaleCohort)
