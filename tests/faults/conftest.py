"""A durable PostgreSQL for all tests of faults, and for each its own database, processes and logs."""

from __future__ import annotations

import pytest

from tests.faults.ground import Durable, Ground, build
from tests.postgres import NoPostgreSQL


@pytest.fixture(scope="session")
def durable(tmp_path_factory):
    """The server, with the town built once."""
    try:
        server = Durable()
    except NoPostgreSQL as error:
        pytest.fail(str(error), pytrace=False)
    try:
        build(server, tmp_path_factory.mktemp("faults"))
        yield server
    finally:
        server.stop()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    """A failing test tells what its processes said."""
    outcome = yield
    ground = item.funcargs.get("ground") if hasattr(item, "funcargs") else None
    report = outcome.get_result()
    if report.when == "call" and report.failed and ground:
        report.sections.append(("what the processes said", ground.logs()))


@pytest.fixture
def ground(durable, tmp_path):
    """A copy of the town; whatever is started on it ends with the test."""
    made = Ground(durable, tmp_path)
    yield made
    made.close()
