"""how far staff have read; the queue's order and the latest claims found without a scan"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        'conversation',
        sa.Column(
            'staff_read',
            sa.Integer(),
            nullable=False,
            server_default='0',
            comment='The last message that staff have seen',
        ),
    )
    op.create_index('ix_service_case_closed_at', 'service_case', ['closed_at'])
    op.create_index('ix_service_case_claimed_at', 'service_case', ['claimed_at'])


def downgrade() -> None:
    op.drop_index('ix_service_case_claimed_at', table_name='service_case')
    op.drop_index('ix_service_case_closed_at', table_name='service_case')
    op.drop_column('conversation', 'staff_read')
