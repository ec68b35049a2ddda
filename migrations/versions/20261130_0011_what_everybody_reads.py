"""What everybody reads stands beside what was written; all that was shown goes back to be looked at

Revision: 0011, after 0010, 2026-11-30

Nothing public survives the change as it stands: a text shown until now had not been looked at for persons. Texts of
tickets and answers wait in the review lists of their places again, with what is proposed beside them, and open wishes
for their community's worker. Wishes that somebody has in hand get a sentence for everybody, should they be open again.
"""

import sqlalchemy as sa
from alembic import op

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

CAUSES = "'risky', 'review', 'not_recent', 'no_openid', 'refused', 'misuse', 'no_answer', 'no_verdict'"
PUBLIC = (('tickets', 'public_tickets_have_a_text_for_everybody'), ('answers', 'public_answers_have_a_text_for_everybody'))
AGAIN = (
    "INSERT INTO content_checks (about, about_id, account_id, state, why, version, put_at, settled_at, tries)"
    " SELECT 'answer', answers.id, answers.by_id, 'held', 'unseen', 1, answers.at, answers.at, 0 FROM answers"
    " JOIN tickets ON tickets.id = answers.ticket_id WHERE answers.is_public"
    " AND (tickets.is_public OR tickets.kept_back IN ('checking', 'held'))"
    " AND NOT EXISTS (SELECT 1 FROM content_checks WHERE about = 'answer' AND about_id = answers.id"
    " AND photo_id IS NULL)",
    "UPDATE content_checks SET state = 'held', why = 'unseen', decided_by_id = NULL, decided_at = NULL,"
    " next_try_at = NULL, version = version + 1 WHERE photo_id IS NULL AND state IN ('passed', 'shown')",
    "INSERT INTO content_checks (about, about_id, account_id, state, why, version, put_at, settled_at, tries)"
    " SELECT 'ticket', id, submitted_by_id, 'held', 'unseen', 1, created_at, created_at, 0 FROM tickets WHERE is_public"
    " AND NOT EXISTS (SELECT 1 FROM content_checks WHERE about = 'ticket' AND about_id = tickets.id"
    " AND photo_id IS NULL)",
    "UPDATE tickets SET is_public = false, kept_back = 'held' WHERE is_public",
    "UPDATE answers SET is_public = false WHERE is_public",
    "UPDATE wishes SET state = 'reviewing', version = version + 1 WHERE state = 'open'",
    "UPDATE wishes SET public_text = '请向社区了解这个心愿。' WHERE state IN ('taken', 'done')")


def _causes(causes):
    with op.batch_alter_table('content_checks', schema=None) as batch_op:
        batch_op.drop_constraint('checks_are_held_for_a_known_cause', type_='check')
        batch_op.create_check_constraint('checks_are_held_for_a_known_cause', f'why IN ({causes})')


def upgrade():
    _causes(f"'unseen', {CAUSES}")
    for table in ('tickets', 'answers', 'wishes'):
        op.add_column(table, sa.Column('public_text', sa.Text(), nullable=True))
    for statement in AGAIN:
        op.execute(statement)
    for table, name in PUBLIC:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.create_check_constraint(name, 'NOT is_public OR public_text IS NOT NULL')
    with op.batch_alter_table('wishes', schema=None) as batch_op:
        batch_op.create_check_constraint('open_wishes_have_a_text_for_everybody',
                                         "state <> 'open' OR public_text IS NOT NULL")


def downgrade():
    """What a person had shown with a mask must not be read whole again: it waits to be looked at."""
    for statement in AGAIN[3:6]:
        op.execute(statement)
    op.execute("UPDATE content_checks SET state = 'held', why = 'review', decided_by_id = NULL, decided_at = NULL,"
               " version = version + 1 WHERE photo_id IS NULL AND state = 'shown'")
    op.execute("UPDATE content_checks SET why = 'review' WHERE why = 'unseen'")
    with op.batch_alter_table('wishes', schema=None) as batch_op:
        batch_op.drop_constraint('open_wishes_have_a_text_for_everybody', type_='check')
        batch_op.drop_column('public_text')
    for table, name in PUBLIC:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(name, type_='check')
            batch_op.drop_column('public_text')
    _causes(CAUSES)
