"""ratings of answers"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.base

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('answer_rating',
    sa.Column('conversation_id', sa.String(length=36), nullable=False),
    sa.Column('seq', sa.Integer(), nullable=False),
    sa.Column('useful', sa.Boolean(), nullable=False),
    sa.Column('rated_at', bot.store.base.UTCDateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['conversation_id', 'seq'], ['message.conversation_id', 'message.seq'], name=op.f('fk_answer_rating_conversation_id')),
    sa.PrimaryKeyConstraint('conversation_id', 'seq', name=op.f('pk_answer_rating'))
    )


def downgrade() -> None:
    op.drop_table('answer_rating')
