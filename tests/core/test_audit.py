"""The audit log shows every tampering: a row changed, missing, or cut off; and the database refuses to do it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.exc import DBAPIError

from service.core import audit, audit_words, clock
from service.core.audit import AuditEntry, AuditHead
from service.core.audit_words import AuditWords
from service.core.database import atomic, db


@pytest.fixture
def chain(town):
    for number in range(1, 6):
        audit.record("reveal", by=town.actor("worker-zhang"), subject=f"ticket:{number}", words={"reason": "回访"})
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


def _words(sequence):
    return AuditWords.sequence == sequence


def test_the_chain_holds_no_words(chain):
    assert set(db.session.scalars(sa.select(AuditEntry.details))) == {"{}"}
    assert set(db.session.scalars(sa.select(AuditWords.said))) == {'{"reason":"回访"}'}


@pytest.mark.parametrize(("details", "chained"), [
    ({"role": "volunteer", "place": "500115001009-01-01", "rows": 3, "was": None, "on": date(2026, 1, 2)}, True),
    ({"ids": [1, 2]}, True), ({"reason": "回访"}, False), ({"phone": "13912345678"}, False),
    ({"before": {"name": "x"}}, False), ({"note": "two words"}, False)])
def test_only_numbers_codes_and_moments_stand_in_the_chain(details, chained):
    assert audit_words.parted(details) == ((details, {}) if chained else ({}, details))


def test_words_are_taken_away_and_the_chain_holds(chain, town):
    assert audit.take_words(["ticket:2", "ticket:4"]) == 2

    said = db.session.scalars(sa.select(AuditWords.said).order_by(AuditWords.sequence)).all()
    assert [one is None for one in said] == [False, True, False, True, False] and audit.first_broken() is None
    assert audit.broken_lately(3) is None and audit.take_words(["ticket:2"]) == 0


def test_words_taken_away_without_a_word_are_missed(chain):
    with atomic() as session:
        session.execute(sa.update(AuditWords).where(_words(chain[1])).values(said=None, salt=None))

    assert audit.first_broken() == audit.Broken(chain[1], "its words were taken away")


@pytest.mark.parametrize("statement", [sa.update(AuditWords).values(said="{}"), sa.delete(AuditWords)])
def test_the_database_refuses_to_change_words_or_their_rows(chain, statement):
    with pytest.raises(DBAPIError, match="append-only"), atomic() as session:
        session.execute(statement.execution_options(synchronize_session=False))


def test_changed_words_are_found(chain, tamper):
    with atomic() as session:
        session.execute(sa.text("DROP TRIGGER audit_words_are_only_taken ON audit_words" if session.get_bind(
            ).dialect.name == "postgresql" else "DROP TRIGGER audit_words_refuse_update"))
        session.execute(sa.update(AuditWords).where(_words(chain[1])).values(said='{"reason":"x"}'))

    assert audit.first_broken() == audit.Broken(chain[1], "its words were changed")


def test_the_same_words_have_another_digest_each_time(chain):
    digests = db.session.scalars(sa.select(AuditEntry.words_digest)).all()

    assert len(set(digests)) == len(chain)


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
    tamper(sa.update(AuditEntry).where(AuditEntry.sequence == chain[1]).values(details='{"count":1}'))

    said = app.test_cli_runner().invoke(args=["audit", "verify"])

    assert (said.exit_code, said.output) == (1, f"broken at {chain[1]}: the row was changed\n")


@pytest.fixture
def old_chain(town):
    """Three rows of 250 days ago, two of 190 days ago and two of today."""
    for age, count in ((250, 3), (190, 2), (0, 2)):
        with time_machine.travel(clock.now() - timedelta(days=age)):
            for number in range(count):
                audit.record("reveal", by=None, subject=f"ticket:{age}-{number}")
    return db.session.scalars(sa.select(AuditEntry.sequence).order_by(AuditEntry.sequence)).all()


def _subjects():
    return db.session.scalars(sa.select(AuditEntry.subject).order_by(AuditEntry.sequence)).all()


def _days_ago(days):
    return clock.now() - timedelta(days=days)


def test_old_rows_go_and_the_chain_holds(old_chain):
    assert audit.prune(_days_ago(200)) == 3

    assert _subjects() == ["ticket:190-0", "ticket:190-1", "ticket:0-0", "ticket:0-1", "audit"]
    assert audit.first_broken() is None


def test_pruning_again_and_again_holds_too(old_chain):
    assert [audit.prune(_days_ago(200), limit=2), audit.prune(_days_ago(200), limit=2)] == [2, 1]
    assert audit.prune(_days_ago(185)) == 2

    assert _subjects() == ["ticket:0-0", "ticket:0-1", "audit", "audit", "audit"]
    assert audit.first_broken() is None


def test_nothing_old_is_no_pruning_and_no_row(chain):
    assert audit.prune(_days_ago(200)) == 0 and "audit" not in _subjects()


def test_a_row_that_goes_after_a_pruning_is_missed(old_chain, tamper):
    audit.prune(_days_ago(200))
    tamper(sa.delete(AuditEntry).where(AuditEntry.sequence == old_chain[3]))

    assert audit.first_broken() == audit.Broken(old_chain[3], "a row is missing")


def test_a_beginning_cut_off_without_a_pruning_is_found(old_chain):
    """The database lets rows older than 180 days go, whoever deletes them; the chain does not."""
    with atomic() as session:
        session.execute(sa.delete(AuditEntry).where(AuditEntry.sequence <= old_chain[1])
                        .execution_options(synchronize_session=False))

    assert audit.first_broken() == audit.Broken(old_chain[0], "a row is missing")


@pytest.mark.parametrize("details", ["", "{}", "[]", '{"through": 2, "hash": "forged"}'])
def test_a_forged_pruning_hides_nothing(chain, tamper, details):
    tamper(sa.update(AuditEntry).where(AuditEntry.sequence == chain[-1]).values(act="prune_audit", details=details))

    assert audit.first_broken() is not None


def test_when_nothing_is_old_nobody_who_writes_has_to_wait(chain, statements):
    with statements() as sent:
        audit.prune(_days_ago(200))

    assert len(sent) == 1 and "audit_head" not in sent[0]


def test_rows_that_do_not_verify_are_evidence_and_stay(old_chain, tamper):
    tamper(sa.update(AuditEntry).where(AuditEntry.sequence == old_chain[1]).values(subject="ticket:99"))
    before = _subjects()

    assert audit.prune(_days_ago(200)) == 0 and _subjects() == before


@pytest.mark.parametrize("change, position", [("delete", 5), ("update", 5), ("update", 0)])
def test_the_database_refuses_to_delete_a_young_row_and_to_change_any(old_chain, change, position):
    statement = sa.delete(AuditEntry) if change == "delete" else sa.update(AuditEntry).values(subject="nothing")

    with pytest.raises(DBAPIError, match="append-only"), atomic() as session:
        session.execute(statement.where(AuditEntry.sequence == old_chain[position])
                        .execution_options(synchronize_session=False))


def test_the_database_itself_keeps_every_row_for_180_days(town):
    for days in (179.9, 180.1):
        with time_machine.travel(_days_ago(days)):
            audit.record("reveal", by=None, subject=f"ticket:{days}")

    def delete(subject):
        with atomic() as session:
            session.execute(sa.delete(AuditEntry).where(AuditEntry.subject == subject)
                            .execution_options(synchronize_session=False))
    delete("ticket:180.1")
    with pytest.raises(DBAPIError, match="append-only"):
        delete("ticket:179.9")


@pytest.mark.only_postgresql
def test_two_who_prune_at_once_prune_once(old_chain, run_together):
    assert sorted(run_together([lambda: audit.prune(_days_ago(200))] * 2)) == [0, 3]
    assert _subjects().count("audit") == 1 and audit.first_broken() is None


def test_writers_at_once_make_one_chain(run_together, town):
    def write(number):
        return lambda: audit.record("reveal", by=None, subject=f"ticket:{number}")

    run_together([write(number) for number in range(8)])

    head = db.session.scalar(sa.select(AuditHead.sequence))
    assert audit.first_broken() is None and head >= 8
