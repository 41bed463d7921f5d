"""what one process does from time to time"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import UTCDateTime

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'upkeep',
        sa.Column('name', sa.String(20), nullable=False),
        sa.Column('due_at', UTCDateTime(), nullable=False),
        sa.Column('lease_owner', sa.String(36), nullable=True),
        sa.Column('lease_until', UTCDateTime(), nullable=True),
        sa.Column(
            'counted', sa.JSON(), nullable=False, comment='What was done since it began'
        ),
        sa.PrimaryKeyConstraint('name', name=op.f('pk_upkeep')),
    )


def downgrade() -> None:
    op.drop_table('upkeep')
