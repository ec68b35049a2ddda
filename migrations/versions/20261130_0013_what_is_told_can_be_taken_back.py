"""What is told can be taken back: keys of repeated requests keep no requests, the audit chain no words

Revision: 0013, after 0012, 2026-12-01
"""

import hashlib
import json
import re

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

ROWS = 1000
CODE = re.compile(r"(?!\d{11}$)[A-Za-z0-9_.:-]{1,64}")
WORDS = ("reason", "username", "path", "asked")
REFUSES = "the audit log is append-only"
# The words beside the chain may be taken away whole and never changed; their rows go with those they belong to.
GUARDS = {
    "postgresql": [
        "CREATE FUNCTION audit_words_are_only_taken() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF TG_OP = 'DELETE' THEN IF OLD.at < now() - interval '180 days' THEN RETURN OLD; END IF; "
        "ELSIF NEW.said IS NULL AND NEW.salt IS NULL AND NEW.sequence = OLD.sequence AND NEW.at = OLD.at "
        f"THEN RETURN NEW; END IF; RAISE EXCEPTION '{REFUSES}'; END $$",
        "CREATE TRIGGER audit_words_are_only_taken BEFORE UPDATE OR DELETE ON audit_words "
        "FOR EACH ROW EXECUTE FUNCTION audit_words_are_only_taken()",
    ],
    "sqlite": [
        "CREATE TRIGGER audit_words_refuse_update BEFORE UPDATE ON audit_words WHEN NEW.said IS NOT NULL OR "
        "NEW.salt IS NOT NULL OR NEW.sequence <> OLD.sequence OR NEW.at <> OLD.at "
        f"BEGIN SELECT RAISE(ABORT, '{REFUSES}'); END",
        "CREATE TRIGGER audit_words_refuse_delete BEFORE DELETE ON audit_words "
        f"WHEN OLD.at >= datetime('now', '-180 days') BEGIN SELECT RAISE(ABORT, '{REFUSES}'); END",
    ],
}
UNGUARDED = {"postgresql": ["DROP TRIGGER audit_is_append_only ON audit_entries"],
             "sqlite": ["DROP TRIGGER audit_refuses_update", "DROP TRIGGER audit_refuses_delete"]}
GUARDED = {
    "postgresql": [
        "CREATE TRIGGER audit_is_append_only BEFORE UPDATE OR DELETE ON audit_entries "
        "FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()",
    ],
    "sqlite": [
        f"CREATE TRIGGER audit_refuses_update BEFORE UPDATE ON audit_entries BEGIN SELECT RAISE(ABORT, '{REFUSES}'); END",
        "CREATE TRIGGER audit_refuses_delete BEFORE DELETE ON audit_entries "
        f"WHEN OLD.at >= datetime('now', '-180 days') BEGIN SELECT RAISE(ABORT, '{REFUSES}'); END",
    ],
}
ENTRIES = sa.table("audit_entries", *(sa.column(name) for name in (
    "sequence", "at", "actor_id", "act", "subject", "details", "formula", "words_digest", "previous_hash", "hash")))
MOMENT = sa.DateTime(timezone=True)
ENTRIES.c.at.type = MOMENT
BESIDE = sa.table("audit_words", sa.column("sequence"), sa.column("at", MOMENT), sa.column("salt"), sa.column("said"))
HEAD = sa.table("audit_head", sa.column("sequence"), sa.column("hash"))


