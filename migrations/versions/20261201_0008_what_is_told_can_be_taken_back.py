"""What is told can be taken back: keys of repeated requests keep no requests, the audit chain no words

Revision: 0008_taken_back, after 0007, 2026-12-01
"""

import sqlalchemy as sa
from alembic import op

revision = '0008_taken_back'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade():
    op.execute("DELETE FROM idempotency_keys")  # they hold what was said, for a day at the most
    with op.batch_alter_table('idempotency_keys', schema=None) as batch_op:
        batch_op.drop_column('body')
        batch_op.drop_column('headers')
        batch_op.add_column(sa.Column('location', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('kept', sa.Text(), nullable=True))


def downgrade():
    op.execute("DELETE FROM idempotency_keys")
    with op.batch_alter_table('idempotency_keys', schema=None) as batch_op:
        batch_op.drop_column('kept')
        batch_op.drop_column('location')
        batch_op.add_column(sa.Column('headers', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('body', sa.Text(), nullable=True))
