"""What tests of the core ask for: the command line, and a timer that can be counted."""

from __future__ import annotations

import pytest

from service.core import clock
from service.core.periodic import Timer


@pytest.fixture
def command(app):
    """`command("jobs", "timers")` runs a command line and gives its output; a failed one says so."""
    def run(*words):
        said = app.test_cli_runner().invoke(args=words)
        assert said.exit_code == 0, said.output
        return said.output
    return run


@pytest.fixture
def tidying(app):
    """A timer that counts how often it was done."""
    done = []

    def work():
        done.append(clock.now())
        return len(done)
    app.extensions["timers"]["tidying"] = Timer("tidying", 1, work)
    yield done
    del app.extensions["timers"]["tidying"]
