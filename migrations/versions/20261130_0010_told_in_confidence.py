"""What was told in confidence: a public sentence beside an answer, how many households a place has

Revision: 0010, after 0009, 2026-11-30
"""

import sqlalchemy as sa
from alembic import op

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.add_column(sa.Column('public_note', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('note_is_public', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.create_check_constraint('only_a_note_that_was_written_is_public', 'public_note IS NOT NULL OR NOT note_is_public')
    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.add_column(sa.Column('households', sa.Integer(), nullable=True))
        batch_op.create_check_constraint('places_have_no_fewer_than_no_households', 'households >= 0')


def downgrade():
    with op.batch_alter_table('places', schema=None) as batch_op:
        batch_op.drop_constraint('places_have_no_fewer_than_no_households', type_='check')
        batch_op.drop_column('households')
    with op.batch_alter_table('answers', schema=None) as batch_op:
        batch_op.drop_constraint('only_a_note_that_was_written_is_public', type_='check')
        batch_op.drop_column('note_is_public')
        batch_op.drop_column('public_note')
