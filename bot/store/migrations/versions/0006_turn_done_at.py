"""turns by when they were done, for the figures of a day"""

from __future__ import annotations

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_turn_done_at', 'turn', ['done_at'])


def downgrade() -> None:
    op.drop_index('ix_turn_done_at', table_name='turn')
