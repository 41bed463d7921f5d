"""微信客服: cursors, what was pulled, sessions, what was sent"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import UTCDateTime

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('delivery') as batch:
        batch.add_column(
            sa.Column(
                'permit',
                sa.Text(),
                nullable=True,
                comment="The platform's leave to send this one message, used once",
            )
        )
        batch.add_column(sa.Column('permit_until', UTCDateTime(), nullable=True))
    op.create_table(
        'wecom_account',
        sa.Column('open_kfid', sa.String(64), nullable=False),
        sa.Column('cursor', sa.Text(), nullable=False, comment='Empty before the first page'),
        sa.Column('token', sa.Text(), nullable=False, comment='Of the latest callback'),
        sa.Column('token_at', UTCDateTime(), nullable=True),
        sa.Column('wanted', sa.Integer(), nullable=False, comment='Counts the callbacks'),
        sa.Column('due_at', UTCDateTime(), nullable=False, comment='When it is to be pulled next'),
        sa.Column('lease_owner', sa.String(36), nullable=True),
        sa.Column('lease_until', UTCDateTime(), nullable=True),
        sa.Column(
            'failures', sa.Integer(), nullable=False, comment='Pulls in a row that failed'
        ),
        sa.Column('created_at', UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint('open_kfid', name='pk_wecom_account'),
    )
    op.create_index('ix_wecom_account_due_at', 'wecom_account', ['due_at'])
    op.create_table(
        'wecom_incoming',
        sa.Column('id', sa.Integer(), nullable=False, comment="Also the order of a person's"),
        sa.Column('open_kfid', sa.String(64), nullable=False),
        sa.Column(
            'external_userid', sa.String(64), nullable=False, comment='Empty: about the account'
        ),
        sa.Column('msgid', sa.String(64), nullable=False),
        sa.Column('pulled_at', UTCDateTime(), nullable=False),
        sa.Column('state', sa.String(10), nullable=False),
        sa.Column(
            'due_at',
            UTCDateTime(),
            nullable=False,
            comment='While somebody works on it: when another may',
        ),
        sa.Column('attempts', sa.Integer(), nullable=False),
        sa.Column('content', sa.JSON(), nullable=True, comment='Empty once it is done'),
        sa.CheckConstraint(
            "state IN ('waiting', 'done', 'failed')", name='ck_wecom_incoming_state'
        ),
        sa.PrimaryKeyConstraint('id', name='pk_wecom_incoming'),
        sa.UniqueConstraint(
            'open_kfid',
            'external_userid',
            'msgid',
            name='uq_wecom_incoming_open_kfid_external_userid_msgid',
        ),
    )
    op.create_index('ix_wecom_incoming_state_due_at', 'wecom_incoming', ['state', 'due_at'])
    op.create_table(
        'wecom_session',
        sa.Column('open_kfid', sa.String(64), nullable=False),
        sa.Column('external_userid', sa.String(64), nullable=False),
        sa.Column(
            'state', sa.Integer(), nullable=True, comment='service_state; empty: to be asked for'
        ),
        sa.Column(
            'changed_at',
            UTCDateTime(),
            nullable=True,
            comment='When the platform last said that a servicer took or ended it',
        ),
        sa.Column('heard_at', UTCDateTime(), nullable=True, comment="The person's latest message"),
        sa.PrimaryKeyConstraint('open_kfid', 'external_userid', name='pk_wecom_session'),
    )
    op.create_table(
        'wecom_sent',
        sa.Column('msgid', sa.String(64), nullable=False),
        sa.Column('delivery_id', sa.String(32), nullable=False),
        sa.Column('part', sa.Integer(), nullable=False),
        sa.Column(
            'attempt',
            sa.Integer(),
            nullable=False,
            comment='Higher after the platform could not deliver it',
        ),
        sa.Column('recipient', sa.String(128), nullable=False),
        sa.Column('at', UTCDateTime(), nullable=False),
        sa.Column(
            'state',
            sa.String(10),
            nullable=False,
            comment='asked, taken, or failed when it was not delivered',
        ),
        sa.ForeignKeyConstraint(
            ['delivery_id'], ['delivery.id'], name='fk_wecom_sent_delivery_id'
        ),
        sa.PrimaryKeyConstraint('msgid', name='pk_wecom_sent'),
        sa.UniqueConstraint(
            'delivery_id', 'part', 'attempt', name='uq_wecom_sent_delivery_id_part_attempt'
        ),
    )
    op.create_index('ix_wecom_sent_recipient_at', 'wecom_sent', ['recipient', 'at'])


def downgrade() -> None:
    for table in ('wecom_sent', 'wecom_session', 'wecom_incoming', 'wecom_account'):
        op.drop_table(table)
    with op.batch_alter_table('delivery') as batch:
        batch.drop_column('permit_until')
        batch.drop_column('permit')
