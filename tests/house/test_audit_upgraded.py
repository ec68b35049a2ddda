"""The audit log of before docs/adr/0047: its links still hold after the upgrade, and its words can be taken away."""

import hashlib
import uuid

import flask_migrate
import orjson
import pytest
import sqlalchemy as sa

from service.core import audit, clock
from service.core.audit_words import AuditWords
from service.core.database import atomic, db
from tests.databases import PostgreSQL, SQLite

OLD = [("reveal", "500115-20261122-0123-0", {"reason": "女儿 13800005678 要回电话"}),
       ("grant", "account:7", {"role": "volunteer", "place": "500115001009"}),
       ("staff_created", "account:8", {"username": "dou.mingyuan"})]


@pytest.fixture(params=["sqlite", "postgresql"])
def upgraded(request, tmp_path):
    """Three rows of the old kind, and the schema of today."""
    made = SQLite(tmp_path) if request.param == "sqlite" else PostgreSQL(
        request.getfixturevalue("postgres_url"), tmp_path, name=f"old_{uuid.uuid4().hex[:8]}")
    with made.app.app_context():
        flask_migrate.upgrade(revision="0007")
        _write(OLD)
        flask_migrate.upgrade()
        yield made
        db.session.remove()
    made.close()


def _write(rows):
    """As the release before wrote them."""
    previous, moment = audit.GENESIS, clock.now()
    with db.engine.begin() as connection:
        for number, (act, subject, details) in enumerate(rows, 1):
            text = orjson.dumps(details, option=orjson.OPT_SORT_KEYS).decode()
            said = orjson.dumps([previous, number, moment.isoformat(), None, act, subject, text])
            link = hashlib.sha256(said).hexdigest()
            connection.execute(sa.insert(COLUMNS).values(
                sequence=number, at=moment, act=act, subject=subject, details=text, previous_hash=previous, hash=link))
            previous = link
        connection.execute(sa.insert(audit.AuditHead.__table__).values(id=1, sequence=len(rows), hash=previous))


COLUMNS = sa.table("audit_entries", *(sa.column(name, audit.AuditEntry.__table__.c[name].type) for name in (
    "sequence", "at", "act", "subject", "details", "previous_hash", "hash")))


def _details():
    return db.session.scalars(sa.select(audit.AuditEntry.details).order_by(audit.AuditEntry.sequence)).all()


def test_old_links_hold_and_their_words_stand_beside_them(upgraded):
    assert audit.first_broken() is None
    assert _details() == ["{}", '{"place":"500115001009","role":"volunteer"}', "{}"]
    assert len(db.session.scalars(sa.select(AuditWords.said)).all()) == 2


def test_old_words_are_taken_away_and_new_rows_follow(upgraded):
    audit.take_words(["500115-20261122-0123-0"])
    audit.record("reveal", by=None, subject="account:7", words={"reason": "回访"})

    assert audit.first_broken() is None
    assert not [said for said in db.session.scalars(sa.select(AuditWords.said)) if said and "女儿" in said]


def test_a_change_of_an_old_row_is_found(upgraded):
    with atomic() as session:
        for name in ("audit_refuses_update",) if session.get_bind().dialect.name == "sqlite" else ():
            session.execute(sa.text(f"DROP TRIGGER {name}"))
        if session.get_bind().dialect.name == "postgresql":
            session.execute(sa.text("ALTER TABLE audit_entries DISABLE TRIGGER audit_is_append_only"))
        session.execute(sa.update(audit.AuditEntry).where(audit.AuditEntry.sequence == 1).values(subject="another"))

    assert audit.first_broken() == audit.Broken(1, "the row was changed")


def test_the_way_back_gives_the_words_back_and_one_chain(upgraded):
    audit.record("reveal", by=None, subject="account:7", words={"reason": "回访"})
    db.session.remove()

    flask_migrate.downgrade(revision="0007")

    with db.engine.connect() as connection:
        rows = connection.execute(sa.text(
            "SELECT sequence, at, actor_id, act, subject, details, previous_hash, hash FROM audit_entries"
            " ORDER BY sequence").columns(at=audit.AuditEntry.__table__.c.at.type)).all()
    previous = audit.GENESIS
    for row in rows:
        said = [previous, row.sequence, row.at.isoformat(), row.actor_id, row.act, row.subject, row.details]
        assert (row.previous_hash, row.hash) == (previous, hashlib.sha256(orjson.dumps(said)).hexdigest())
        previous = row.hash
    assert [orjson.loads(row.details) for row in rows] == [one[2] for one in OLD] + [{"reason": "回访"}]
