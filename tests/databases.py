"""Fresh databases for tests: built once, copied for every test that follows one that wrote."""

from __future__ import annotations

import base64
import copy
import os
import re
import shutil
import threading
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

import config
from service import create_app
from service.core import caches
from service.core.database import db

SECONDS_TO_MEET = 30
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
        self.app.config.update(copy.deepcopy(self._kept_config))
        self.app.extensions["jobs"].flush()
        caches.clear_all()
        if self.changed:
            self._restore()
            self.changed = False

    def _watch(self, _connection, _cursor, statement, *_):
        self.changed = self.changed or not READS.match(statement)

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
    """A database made from a template, on a server that may be anybody's (`TEST_DATABASE_URL`)."""

    def __init__(self, server: str, folder: Path, name: str = "town"):
        self.name = f"mashang_test_{name}_{os.getpid()}"
        self.server = sa.create_engine(config.database_url(server), isolation_level="AUTOCOMMIT")
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)", f"CREATE DATABASE {self.name}")
        live = self.server.url.set(database=self.name)
        super().__init__(live.render_as_string(hide_password=False), folder)

    def _run(self, *statements: str) -> None:
        with self.server.connect() as connection:
            for statement in statements:
                connection.exec_driver_sql(statement)

    def _keep(self) -> None:
        self.engine.dispose()
        self._run(f"DROP DATABASE IF EXISTS {self.name}_base WITH (FORCE)",
                  f"CREATE DATABASE {self.name}_base TEMPLATE {self.name}")

    def _restore(self) -> None:
        self.engine.dispose()
        self._run(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
                  f"CREATE DATABASE {self.name} TEMPLATE {self.name}_base STRATEGY FILE_COPY")

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
