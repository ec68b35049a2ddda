"""What many ask for: how many are merged into a ticket, and what came lately at which compound

Revision: 0007, after 0006, 2026-11-28
"""

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


JOINED = (
    "UPDATE tickets SET joined_count = merged.joined FROM (SELECT merged_into_id, count(*) AS joined FROM tickets"
    " WHERE merged_into_id IS NOT NULL GROUP BY merged_into_id) AS merged WHERE merged.merged_into_id = tickets.id")
SOMEWHERE = sa.text('compound_id IS NOT NULL AND category IS NOT NULL')
AND_OPEN = sa.text("joined_count > 0 AND state <> 'closed'")


def upgrade():
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.add_column(sa.Column('joined_count', sa.Integer(), server_default='0', nullable=False))
    op.execute(JOINED)
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.create_index('ix_tickets_joined', ['joined_count', 'id'], unique=False, sqlite_where=AND_OPEN, postgresql_where=AND_OPEN)
        batch_op.create_index('ix_tickets_lately', ['created_at', 'compound_id', 'category', 'outcome', 'state'], unique=False, sqlite_where=SOMEWHERE, postgresql_where=SOMEWHERE)


def downgrade():
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.drop_index('ix_tickets_lately', sqlite_where=SOMEWHERE, postgresql_where=SOMEWHERE)
        batch_op.drop_index('ix_tickets_joined', sqlite_where=AND_OPEN, postgresql_where=AND_OPEN)
        batch_op.drop_column('joined_count')
