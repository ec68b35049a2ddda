"""What every test may ask for: the application on both databases, the town, a client, real races."""

from __future__ import annotations

import gc
import os
from contextvars import Context

import pytest
from flask import has_app_context
from flask.testing import FlaskClient

from service.core import caches
from service.core.database import db
from tests.cast import TownUnderTest, build_town
from tests.databases import PostgreSQL, SQLite, counting, together
from tests.postgres import NoPostgreSQL, Server

KINDS = ("sqlite", "postgresql")


def pytest_configure(config):
    config.addinivalue_line("markers", "only_postgresql: a race or a plan that SQLite cannot show")
    config.addinivalue_line("markers", "faults: minutes of killing and restarting, run by script/test --faults")


def pytest_collection_finish():
    stays()


def stays() -> None:
    """What is there now stays until the end of the run: looking through it for garbage again and again, some hundred
    thousand objects, took a third of the time of all tests."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_generate_tests(metafunc):
    if "database" in metafunc.fixturenames:
        alone = metafunc.definition.get_closest_marker("only_postgresql")
        # A browser does not see which database there is; pages are tried on both in tests/web.
        kinds = KINDS[1:] if alone else KINDS[:1] if "chromium" in metafunc.fixturenames else KINDS
        metafunc.parametrize("database", kinds, indirect=True, scope="session")


@pytest.fixture(scope="session")
def postgres_url():
    """The server of this run: `TEST_DATABASE_URL`, or our own."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    try:
        server = Server()
    except NoPostgreSQL as error:
        pytest.fail(str(error), pytrace=False)
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def database(request, tmp_path_factory):
    """One kind of database, built once, with its application."""
    folder = tmp_path_factory.mktemp(request.param)
    made = SQLite(folder) if request.param == "sqlite" else PostgreSQL(
        request.getfixturevalue("postgres_url"), folder)
    made.build(build_town)
    stays()
    yield made
    made.close()


@pytest.fixture
def app(database):
    """The application as freshly built, without an application context."""
    database.fresh()
    yield database.app
    caches.clear_all()


class Client(FlaskClient):
    """A client whose requests see nothing of the test around them, just as requests from outside."""

    def open(self, *args, **kw):
        answer = Context().run(super().open, *args, **kw)
        if has_app_context():  # the rows the test holds may have changed
            db.session.expire_all()
        return answer


@pytest.fixture
def client(app):
    """Sends requests; sign in with `headers=town.sign_in("worker-zhang")`."""
    app.test_client_class = Client
    return app.test_client()


@pytest.fixture
def town(app):
    """The people and places of the demonstration town, inside an application context."""
    with app.app_context():
        yield TownUnderTest()
        db.session.remove()


@pytest.fixture
def statements(database):
    """`with statements() as sent: …` collects the text of every SQL statement sent inside."""
    return lambda: counting(database.engine)


@pytest.fixture
def run_together(app):
    """`run_together([f, g, …])` runs them at the same moment; see tests.databases.together."""
    return lambda functions: together(app, functions)
