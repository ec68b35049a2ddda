"""A database that is locked, dying or gone: come again soon, nothing half-written, and the next request is fine."""

import sqlite3

import pytest
import sqlalchemy as sa
from sqlalchemy import event

from service import create_app
from service.core import database as databases
from tests.api.journeys import LAMP, V1
from tests.databases import settings

NOBODY_LISTENS = "postgresql+psycopg://nobody@127.0.0.1:1/none"


@pytest.fixture
def submit(journeys, town):
    """Submit a matter as resident-li, with the same key at every try."""
    body, headers = LAMP | {"place_code": town.place("compound").code}, journeys.headers("li")
    return lambda: journeys.client.post(f"{V1}/tickets", json=body, headers=headers | {"Idempotency-Key": "mine"})


def _connect_anew(database):
    """Let every connection go, the one of the test too: an old one would clear away the files of the next test."""
    databases.db.session.remove()
    database.engine.dispose()


@pytest.fixture
def locked(database, town, monkeypatch):
    """Another program is writing, and we do not wait long for it."""
    monkeypatch.setattr(databases, "SQLITE_BUSY_MILLISECONDS", 50)
    _connect_anew(database)
    other = sqlite3.connect(database.engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield lambda: other.execute("ROLLBACK")
    other.close()
    _connect_anew(database)


def _says_come_again(answer):
    return (answer.status_code, answer.json["code"], answer.mimetype, int(answer.headers["Retry-After"]) > 0) == (
        503, "unavailable", "application/problem+json", True)


def test_a_locked_database_asks_to_come_again(only_sqlite, submit, nothing_written, locked):
    with nothing_written():
        assert _says_come_again(submit())
    locked()

    assert submit().status_code == 201


def test_what_only_reads_goes_on_while_another_writes(only_sqlite, journeys, locked):
    assert journeys.send("li", "GET", "/tickets").status_code == 200


def _end_every_connection(server, name):
    with server.connect() as connection:
        connection.execute(sa.text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"),
                           {"name": name})


@pytest.mark.only_postgresql
def test_a_server_that_was_restarted_is_found_again(submit, database, town):
    submit()
    _end_every_connection(database.server, database.name)

    answers = [submit() for _ in range(3)]

    assert all(_says_come_again(answer) for answer in answers if answer.status_code != 201)
    assert answers[-1].status_code == 201
    assert answers[-1].headers["Idempotent-Replay"] == "true"


@pytest.mark.only_postgresql
@pytest.mark.parametrize("moment", ["INSERT INTO timeline_entries", "INSERT INTO tickets", "UPDATE idempotency_keys"])
def test_a_connection_that_dies_half_way_leaves_nothing(submit, database, nothing_written, moment):
    def die(_connection, _cursor, statement, *_):
        if statement.startswith(moment):
            _end_every_connection(database.server, database.name)
    with nothing_written():
        event.listen(database.engine, "before_cursor_execute", die)
        answer = submit()
        event.remove(database.engine, "before_cursor_execute", die)
        databases.db.session.remove()  # the connection of the test has died as well

    assert _says_come_again(answer)

    assert (submit().status_code, submit().headers["Idempotent-Replay"]) == (201, "true")


def test_a_database_that_is_not_there_is_no_accident(tmp_path):
    client = create_app(settings(NOBODY_LISTENS, tmp_path)).test_client()

    answers = [client.get(f"{V1}/categories"), client.post(f"{V1}/sessions/wechat", json={"code": "new:one"})]

    assert all(_says_come_again(answer) for answer in answers)
    assert (client.get("/health/live").status_code, client.get("/health/ready").status_code) == (200, 503)
