"""One transaction: all of it or nothing, an inner one joins, and nothing is written outside."""

import pytest
import sqlalchemy as sa

from service.accounts.models import Account
from service.core import clock
from service.core.database import after_commit, atomic, db, execute, prepare_engine


def _names():
    return set(db.session.scalars(sa.select(Account.display_name)))


def _add(session, name):
    session.add(Account(display_name=name, created_at=clock.now()))
    session.flush()


def test_an_accident_leaves_nothing_half_written(town):
    with pytest.raises(ZeroDivisionError), atomic() as session:
        _add(session, "甲")
        raise ZeroDivisionError

    assert "甲" not in _names()


def test_an_inner_transaction_falls_with_the_outer_one(town):
    with pytest.raises(ZeroDivisionError), atomic():
        with atomic() as session:
            _add(session, "乙")
        raise ZeroDivisionError

    assert "乙" not in _names()


def test_work_for_after_the_commit_sees_it_and_is_dropped_by_a_rollback(town):
    seen = []

    with atomic() as session:
        _add(session, "丙")
        after_commit(lambda: seen.append("丙" in _names()))
    with pytest.raises(ZeroDivisionError), atomic():
        after_commit(lambda: seen.append("never"))
        raise ZeroDivisionError

    assert seen == [True]


@pytest.mark.parametrize("write", [
    lambda: db.session.execute(sa.update(Account).values(display_name="丁")),
    lambda: execute(sa.update(Account.__table__).values(display_name="丁")),
    lambda: (db.session.add(Account(display_name="丁", created_at=clock.now())), db.session.flush()),
])
def test_nothing_is_written_outside_a_transaction(town, write):
    with pytest.raises(RuntimeError):
        write()
    db.session.rollback()

    assert "丁" not in _names()


def test_a_row_of_a_rolled_back_transaction_can_be_read_again(town):
    before = _names()
    with pytest.raises(sa.exc.IntegrityError), atomic() as session:
        _add(session, "戊")
        session.execute(sa.text("INSERT INTO catalogue (id, version) VALUES (2, 1)"))

    with atomic() as session:
        _add(session, "己")

    assert _names() == before | {"己"}


@pytest.fixture
def engine_of_a_plain_build(tmp_path):
    """SQLite as it is built elsewhere: it leaves deleted bytes where they lay unless it is told otherwise."""
    engine = sa.create_engine(f"sqlite:///{tmp_path}/plain.db")
    sa.event.listen(engine, "connect", lambda connection, _record: connection.execute("PRAGMA secure_delete=OFF"))
    prepare_engine(engine)
    yield engine
    engine.dispose()


def test_what_is_deleted_is_overwritten_however_sqlite_was_built(engine_of_a_plain_build, tmp_path):
    mark = "窦明远19000000001"
    with engine_of_a_plain_build.connect() as connection:
        connection.exec_driver_sql("CREATE TABLE told (words TEXT)")
        connection.exec_driver_sql("INSERT INTO told VALUES (?)", (mark * 50,))
        connection.exec_driver_sql("DELETE FROM told")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    assert [path.name for path in tmp_path.iterdir() if mark.encode() in path.read_bytes()] == []
