"""The ground of all other tests holds: fresh databases, honest requests, real races, true counts."""

import pytest
import sqlalchemy as sa
from flask import g

from service.accounts.models import Account
from service.core import caches
from service.core.database import atomic, db


def _names():
    return db.session.scalars(sa.select(Account.display_name).order_by(Account.id)).all()


def _rename(name):
    with atomic() as session:
        session.execute(sa.update(Account).values(display_name=name))


def test_a_test_that_only_reads_costs_no_copy(town, database):
    _names()

    assert not database.changed


def test_a_test_that_writes_is_noticed(town, database):
    _rename("somebody else")

    assert database.changed


def test_settings_changed_by_a_test_are_put_back(app, database):
    app.config["RATE_LIMITS"]["submit.account"] = "1/minute"
    app.config["RATE_LIMITS_ENABLED"] = True

    database.fresh()

    assert app.config["RATE_LIMITS"]["submit.account"] != "1/minute"
    assert app.config["RATE_LIMITS_ENABLED"] is False


def test_registered_caches_are_empty_for_the_next_test(database):
    kept = {"old": True}
    caches.register(kept.clear)

    database.fresh()

    assert kept == {}


def test_a_request_knows_nothing_of_the_test_around_it(town, client):
    client.get("/health/live")

    assert "request_id" not in g


def test_rows_held_by_a_test_are_read_again_after_a_request(town, client, run_together):
    held = town.account("member-wang")
    run_together([lambda: _rename("somebody else")])
    client.get("/health/live")

    assert held.display_name == "somebody else"


def test_statements_are_counted_without_transaction_marks(town, statements):
    with statements() as sent:
        _names()
        with atomic() as session:
            session.execute(sa.update(Account).values(display_name="somebody else"))

    assert [text.split()[0] for text in sent] == ["SELECT", "UPDATE"]


def test_races_run_at_the_same_moment_and_tell_what_came_of_each(town, run_together):
    def fail():
        raise LookupError("lost")

    first, second, third = run_together([lambda: 1, fail, lambda: len(_names()) > 10])

    assert (first, third) == (1, True) and isinstance(second, LookupError)


@pytest.mark.only_postgresql
def test_a_race_may_ask_for_postgresql_alone(town, database):
    assert database.engine.dialect.name == "postgresql"
