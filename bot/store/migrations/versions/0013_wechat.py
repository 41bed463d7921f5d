"""the WeChat channels: access tokens"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import UTCDateTime

revision = '0013'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'access_token',
        sa.Column('account', sa.String(80), nullable=False),
        sa.Column('token', sa.Text(), nullable=False, comment='Empty before the first one'),
        sa.Column('expires_at', UTCDateTime(), nullable=False),
        sa.Column(
            'refreshing_until',
            UTCDateTime(),
            nullable=True,
            comment='One replica is asking for a new one',
        ),
        sa.Column(
            'forced_at',
            UTCDateTime(),
            nullable=True,
            comment='When the platform was last told to end a token',
        ),
        sa.PrimaryKeyConstraint('account', name='pk_access_token'),
    )


def downgrade() -> None:
    op.drop_table('access_token')
