"""files that messages name"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'attachment',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('conversation_id', sa.String(length=36), nullable=False),
        sa.Column('seq', sa.Integer(), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('media', sa.String(length=40), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_attachment'),
        sa.ForeignKeyConstraint(
            ['conversation_id', 'seq'],
            ['message.conversation_id', 'message.seq'],
            name='fk_attachment_conversation_id',
        ),
        sa.UniqueConstraint('conversation_id', 'seq', name='uq_attachment_conversation_id_seq'),
    )


def downgrade() -> None:
    op.drop_table('attachment')
