"""Above every rule: which safeguard caught a ticket, and who alone reviews a sealed one

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
SEALED = sa.text('review_level IS NOT NULL')


def upgrade():
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.add_column(sa.Column('safeguard', SAFEGUARD, nullable=True))
        batch_op.add_column(sa.Column('review_level', REVIEW_LEVEL, nullable=True))
        batch_op.create_index('ix_tickets_sealed', ['town_id', 'id'], unique=False, sqlite_where=SEALED, postgresql_where=SEALED)


def downgrade():
    with op.batch_alter_table('tickets', schema=None) as batch_op:
        batch_op.drop_index('ix_tickets_sealed', sqlite_where=SEALED, postgresql_where=SEALED)
        batch_op.drop_constraint('tickets_are_reviewed_by_town_or_district', type_='check')
        batch_op.drop_column('review_level')
        batch_op.drop_constraint('tickets_have_a_known_safeguard', type_='check')
        batch_op.drop_column('safeguard')
