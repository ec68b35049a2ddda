"""The database: reads run in autocommit, writes only inside `atomic()`, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext, suppress
from datetime import UTC
from enum import StrEnum

import orjson
import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event, exc
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.sql.functions import FunctionElement

SQLITE_BUSY_MILLISECONDS = 5000


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s", "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s",
        "ck": "%(constraint_name)s"})


db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False, "autoflush": False})

Id = sa.BigInteger().with_variant(sa.Integer, "sqlite")


class Moment(sa.TypeDecorator):
    """An aware UTC datetime; SQLite keeps it without the offset, readers never see a naive one."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored moment must be aware")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value, dialect):
        if value is None or value.tzinfo is UTC:
            return value
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def one_of(kind: type[StrEnum], sentence: str) -> sa.Enum:
    """A text column with a CHECK named as a sentence, read as a member of the StrEnum."""
    return sa.Enum(kind, name=sentence, native_enum=False, create_constraint=True, length=32,
                   values_callable=lambda members: [member.value for member in members])


class next_id(FunctionElement):
    """The id the next row of a table will get, taken inside the writing transaction.

    PostgreSQL draws it from the table's sequence; SQLite has one writer at a time, so the highest + 1 holds.
    """

    type = sa.BigInteger()
    inherit_cache = True

    def __init__(self, column: sa.Column):
        self.table_name, self.column_name = column.table.name, column.name
        super().__init__(sa.literal_column(f"'{self.table_name}'"))


@compiles(next_id, "postgresql")
def _next_id_postgresql(element, compiler, **kw):
    return f"nextval(pg_get_serial_sequence('{element.table_name}', '{element.column_name}'))"


@compiles(next_id, "sqlite")
def _next_id_sqlite(element, compiler, **kw):
    return f"(SELECT coalesce(max({element.column_name}), 0) + 1 FROM {element.table_name})"


def engine_options(url: str, pool_size: int) -> dict:
    """What the engine needs for either database; `pool_size` is the number of request threads."""
    options = {"hide_parameters": True,  # what people wrote does not belong in an error message or a log
               "json_serializer": lambda value: orjson.dumps(value).decode(), "json_deserializer": orjson.loads}
    if url.startswith("sqlite"):
        return options | {"connect_args": {"timeout": SQLITE_BUSY_MILLISECONDS / 1000}}
    return options | {"isolation_level": "AUTOCOMMIT", "pool_size": pool_size, "max_overflow": 4,
                      "pool_timeout": 5, "pool_recycle": 1800,
                      "connect_args": {"connect_timeout": 5, "options": "-c timezone=UTC"}}


def prepare_engine(engine: sa.Engine) -> None:
    """Give SQLite its pragmas and its transactions: plain reads autocommit, writers `BEGIN IMMEDIATE`."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connected(connection, _record):
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON", "secure_delete=ON",
                       f"busy_timeout={SQLITE_BUSY_MILLISECONDS}"):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _began(connection):
        if connection.get_execution_options().get("writing"):
            connection.exec_driver_sql("BEGIN IMMEDIATE")


BEGIN = {"sqlite": "BEGIN IMMEDIATE", "postgresql": "BEGIN ISOLATION LEVEL READ COMMITTED"}


@contextmanager
def atomic() -> Iterator[Session]:
    """One transaction: everything inside is written together or not at all.

    An inner `atomic()` joins the outer one (in a rehearsal as a savepoint) and writes when it ends, so that one reads
    the same after it as after one alone. `after_commit` runs once the outermost has committed. The connection stays in
    autocommit and the transaction is begun by its statement: one connection in one mode reads and writes.
    """
    session = db.session()
    if session.info.get("atomic"):
        with session.begin_nested() if session.info.get("rehearsing") else nullcontext():
            yield session
            session.flush()
        return
    connection = session.connection()
    _say(connection, BEGIN[connection.dialect.name])
    session.info.update(atomic=True, after_commit=[])
    try:
        yield session
        session.flush()
        _say(connection, "COMMIT")
    except BaseException:
        session.info.pop("after_commit")
        _roll_back(session, connection)
        raise
    finally:
        session.info.pop("atomic")
    session.commit()  # the session's own bookkeeping; the database has committed
    for work in session.info.pop("after_commit"):
        work()


def _roll_back(session: Session, connection: sa.Connection) -> None:
    """Undo; a connection that is gone has undone everything already."""
    with suppress(exc.SQLAlchemyError):
        _say(connection, "ROLLBACK")
    session.rollback()


def _say(connection: sa.Connection, word: str) -> None:
    """BEGIN, COMMIT or ROLLBACK straight to the driver; its errors are SQLAlchemy's all the same."""
    dialect = connection.dialect
    try:
        connection.connection.driver_connection.execute(word)
    except dialect.loaded_dbapi.Error as error:
        gone = dialect.is_disconnect(error, connection.connection.driver_connection, None)
        if gone:
            connection.invalidate(error)
        raise exc.DBAPIError.instance(word, None, error, dialect.loaded_dbapi.Error, connection_invalidated=gone,
                                      dialect=dialect) from error


def execute(statement: sa.Executable, parameters: dict | list[dict] | None = None) -> sa.CursorResult:
    """A Core statement without the ORM's detour, in the present transaction or, for reading, in autocommit.

    Statements kept at module level and given parameters are compiled once: that is what the hot paths do.
    Raises RuntimeError for a write outside `atomic()`.
    """
    session, writes = db.session(), getattr(statement, "is_dml", False)
    if writes and not session.info.get("atomic"):
        raise RuntimeError("write inside atomic(), so that nothing is half-written")
    result = session.connection().execute(statement, parameters)
    if writes:
        for watch in write_watchers:
            watch(session, statement, parameters, result)
    return result


write_watchers: list[Callable[[Session, sa.Executable, dict | list[dict] | None, sa.CursorResult], None]] = []
"""Who is told of each statement `execute` has written; events of the session do not see those."""


def after_commit(work: Callable[[], None]) -> None:
    """Run `work` when the present transaction has committed; it is dropped on a rollback."""
    db.session().info["after_commit"].append(work)


def leave_no_trace() -> None:
    """After the present commit, empty SQLite's log, where words that were taken away would lie on; the pages of the
    database itself it overwrites (`secure_delete`). PostgreSQL's own vacuum does as much."""
    after_commit(_empty_log)


def _empty_log() -> None:
    connection = db.session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")


@event.listens_for(Session, "before_flush")
def _no_flush_outside(session, _context, _instances):
    if not session.info.get("atomic") and (session.new or session.dirty or session.deleted):
        raise RuntimeError("write inside atomic(), so that nothing is half-written")


@event.listens_for(Session, "do_orm_execute")
def _no_write_outside(state):
    if (state.is_insert or state.is_update or state.is_delete) and not state.session.info.get("atomic"):
        raise RuntimeError("write inside atomic(), so that nothing is half-written")


def inserting(model: type[Base]):
    """An INSERT that knows `on_conflict_do_nothing` and `on_conflict_do_update` on either database."""
    from sqlalchemy.dialects import postgresql, sqlite
    dialect = db.session().get_bind().dialect.name
    return (sqlite if dialect == "sqlite" else postgresql).insert(model)
