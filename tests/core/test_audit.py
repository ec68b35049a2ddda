"""The audit log shows every tampering: a row changed, missing, or cut off; and the database refuses to do it."""

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from service.core import audit
from service.core.audit import AuditEntry, AuditHead
from service.core.database import atomic, db


@pytest.fixture
def chain(town):
    for number in range(1, 6):
        audit.record("reveal", by=town.actor("worker-zhang"), subject=f"ticket:{number}", reason="回访")
    return db.session.scalars(sa.select(AuditEntry.sequence).order_by(AuditEntry.sequence)).all()


@pytest.fixture
def tamper(chain):
    """Change the log as somebody with the keys to the database could: without its triggers."""
    def change(statement):
        with atomic() as session:
            if session.get_bind().dialect.name == "postgresql":
                session.execute(sa.text("ALTER TABLE audit_entries DISABLE TRIGGER audit_is_append_only"))
            else:
                for verb in ("update", "delete"):
                    session.execute(sa.text(f"DROP TRIGGER audit_refuses_{verb}"))
            session.execute(statement)
    return change


def test_an_untouched_log_is_whole(chain):
    assert audit.first_broken() is None


def test_a_changed_row_is_found(chain, tamper):
    tamper(sa.update(AuditEntry).where(AuditEntry.sequence == chain[1]).values(subject="ticket:99"))

    assert audit.first_broken() == audit.Broken(chain[1], "the row was changed")


def test_a_missing_row_is_found(chain, tamper):
    tamper(sa.delete(AuditEntry).where(AuditEntry.sequence == chain[2]))

    assert audit.first_broken() == audit.Broken(chain[2], "a row is missing")


def test_a_tail_cut_off_is_found(chain, tamper):
    tamper(sa.delete(AuditEntry).where(AuditEntry.sequence == chain[-1]))

    assert audit.first_broken().sequence == chain[-1]


def test_a_forged_row_does_not_follow_the_one_before(chain, tamper):
    tamper(sa.update(AuditEntry).where(AuditEntry.sequence == chain[3]).values(previous_hash="f" * 64))

    assert audit.first_broken() == audit.Broken(chain[3], "does not follow the row before")


@pytest.mark.parametrize("statement", [sa.update(AuditEntry).values(subject="nothing"), sa.delete(AuditEntry)])
def test_the_database_itself_refuses_to_change_or_delete_a_row(chain, statement):
    with pytest.raises(DBAPIError), atomic() as session:
        session.execute(statement.execution_options(synchronize_session=False))


def test_the_command_names_the_first_broken_link_and_fails(app, chain, tamper):
    tamper(sa.update(AuditEntry).where(AuditEntry.sequence == chain[1]).values(details="{}"))

    said = app.test_cli_runner().invoke(args=["audit", "verify"])

    assert (said.exit_code, said.output) == (1, f"broken at {chain[1]}: the row was changed\n")


def test_writers_at_once_make_one_chain(run_together, town):
    def write(number):
        return lambda: audit.record("reveal", by=None, subject=f"ticket:{number}")

    run_together([write(number) for number in range(8)])

    head = db.session.scalar(sa.select(AuditHead.sequence))
    assert audit.first_broken() is None and head >= 8