def upgrade():
    op.execute("DELETE FROM idempotency_keys")  # they hold what was said, for a day at the most
    with op.batch_alter_table('idempotency_keys', schema=None) as batch_op:
        batch_op.drop_column('body')
        batch_op.drop_column('headers')
        batch_op.add_column(sa.Column('location', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('kept', sa.Text(), nullable=True))
    op.create_index('ix_messages_subject', 'messages', ['subject'], unique=False)
    op.create_table('audit_words',
    sa.Column('sequence', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('salt', sa.String(length=32), nullable=True),
    sa.Column('said', sa.Text(), nullable=True),
    sa.CheckConstraint('said IS NOT NULL OR salt IS NULL', name=op.f('what_is_taken_takes_its_salt')),
    sa.PrimaryKeyConstraint('sequence', name=op.f('pk_audit_words'))
    )
    _say(UNGUARDED)
    op.add_column('audit_entries', sa.Column('formula', sa.Integer(), server_default='1', nullable=False))
    op.add_column('audit_entries', sa.Column('words_digest', sa.String(length=64), nullable=True))
    _move_words()
    _say(GUARDED)
    _say(GUARDS)


def downgrade():
    op.execute("DELETE FROM idempotency_keys")
    with op.batch_alter_table('idempotency_keys', schema=None) as batch_op:
        batch_op.drop_column('kept')
        batch_op.drop_column('location')
        batch_op.add_column(sa.Column('headers', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('body', sa.Text(), nullable=True))
    _say(UNGUARDED)
    _bring_words_back()
    op.drop_column('audit_entries', 'words_digest')
    op.drop_column('audit_entries', 'formula')
    op.drop_table('audit_words')
    op.drop_index('ix_messages_subject', table_name='messages')
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_words_are_only_taken()")
    _say(GUARDED)


def _say(statements):
    for statement in statements[op.get_bind().dialect.name]:
        op.execute(statement)


def _walk(*columns):
    """Every row of the log in order, a thousand at a time."""
    last, rows, connection = -1, True, op.get_bind()
    while rows:
        rows = connection.execute(sa.select(*columns).select_from(
            ENTRIES.outerjoin(BESIDE, BESIDE.c.sequence == ENTRIES.c.sequence)).where(ENTRIES.c.sequence > last)
            .order_by(ENTRIES.c.sequence).limit(ROWS)).all()
        yield from rows
        last = rows[-1].sequence if rows else last


def _move_words():
    """What people wrote into rows so far stands beside them from now on: whole, since their links bind it whole."""
    connection = op.get_bind()
    for row in list(_walk(ENTRIES.c.sequence, ENTRIES.c.at, ENTRIES.c.details)):
        told = json.loads(row.details)
        chained = {name: value for name, value in told.items() if name not in WORDS and _is_code(value)}
        if chained != told:
            connection.execute(sa.insert(BESIDE).values(sequence=row.sequence, at=row.at, said=row.details))
            connection.execute(sa.update(ENTRIES).where(ENTRIES.c.sequence == row.sequence).values(
                details=json.dumps(chained, sort_keys=True, separators=(",", ":"))))


def _is_code(value):
    if isinstance(value, list):
        return all(_is_code(one) for one in value)
    if isinstance(value, str):
        return CODE.fullmatch(value) is not None
    return not isinstance(value, dict)


def _bring_words_back():
    """Words go back into their rows; from the first row of the newer formula on, every link is computed anew."""
    connection, link, anew = op.get_bind(), None, False
    for row in list(_walk(*ENTRIES.c, BESIDE.c.said)):
        told = json.loads(row.details) | json.loads(row.said or "{}")
        details = row.said if row.formula == 1 and row.said else json.dumps(
            told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        changed = {"details": details}
        anew = anew or row.formula != 1
        if anew:
            previous = link or row.previous_hash
            link = _link(previous, row, details)
            changed |= {"previous_hash": previous, "hash": link}
        connection.execute(sa.update(ENTRIES).where(ENTRIES.c.sequence == row.sequence).values(changed))
    if link:
        connection.execute(sa.update(HEAD).values(hash=link))


def _link(previous, row, details):
    at = row.at.isoformat() if row.at.tzinfo else f"{row.at.isoformat()}+00:00"
    said = [previous, row.sequence, at, row.actor_id, row.act, row.subject, details]
    return hashlib.sha256(json.dumps(said, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
