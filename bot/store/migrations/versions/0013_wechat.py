"""the WeChat channels: access tokens, what was pushed, quotas; deliveries that go out together"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import UTCDateTime

revision = '0013'
down_revision = '0012'
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
    op.create_table(
        'wechat_push',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column(
            'key',
            sa.String(64),
            nullable=False,
            comment='Digest of what makes it one and the same',
        ),
        sa.Column('conversation_id', sa.String(36), nullable=False),
        sa.Column('fields', sa.JSON(), nullable=False, comment='Emptied when it is worked off'),
        sa.Column('created_at', UTCDateTime(), nullable=False),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('lease_owner', sa.String(36), nullable=True),
        sa.Column('lease_until', UTCDateTime(), nullable=True),
        sa.Column('handled_at', UTCDateTime(), nullable=True),
        sa.Column('turn_id', sa.String(36), nullable=True, comment='What will answer it'),
        sa.Column(
            'answer', sa.Text(), nullable=True, comment='The passive answer, the same at a repeat'
        ),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name='fk_wechat_push_conversation_id'
        ),
        sa.PrimaryKeyConstraint('id', name='pk_wechat_push'),
        sa.UniqueConstraint('key', name='uq_wechat_push_key'),
    )
    op.create_index('ix_wechat_push_conversation_id', 'wechat_push', ['conversation_id'])
    op.create_index('ix_wechat_push_open', 'wechat_push', ['handled_at', 'lease_until'])
    op.create_table(
        'wechat_grant',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('conversation_id', sa.String(36), nullable=False),
        sa.Column('until', UTCDateTime(), nullable=False),
        sa.Column('left', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name='fk_wechat_grant_conversation_id'
        ),
        sa.PrimaryKeyConstraint('id', name='pk_wechat_grant'),
    )
    op.create_index('ix_wechat_grant_conversation_id', 'wechat_grant', ['conversation_id'])
    op.create_table(
        'wechat_session',
        sa.Column('conversation_id', sa.String(36), nullable=False),
        sa.Column('openid', sa.String(128), nullable=False),
        sa.Column('servicer', sa.String(128), nullable=True, comment='Empty: to be found'),
        sa.Column('reason', sa.String(30), nullable=False),
        sa.Column('matter', sa.String(60), nullable=True),
        sa.Column('summary', sa.Text(), nullable=False),
        sa.Column(
            'lease_until', UTCDateTime(), nullable=False, comment='Somebody looks for a servicer'
        ),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name='fk_wechat_session_conversation_id'
        ),
        sa.PrimaryKeyConstraint('conversation_id', name='pk_wechat_session'),
    )
    op.create_table(
        'delivery_hold',
        sa.Column('conversation_id', sa.String(36), nullable=False),
        sa.Column('until', UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name='fk_delivery_hold_conversation_id'
        ),
        sa.PrimaryKeyConstraint('conversation_id', name='pk_delivery_hold'),
    )
    with op.batch_alter_table('delivery') as batch:
        batch.add_column(
            sa.Column(
                'batch',
                sa.String(32),
                nullable=True,
                comment='The first one of those that go out together',
            )
        )
        batch.add_column(
            sa.Column(
                'parts',
                sa.Integer(),
                nullable=False,
                server_default='0',
                comment='Messages of the platform that have arrived of it',
            )
        )
        batch.create_index('ix_delivery_batch', ['batch'])


def downgrade() -> None:
    with op.batch_alter_table('delivery') as batch:
        batch.drop_index('ix_delivery_batch')
        batch.drop_column('parts')
        batch.drop_column('batch')
    op.drop_table('delivery_hold')
    op.drop_table('wechat_session')
    op.drop_table('wechat_grant')
    op.drop_table('wechat_push')
    op.drop_table('access_token')
