"""What was not read out on a party-mass day is kept with the draft of its log

Revision: 0006, after 0005, 2026-11-28
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table('activity_logs', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unread', sa.JSON(), nullable=True))


def downgrade():
    with op.batch_alter_table('activity_logs', schema=None) as batch_op:
        batch_op.drop_column('unread')
