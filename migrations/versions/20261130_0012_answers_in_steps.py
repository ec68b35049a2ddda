"""What residents answered, and how disputes ended, is published in whole steps

Revision: 0012, after 0011, 2026-11-30
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

ANSWERS = ('answers', 'yes', 'partly', 'no', 'satisfied', 'reopened')
WAITING = sa.text('step_id IS NULL')
UNTOLD = sa.text('told_period IS NULL AND outcome IS NOT NULL')
TOLD = {'what_is_told_says_as_of_where_and_when': '(told_place_id IS NULL) = (told_period IS NULL)',
        'only_ended_mediations_are_told_of': 'told_period IS NULL OR outcome IS NOT NULL'}
ID = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def _counts():
    return [sa.Column(name, sa.Integer(), nullable=False) for name in ANSWERS]


def upgrade():
    op.create_table('answer_steps',
    sa.Column('id', ID, nullable=False),
    sa.Column('place_id', ID, nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('queue', sa.String(length=32), nullable=False),
    sa.Column('category', sa.String(length=64), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=False),
    *_counts(),
    sa.CheckConstraint('answers >= 5', name=op.f('a_step_has_five_answers')),
    sa.CheckConstraint('answers = yes + partly + no', name=op.f('each_answer_says_whether_solved')),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_answer_steps_place_id_places'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_answer_steps'))
    )
    op.create_table('published_figures',
    sa.Column('place_id', ID, nullable=False),
    sa.Column('month', sa.String(length=7), nullable=False),
    sa.Column('queue', sa.String(length=32), nullable=False),
    sa.Column('category', sa.String(length=64), nullable=False),
    *_counts(),
    sa.ForeignKeyConstraint(['place_id'], ['places.id'], name=op.f('fk_published_figures_place_id_places'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('place_id', 'month', 'queue', 'category', name=op.f('pk_published_figures'))
    )
    with op.batch_alter_table('ratings', schema=None) as batch_op:
        batch_op.add_column(sa.Column('step_id', ID, nullable=True))
        batch_op.create_index('ix_ratings_waiting', ['id'], unique=False, sqlite_where=WAITING, postgresql_where=WAITING)
    with op.batch_alter_table('ticket_figures', schema=None) as batch_op:
        for name in ANSWERS:
            batch_op.drop_column(name)
    with op.batch_alter_table('mediations', schema=None) as batch_op:
        batch_op.add_column(sa.Column('told_place_id', ID, nullable=True))
        batch_op.add_column(sa.Column('told_period', sa.String(length=7), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_mediations_told_place_id_places'), 'places', ['told_place_id'], ['id'])
        for name, rule in TOLD.items():
            batch_op.create_check_constraint(batch_op.f(name), rule)
        batch_op.create_index('ix_mediations_told', ['told_place_id', 'told_period'], unique=False)
        batch_op.create_index('ix_mediations_untold', ['id'], unique=False, sqlite_where=UNTOLD, postgresql_where=UNTOLD)
    op.execute("DELETE FROM figures WHERE measure = 'mediations'")


def downgrade():
    # The columns come back empty; a mark on everything lets the job count them again.
    with op.batch_alter_table('ticket_figures', schema=None) as batch_op:
        for name in ANSWERS:
            batch_op.add_column(sa.Column(name, sa.Integer(), server_default='0', nullable=False))
    with op.batch_alter_table('ticket_figures', schema=None) as batch_op:
        for name in ANSWERS:
            batch_op.alter_column(name, existing_type=sa.Integer(), existing_nullable=False, server_default=None)
    op.execute("INSERT INTO stale_cohorts (community_id, month) VALUES (NULL, NULL)")
    op.execute("INSERT INTO stale_marks (community_id) VALUES (NULL)")
    with op.batch_alter_table('mediations', schema=None) as batch_op:
        batch_op.drop_index('ix_mediations_untold', sqlite_where=UNTOLD, postgresql_where=UNTOLD)
        batch_op.drop_index('ix_mediations_told')
        for name in TOLD:
            batch_op.drop_constraint(batch_op.f(name), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_mediations_told_place_id_places'), type_='foreignkey')
        batch_op.drop_column('told_period')
        batch_op.drop_column('told_place_id')
    with op.batch_alter_table('ratings', schema=None) as batch_op:
        batch_op.drop_index('ix_ratings_waiting', sqlite_where=WAITING, postgresql_where=WAITING)
        batch_op.drop_column('step_id')
    op.drop_table('published_figures')
    op.drop_table('answer_steps')
