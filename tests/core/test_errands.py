"""Errands are done at least once: leased by one worker at a time, and due again when that one does not come back."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from service.core import clock, errands, retries
from service.core.database import Id, Moment, atomic, db
from service.core.errands import Errand, waiting_index


class _OwnTables(DeclarativeBase):
    """Tables of this test alone, which no migration knows."""


class _Task(Errand, _OwnTables):
    __tablename__ = "tasks_under_test"
    __table_args__ = (waiting_index("ix_tasks_under_test"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    word: Mapped[str] = mapped_column(sa.String(20), default="waiting")
    done_at: Mapped[object] = mapped_column(Moment, nullable=True)


@pytest.fixture
def frozen(app):
    """The clock stands still; `frozen.shift(timedelta)` moves it."""
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


@pytest.fixture
def tasks(frozen, town, database):
    """`tasks.put(due_in=…)` gives an id; `tasks.row(id)` is the row now."""
    def put(due_in=timedelta(0), **values):
        with atomic() as session:
            return session.scalar(sa.insert(_Task.__table__).values(
                **{"word": "waiting", "tries": 0, "next_try_at": clock.now() + due_in} | values).returning(_Task.id))

    def row(task_id):
        return db.session.execute(sa.select(_Task.__table__).where(_Task.id == task_id)).one()
    _Task.__table__.create(database.engine)
    yield SimpleNamespace(put=put, row=row)
    db.session.remove()
    _Task.__table__.drop(database.engine)


@pytest.fixture
def leased(tasks):
    """One task, just leased."""
    tasks.put()
    (row,) = errands.lease(_Task, 1)
    return row


def _ids(rows):
    return [row.id for row in rows]


def test_what_is_due_is_leased_and_what_is_not_is_left(tasks):
    due = [tasks.put(), tasks.put(timedelta(seconds=-5))]
    tasks.put(timedelta(seconds=1))
    tasks.put(next_try_at=None)

    assert _ids(errands.lease(_Task, 10)) == due


def test_a_lease_takes_the_longest_due_first_and_gives_them_by_id(tasks):
    late, later, latest = (tasks.put(timedelta(seconds=-since)) for since in (1, 2, 3))

    assert _ids(errands.lease(_Task, 2)) == [later, latest]
    assert _ids(errands.lease(_Task, 2)) == [late]


def test_a_lease_keeps_to_further_conditions(tasks):
    tasks.put()
    other = tasks.put(word="other")

    assert _ids(errands.lease(_Task, 10, _Task.word == "other")) == [other]


def test_what_is_leased_is_nobody_elses_for_a_minute(frozen, leased):
    frozen.shift(timedelta(seconds=59))
    before = errands.lease(_Task, 10)
    frozen.shift(timedelta(seconds=1))

    assert (before, _ids(errands.lease(_Task, 10))) == ([], [leased.id])


def test_every_lease_counts_as_a_try(frozen, leased):
    frozen.shift(retries.LEASE)

    assert [leased.tries, *(row.tries for row in errands.lease(_Task, 1))] == [1, 2]


def test_nothing_is_leased_inside_a_transaction(tasks):
    with pytest.raises(RuntimeError, match="outside of any transaction"), atomic():
        errands.lease(_Task, 1)


@pytest.mark.parametrize(("seconds", "expected"), [(0, True), (30, True), (31, False)])
def test_nobody_begins_late_in_his_lease(frozen, leased, seconds, expected):
    frozen.shift(timedelta(seconds=seconds))

    assert errands.may_start(leased) is expected


def test_what_is_settled_waits_no_more(tasks, frozen, leased):
    assert errands.settle(_Task, leased, word="done", done_at=clock.now())
    frozen.shift(timedelta(days=1))

    row = tasks.row(leased.id)
    assert (row.word, row.next_try_at, row.done_at is not None, errands.lease(_Task, 1)) == ("done", None, True, [])


def test_what_was_not_begun_is_due_at_once_and_its_try_does_not_count(tasks, leased):
    assert errands.return_unused(_Task, leased)

    (again,) = errands.lease(_Task, 1)
    assert again.tries == 1


@pytest.mark.parametrize("late", [
    lambda row: errands.settle(_Task, row, word="late"),
    lambda row: errands.return_unused(_Task, row),
    lambda row: not errands.put_off(_Task, row, "late", most_tries=1, word="late")],
    ids=["settle", "return_unused", "put_off"])
def test_who_comes_back_after_his_lease_finds_it_taken_and_changes_nothing(tasks, frozen, leased, late):
    frozen.shift(retries.LEASE)
    (taken,) = errands.lease(_Task, 1)

    assert not late(leased)
    assert tasks.row(leased.id) == taken


def test_who_comes_back_after_his_lease_still_settles_what_nobody_took(tasks, frozen, leased):
    frozen.shift(timedelta(hours=1))

    assert errands.settle(_Task, leased, word="done")


def test_what_did_not_work_comes_again_later_each_time(tasks, frozen, leased):
    waits, row = [], leased
    for _ in range(3):
        assert errands.put_off(_Task, row, "503")
        waits.append((tasks.row(row.id).next_try_at - clock.now()).total_seconds())
        frozen.shift(timedelta(hours=1))
        (row,) = errands.lease(_Task, 1)

    assert [30 <= waits[0] <= 36, 60 <= waits[1] <= 72, 120 <= waits[2] <= 144] == [True] * 3
    assert row.last_error == "503"


def test_a_wait_may_be_named(tasks, leased):
    errands.put_off(_Task, leased, "429", after=timedelta(minutes=7))

    assert tasks.row(leased.id).next_try_at == clock.now() + timedelta(minutes=7)


def test_after_the_last_try_it_waits_no_more_and_gets_the_last_values(tasks, frozen, leased):
    again, row = [], leased
    for _ in range(retries.MOST_TRIES):
        again.append(errands.put_off(_Task, row, "x" * 300, word="dead"))
        frozen.shift(timedelta(hours=2))
        (row,) = errands.lease(_Task, 1) or [None]

    found = tasks.row(leased.id)
    assert again == [True] * (retries.MOST_TRIES - 1) + [False]
    assert (found.word, found.next_try_at, found.tries, len(found.last_error)) == ("dead", None, 8, 200)


@pytest.mark.parametrize(("most_tries", "word"), [(1, "noted"), (9, "noted")])
def test_what_is_noted_is_kept_whether_it_comes_again_or_not(tasks, leased, most_tries, word):
    errands.put_off(_Task, leased, "404", most_tries=most_tries, noting={"word": word})

    assert tasks.row(leased.id).word == word


def test_an_accident_after_the_lease_leaves_it_due_again(tasks, frozen, leased):
    frozen.shift(retries.LEASE)

    assert _ids(errands.lease(_Task, 1)) == [leased.id]


@pytest.mark.only_postgresql
def test_workers_at_once_lease_different_errands(tasks, run_together):
    ids = [tasks.put() for _ in range(12)]

    batches = run_together([lambda: _ids(errands.lease(_Task, 4))] * 4)

    assert sorted(sum(batches, [])) == ids


@pytest.mark.only_postgresql
def test_of_two_who_settle_at_once_one_does(tasks, leased, run_together):
    done = run_together([lambda: errands.settle(_Task, leased, word="done")] * 4)

    assert sorted(done) == [False, False, False, True]


@pytest.mark.only_postgresql
def test_a_lease_does_not_wait_for_a_row_somebody_holds(tasks, database, app, run_together):
    held, free = tasks.put(), tasks.put()
    with database.engine.connect() as other:
        other.execution_options(isolation_level="READ COMMITTED")
        with other.begin():
            other.execute(sa.select(_Task.id).where(_Task.id == held).with_for_update())
            assert run_together([lambda: _ids(errands.lease(_Task, 10))]) == [[free]]


@pytest.mark.only_postgresql
def test_due_errands_are_found_by_their_index(tasks):
    with atomic() as session:
        session.execute(sa.insert(_Task.__table__), [
            {"word": "x", "tries": 0, "next_try_at": None if number % 100 else clock.now()} for number in range(5000)])
        session.execute(sa.text("ANALYZE tasks_under_test"))
        plan = "\n".join(session.scalars(sa.text(
            "EXPLAIN SELECT id FROM tasks_under_test WHERE next_try_at IS NOT NULL AND next_try_at <= now() "
            "ORDER BY next_try_at, id LIMIT 20 FOR UPDATE SKIP LOCKED")))

    assert "ix_tasks_under_test" in plan and "Sort" not in plan
