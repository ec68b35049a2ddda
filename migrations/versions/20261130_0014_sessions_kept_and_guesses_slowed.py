"""Sessions kept and guesses slowed: the refresh token used last, and tries of passwords by name and address

Revision: 0014, after 0013, 2026-11-30
"""

import sqlalchemy as sa
from alembic import op

from service.core.database import Moment

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade():
    op.create_table(
        'password_tries',
        sa.Column('name_index', sa.String(length=32), nullable=False),
        sa.Column('address_index', sa.String(length=32), nullable=False),
        sa.Column('failures', sa.Integer(), nullable=False),
        sa.Column('last_at', Moment(timezone=True), nullable=False),
        sa.Column('signed_in_at', Moment(timezone=True), nullable=True),
        sa.CheckConstraint('failures >= 0', name='tries_are_counted_up'),
        sa.PrimaryKeyConstraint('name_index', 'address_index', name=op.f('pk_password_tries')))
    op.create_index(op.f('ix_password_tries_last_at'), 'password_tries', ['last_at'])
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.add_column(sa.Column('refreshed_at', Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('replaced_id', sa.String(length=32), nullable=True))
        batch_op.create_check_constraint('replaced_tokens_say_since_when',
                                         '(replaced_id IS NULL) = (refreshed_at IS NULL)')
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.drop_column('failed_sign_ins')
        batch_op.drop_column('locked_until')


def downgrade():
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('locked_until', Moment(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('failed_sign_ins', sa.Integer(), server_default='0', nullable=False))
    with op.batch_alter_table('sign_ins', schema=None) as batch_op:
        batch_op.drop_constraint('replaced_tokens_say_since_when', type_='check')
        batch_op.drop_column('replaced_id')
        batch_op.drop_column('refreshed_at')
    op.drop_index(op.f('ix_password_tries_last_at'), table_name='password_tries')
    op.drop_table('password_tries')
