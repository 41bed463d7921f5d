"""what is to happen later in a conversation"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.base

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

TIME = bot.store.base.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table('timer',
    sa.Column('kind', sa.String(length=30), nullable=False),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('due_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['conversation_id'], ['conversation.id'], name=op.f('fk_timer_conversation_id')),
    sa.PrimaryKeyConstraint('kind', 'conversation_id', name=op.f('pk_timer'))
    )
    op.create_index(op.f('ix_timer_due_at'), 'timer', ['due_at'])


def downgrade() -> None:
    op.drop_index(op.f('ix_timer_due_at'), table_name='timer')
    op.drop_table('timer')
