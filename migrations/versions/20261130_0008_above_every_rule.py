"""Above every rule: the safeguards, which of them caught a ticket, and who alone reviews a sealed one

`feedback seed` fills the table in a running district; until then those that are shipped stand in.

Revision: 0008, after 0007, 2026-11-30
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


SAFEGUARD = sa.Enum('danger', 'accusation', 'enforcement', name='tickets_have_a_known_safeguard',
                    native_enum=False, create_constraint=True, length=32)
REVIEW_LEVEL = sa.Enum('town', 'district', name='tickets_are_reviewed_by_town_or_district',
                       native_enum=False, create_constraint=True, length=32)
KIND = sa.Enum('danger', 'accusation', 'enforcement', name='safeguards_are_of_a_known_kind',
               native_enum=False, create_constraint=True, length=32)
REVIEWED = sa.Enum('town', 'district', name='safeguards_are_reviewed_by_town_or_district',
                   native_enum=False, create_constraint=True, length=32)
WAITS = "safeguard IS NULL OR state NOT IN ('reviewing', 'queued') OR queue = 'community'"
COUNTED = ('moves', 'reopened', 'supervised')  # born as 0 by the database: psycopg keeps a statement of ≤ 50 parameters
LIVE = sa.text('retired_at IS NULL')
SEALED = sa.text('review_level IS NOT NULL')


def upgrade():
    op.create_table(
        'safeguards',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('safeguard_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('kind', KIND, nullable=False),
        sa.Column('name', sa.String(length=64), nullable=False),
        sa.Column('words', sa.JSON(), nullable=False),
        sa.Column('unless', sa.JSON(), nullable=False),
        sa.Column('review_level', REVIEWED, nullable=True),
        sa.Column('saved_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
        sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(kind = 'accusation') = (review_level IS NOT NULL)", name='accusations_say_who_reviews'),
        sa.ForeignKeyConstraint(['saved_by_id'], ['accounts.id'], name='fk_safeguards_saved_by_id_accounts'),
        sa.PrimaryKeyConstraint('id', name='pk_safeguards'),
        sa.UniqueConstraint('safeguard_id', 'version', name='uq_safeguards_safeguard_id_version'))
    op.create_index('one_live_version_per_safeguard', 'safeguards', ['safeguard_id'], unique=True, sqlite_where=LIVE,
                    postgresql_where=LIVE)
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.add_column(sa.Column('safeguard', SAFEGUARD, nullable=True))
        batch_op.add_column(sa.Column('review_level', REVIEW_LEVEL, nullable=True))
        for counted in COUNTED:
            batch_op.alter_column(counted, existing_type=sa.Integer(), existing_nullable=False, server_default='0')
        batch_op.create_check_constraint('what_a_safeguard_holds_waits_with_the_community', WAITS)
        batch_op.create_index('ix_tickets_sealed', ['town_id', 'id'], unique=False, sqlite_where=SEALED, postgresql_where=SEALED)


def downgrade():
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.drop_index('ix_tickets_sealed', sqlite_where=SEALED, postgresql_where=SEALED)
        for counted in COUNTED:
            batch_op.alter_column(counted, existing_type=sa.Integer(), existing_nullable=False, server_default=None)
        batch_op.drop_constraint('what_a_safeguard_holds_waits_with_the_community', type_='check')
        batch_op.drop_constraint('tickets_are_reviewed_by_town_or_district', type_='check')
        batch_op.drop_column('review_level')
        batch_op.drop_constraint('tickets_have_a_known_safeguard', type_='check')
        batch_op.drop_column('safeguard')
    op.drop_index('one_live_version_per_safeguard', table_name='safeguards', sqlite_where=LIVE, postgresql_where=LIVE)
    op.drop_table('safeguards')
