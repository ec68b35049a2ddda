"""Fresh databases for tests: built once, copied for every test that follows one that wrote."""

from __future__ import annotations

import base64
import copy
import json
import os
import re
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event, exc

import config
from service import create_app, wechat
from service.core import caches
from service.core.database import Base, db
from service.core.http.counting import Counts

SECONDS_TO_MEET = 30
WIDE = json.dumps({name: "1000000/minute;1000000/day" for name in config.RATE_LIMITS})  # counted, reached by nobody
WRITES = re.compile(r'\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+"?(\w+)', re.IGNORECASE)
TAKES_WITH_IT = re.compile(r"\s*DELETE\s+FROM\s+(?:places|accounts)\b", re.IGNORECASE)  # rows of other tables
DRAWS = re.compile(r"pg_get_serial_sequence\('(\w+)'")  # a SELECT that is no read draws an id
COPIED_AFTER = 100  # so many times rows are put back; then dead ones have heaped up
READS = re.compile(r"\s*(SELECT|PRAGMA|BEGIN|SHOW|EXPLAIN|SAVEPOINT|RELEASE|ROLLBACK|COMMIT)\b(?!.*\bnextval\b)",
                   re.IGNORECASE | re.DOTALL)


def settings(url: str, folder: Path, **changes) -> config.Settings:
    """Settings of an application under test, with keys nobody else has."""
    keys = {name: f"test:{base64.b64encode(os.urandom(32)).decode()}" for name in config.KEY_NAMES}
    chosen = {"MASHANG_ENV": "development", "DATA_DIR": str(folder), "DATABASE_URL": url,
              "JOBS_URL": "memory:", "LIMITS_URL": "memory://", "WECHAT": "fake", "LOG_LEVEL": "ERROR",
              "LOG_REQUESTS": False, "RATE_LIMITS_ENABLED": False, "TESTING": True, **keys}
    return config.Settings(**chosen | changes)


class Database:
    """One kind of database with the town in it. `fresh()` gives back the state it was built in."""

    def __init__(self, url: str, folder: Path):
        self.url, self.folder = url, folder
        self.app: Flask = create_app(settings(url, folder))
        self.changed = False
        self.written: set[str] = set()
        self.unsure = False  # something was written that is no row of a table we know
        self._kept_config = copy.deepcopy(dict(self.app.config))
        with self.app.app_context():
            self.engine = db.engine

    def build(self, build_town) -> None:
        """The schema by the migrations, then the town; what stands then is the state of every test."""
        with self.app.app_context():
            flask_migrate.upgrade()
            build_town()
        self._keep()
        event.listen(self.engine, "before_cursor_execute", self._watch)

    def fresh(self) -> None:
        """The built state again, with empty caches and the settings of the beginning."""
        if self.app.config != self._kept_config:
            self.app.config.update(copy.deepcopy(self._kept_config))
        self.app.extensions["jobs"].flush()
        self.app.extensions["limits"] = Counts("memory://")
        self.app.extensions["wechat"] = wechat.chosen(self.app)  # it remembers what it was asked and told
        caches.clear_all()
        if self.changed:
            self._restore()
            self.changed = self.unsure = False
            self.written.clear()

    def written_elsewhere(self) -> None:
        """To be said by a test that lets another process write: what it wrote is not known here."""
        self.changed = self.unsure = True

    def _watch(self, _connection, _cursor, statement, *_):
        if READS.match(statement):
            return
        self.changed, found = True, WRITES.match(statement)
        names = [found[1]] if found else DRAWS.findall(statement)
        self.written.update(names)
        self.unsure = self.unsure or not names or bool(TAKES_WITH_IT.match(statement))

    def _keep(self) -> None:
        raise NotImplementedError

    def _restore(self) -> None:
        raise NotImplementedError

    def close(self) -> None:
        """Let go of everything held."""
        self.engine.dispose()


