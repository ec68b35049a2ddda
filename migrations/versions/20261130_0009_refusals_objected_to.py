"""A refusal is not the end: whose matter it was may object, and somebody else decides

Revision: 0009, after 0008, 2026-11-30
"""

import sqlalchemy as sa
from alembic import op

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
LEVEL = sa.Enum('town', 'district', name='objections_go_to_town_or_district', native_enum=False,
                create_constraint=True, length=32)
VERDICT = sa.Enum('reopen', 'uphold', name='objections_have_a_known_verdict', native_enum=False,
                  create_constraint=True, length=32)
UNDECIDED = sa.text('decided_at IS NULL')
KNOWN = 'entries_have_a_known_verb'
VERBS = ('submit', 'approve', 'reject', 'recategorize', 'claim', 'dispatch', 'release', 'transfer', 'fall_through',
         'contact', 'ask', 'reply', 'suspend', 'extend', 'consent', 'resume', 'answer', 'rate', 'reopen',
         'auto_confirm', 'escalate', 'merge', 'unmerge', 'forward', 'feed_back', 'take_back', 'withdraw', 'end')
NEW = ('object', 'decide_objection')
WAITS = "objection_by IS NULL OR (state = 'closed' AND objected_at IS NOT NULL)"
LATELY = ['created_at', 'compound_id', 'category', 'outcome', 'state']
KNOWN_KIND = 'compound_id IS NOT NULL AND category IS NOT NULL'
UNSHOWN = 'review_level IS NULL OR (NOT is_public AND kept_back IS NULL)'


def _where(condition):
    return {'sqlite_where': sa.text(condition), 'postgresql_where': sa.text(condition)}


def _verbs(known):
    with op.batch_alter_table('timeline_entries', schema=None) as batch_op:
        batch_op.drop_constraint(KNOWN, type_='check')
        batch_op.create_check_constraint(KNOWN, "verb IN ({})".format(', '.join(f"'{verb}'" for verb in known)))


def upgrade():
    op.create_table(
        'objections',
        sa.Column('id', ID, nullable=False),
        sa.Column('ticket_id', ID, nullable=False),
        sa.Column('by_id', ID, nullable=False),
        sa.Column('against_id', ID, nullable=False),
        sa.Column('level', LEVEL, nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decide_by', sa.DateTime(timezone=True), nullable=False),
        sa.Column('decided_by_id', ID, nullable=True),
        sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('verdict', VERDICT, nullable=True),
        sa.Column('reason', sa.Text(), nullable=True),
        sa.CheckConstraint('(decided_at IS NULL) = (verdict IS NULL) AND (decided_at IS NULL) = (reason IS NULL)',
                           name='decided_objections_say_how_and_why'),
        sa.CheckConstraint('decided_by_id IS NULL OR (decided_by_id <> by_id AND decided_by_id <> against_id)',
                           name='a_second_person_decides_objections'),
        sa.ForeignKeyConstraint(['against_id'], ['accounts.id'], name='fk_objections_against_id_accounts'),
        sa.ForeignKeyConstraint(['by_id'], ['accounts.id'], name='fk_objections_by_id_accounts'),
        sa.ForeignKeyConstraint(['decided_by_id'], ['accounts.id'], name='fk_objections_decided_by_id_accounts'),
        sa.ForeignKeyConstraint(['ticket_id'], ['tickets.id'], name='fk_objections_ticket_id_tickets'),
        sa.PrimaryKeyConstraint('id', name='pk_objections'),
        sa.UniqueConstraint('ticket_id', name='uq_objections_ticket_id'))
    op.create_index('ix_objections_undecided', 'objections', ['decide_by', 'id'], unique=False,
                    sqlite_where=UNDECIDED, postgresql_where=UNDECIDED)
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.add_column(sa.Column('objected_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('objection_by', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('objection_warned', sa.Integer(), server_default='0', nullable=False))
        batch_op.create_check_constraint('only_closed_tickets_wait_for_an_objection', WAITS)
        batch_op.drop_index('ix_tickets_lately')
        batch_op.create_index('ix_tickets_lately', LATELY, unique=False, **_where(f'{KNOWN_KIND} AND review_level IS NULL'))
        batch_op.create_check_constraint('sealed_tickets_are_shown_to_nobody', UNSHOWN)
    _verbs((*VERBS, *NEW))


def downgrade():
    op.execute("DELETE FROM timeline_entries WHERE verb IN ('object', 'decide_objection')")
    _verbs(VERBS)
    op.execute("UPDATE tickets SET wake_at = NULL WHERE objection_by IS NOT NULL")
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.drop_index('ix_tickets_lately')
        batch_op.create_index('ix_tickets_lately', LATELY, unique=False, **_where(KNOWN_KIND))
        batch_op.drop_constraint('sealed_tickets_are_shown_to_nobody', type_='check')
        batch_op.drop_constraint('only_closed_tickets_wait_for_an_objection', type_='check')
        batch_op.drop_column('objection_warned')
        batch_op.drop_column('objection_by')
        batch_op.drop_column('objected_at')
    op.drop_index('ix_objections_undecided', table_name='objections', sqlite_where=UNDECIDED,
                  postgresql_where=UNDECIDED)
    op.drop_table('objections')
