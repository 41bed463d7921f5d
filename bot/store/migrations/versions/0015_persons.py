"""the same person on several channels, one-time secrets, the audit of persons"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import UTCDateTime

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('conversation') as batch:
        batch.add_column(
            sa.Column(
                'forgotten_at',
                UTCDateTime(),
                nullable=True,
                comment='Whose it was is no longer known; nothing is sent any more',
            )
        )
    op.create_table(
        'contact_link',
        sa.Column('id', sa.String(36), primary_key=True),
        sa.Column('first', sa.String(36), sa.ForeignKey('contact.id'), nullable=False),
        sa.Column('second', sa.String(36), sa.ForeignKey('contact.id'), nullable=False),
        sa.Column(
            'how',
            sa.String(10),
            nullable=False,
            comment='staff said so, or the person by a code',
        ),
        sa.Column('at', UTCDateTime(), nullable=False),
        sa.Column('staff_id', sa.String(36), sa.ForeignKey('staff.id'), nullable=True),
        sa.Column('undone_at', UTCDateTime(), nullable=True),
        sa.CheckConstraint("how IN ('staff', 'code')", name='ck_contact_link_how'),
    )
    op.create_index('ix_contact_link_first', 'contact_link', ['first'])
    op.create_index('ix_contact_link_second', 'contact_link', ['second'])
    op.create_table(
        'one_time',
        sa.Column('hash', sa.String(64), primary_key=True),
        sa.Column('purpose', sa.String(10), nullable=False),
        sa.Column(
            'conversation_id',
            sa.String(36),
            sa.ForeignKey('conversation.id'),
            nullable=True,
            comment='Empty: the secret is spent',
        ),
        sa.Column('expires_at', UTCDateTime(), nullable=False),
    )
    op.create_index('ix_one_time_conversation_id', 'one_time', ['conversation_id'])
    op.create_index('ix_one_time_expires_at', 'one_time', ['expires_at'])
    op.create_table(
        'link_guess',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column(
            'conversation_id', sa.String(36), sa.ForeignKey('conversation.id'), nullable=False
        ),
        sa.Column('at', UTCDateTime(), nullable=False),
    )
    op.create_index('ix_link_guess_conversation_id', 'link_guess', ['conversation_id'])
    op.create_table(
        'audit_event',
        sa.Column('id', sa.Integer(), primary_key=True),
        sa.Column('at', UTCDateTime(), nullable=False),
        sa.Column('kind', sa.String(30), nullable=False),
        sa.Column(
            'conversation_id', sa.String(36), sa.ForeignKey('conversation.id'), nullable=False
        ),
        sa.Column(
            'staff_id',
            sa.String(36),
            sa.ForeignKey('staff.id'),
            nullable=True,
            comment='Empty: the person, or a platform',
        ),
        sa.Column('detail', sa.JSON(), nullable=False, comment='Ids, numbers and codes only'),
    )
    op.create_index('ix_audit_event_at', 'audit_event', ['at'])
    op.create_index('ix_audit_event_conversation_id', 'audit_event', ['conversation_id'])
    op.create_index('ix_audit_event_staff_id', 'audit_event', ['staff_id'])


def downgrade() -> None:
    for table in ('audit_event', 'link_guess', 'one_time', 'contact_link'):
        op.drop_table(table)
    with op.batch_alter_table('conversation') as batch:
        batch.drop_column('forgotten_at')
