"""The catalogue is kept by administrators, and one person has one account

Revision: 0005, after 0004, 2026-11-28
"""

import sqlalchemy as sa
from alembic import op

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


KEPT = ('categories', 'service_levels', 'queue_settings')

# The account that was first with a unionid has it; no two accounts are made one behind somebody's back.
WHO_HAS_IT = (
    "UPDATE accounts SET unionid = met.unionid FROM (SELECT unionid, min(account_id) AS account_id"
    " FROM wechat_identities WHERE unionid IS NOT NULL GROUP BY unionid) AS met WHERE met.account_id = accounts.id")


def upgrade():
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('unionid', sa.String(length=128), nullable=True))
        batch_op.create_index(batch_op.f('ix_accounts_unionid'), ['unionid'], unique=True)
    op.execute(WHO_HAS_IT)
    op.create_table('password_setups',
    sa.Column('account_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), autoincrement=False, nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('offered_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('offered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_password_setups_account_id_accounts')),
    sa.ForeignKeyConstraint(['offered_by_id'], ['accounts.id'], name=op.f('fk_password_setups_offered_by_id_accounts')),
    sa.PrimaryKeyConstraint('account_id', name=op.f('pk_password_setups')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_password_setups_token_hash'))
    )
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_audit_entries_act'), ['act'], unique=False)
        batch_op.create_index(batch_op.f('ix_audit_entries_at'), ['at'], unique=False)
    for table in KEPT:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    with op.batch_alter_table('categories', schema=None) as batch_op:
        batch_op.add_column(sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table('queue_settings', schema=None) as batch_op:
        batch_op.create_check_constraint('settings_are_positive', 'claim_hours > 0 AND open_claims > 0 AND ring_minutes >= 0')


def downgrade():
    op.drop_table('password_setups')
    with op.batch_alter_table('audit_entries', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_audit_entries_at'))
        batch_op.drop_index(batch_op.f('ix_audit_entries_act'))
    with op.batch_alter_table('queue_settings', schema=None) as batch_op:
        batch_op.drop_constraint('settings_are_positive', type_='check')
    with op.batch_alter_table('categories', schema=None) as batch_op:
        batch_op.drop_column('retired_at')
    for table in KEPT:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column('version')
    with op.batch_alter_table('accounts', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_accounts_unionid'))
        batch_op.drop_column('unionid')
