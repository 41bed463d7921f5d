"""the outbox: what must reach a person outside"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.base

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

TIME = bot.store.base.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table('delivery',
    sa.Column('id', sa.String(length=32), nullable=False, comment='Fit for platforms that refuse a repeated id'),
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('channel', sa.String(length=20), nullable=False),
    sa.Column('state', sa.String(length=10), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('due_at', TIME, nullable=False),
    sa.Column('lease_owner', sa.String(length=36), nullable=True),
    sa.Column('lease_until', TIME, nullable=True),
    sa.Column('external_id', sa.String(length=200), nullable=True, comment='What the platform called it'),
    sa.Column('error', sa.String(length=60), nullable=True, comment='Code of the last trouble'),
    sa.Column('created_at', TIME, nullable=False),
    sa.Column('updated_at', TIME, nullable=False),
    sa.Column('sent_at', TIME, nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'sending', 'sent', 'uncertain', 'failed')", name=op.f('ck_delivery_state')),
    sa.ForeignKeyConstraint(['conversation_id', 'seq'], ['message.conversation_id', 'message.seq'], name=op.f('fk_delivery_conversation_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('conversation_id', 'seq', name=op.f('uq_delivery_conversation_id_seq'))
    )
    op.create_index('ix_delivery_state_due', 'delivery', ['state', 'due_at'])


def downgrade() -> None:
    op.drop_table('delivery')