class SQLite(Database):
    """A file, copied."""

    def __init__(self, folder: Path):
        self.path = folder / "live.db"
        super().__init__(f"sqlite:///{self.path}", folder)

    def _keep(self) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        self.engine.dispose()
        shutil.copyfile(self.path, self.path.with_name("base.db"))

    def _restore(self) -> None:
        self.engine.dispose()
        for ending in ("-wal", "-shm"):
            Path(f"{self.path}{ending}").unlink(missing_ok=True)
        shutil.copyfile(self.path.with_name("base.db"), self.path)


class PostgreSQL(Database):
    """A database on a server that may be anybody's (`TEST_DATABASE_URL`): rows are put back from a schema `kept`
    beside them, which takes milliseconds; where that is not sure, it is copied anew from a template."""

    def __init__(self, server: str, folder: Path, name: str = "town"):
        self.name, self.put_back, self.kept, self.drawn = f"mashang_test_{name}_{os.getpid()}", 0, set(), {}
        self.server = sa.create_engine(config.database_url(server), isolation_level="AUTOCOMMIT")
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name}")
        live = self.server.url.set(database=self.name)
        super().__init__(live.render_as_string(hide_password=False), folder)

    def _run(self, *statements: str) -> None:
        with self.server.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def _keep(self) -> None:
        with self.engine.connect() as connection:
            connection.exec_driver_sql("CREATE SCHEMA kept")
            for table in Base.metadata.sorted_tables:
                sequence = connection.scalar(sa.text("SELECT pg_get_serial_sequence(:name, 'id')"), {
                    "name": table.name}) if "id" in table.c else None
                if sequence:
                    self.drawn[table.name] = (sequence, *connection.exec_driver_sql(
                        f"SELECT last_value, is_called FROM {sequence}").one())
                if connection.scalar(sa.select(sa.exists().select_from(table))):
                    self.kept.add(table.name)
                    connection.exec_driver_sql(f"CREATE TABLE kept.{table.name} AS TABLE {table.name}")
        self.engine.dispose()
        self._run(f"DROP DATABASE IF EXISTS {self.name}_base WITH (FORCE)",
                  f"CREATE DATABASE {self.name}_base TEMPLATE {self.name}")

    def _restore(self) -> None:
        known = {table.name for table in Base.metadata.sorted_tables}
        if not self.unsure and self.written and self.written <= known and self.put_back < COPIED_AFTER:
            try:
                self._put_back()
                return
            except exc.DBAPIError:  # a failed test may hold its locks still; or the server is not ours to command
                pass
        self.engine.dispose()
        self.put_back = 0
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
                  f"CREATE DATABASE {self.name} TEMPLATE {self.name}_base STRATEGY FILE_COPY")

    def _put_back(self) -> None:
        """The rows of every table that was written, without asking triggers or foreign keys; ids go on as before."""
        steps = ["BEGIN", "SET LOCAL lock_timeout = '2s'", "SET LOCAL session_replication_role = replica"]
        for name in sorted(self.written):
            steps.append(f"DELETE FROM {name}")
            if name in self.kept:
                steps.append(f"INSERT INTO {name} TABLE kept.{name}")
            if name in self.drawn:
                sequence, last, called = self.drawn[name]
                steps.append(f"SELECT setval('{sequence}', {last}, {called})")
        with self.engine.connect() as connection:
            connection.exec_driver_sql("; ".join([*steps, "COMMIT"]))
        self.put_back += 1

    def close(self) -> None:
        super().close()
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
                  f"DROP DATABASE IF EXISTS {self.name}_base WITH (FORCE)")
        self.server.dispose()


@contextmanager
def counting(engine: sa.Engine):
    """The text of every statement sent while inside, transaction marks left out."""
    sent: list[str] = []

    def note(_connection, _cursor, statement, *_):
        if not statement.startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")):
            sent.append(statement)
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def together(app: Flask, functions: list) -> list:
    """Run all at the same moment, each in a thread and an application context of its own.

    Gives what each returned, or the exception it raised, in the order given.
    """
    results, barrier = [None] * len(functions), threading.Barrier(len(functions))

    def one(number, function):
        try:
            with app.app_context():
                barrier.wait(SECONDS_TO_MEET)
                results[number] = function()
        except BaseException as error:
            results[number] = error
    threads = [threading.Thread(target=one, args=pair) for pair in enumerate(functions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
