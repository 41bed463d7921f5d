"""comments on a case and its call back, files of tickets, tries to sign in, what visitors have read"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import UTCDateTime

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None

TIME = UTCDateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table('conversation') as batch:
        batch.add_column(
            sa.Column(
                'visitor_read',
                sa.Integer(),
                nullable=False,
                server_default='0',
                comment='The last message that the visitor has seen',
            )
        )
        batch.add_column(
            sa.Column(
                'comment_until',
                TIME,
                nullable=True,
                comment="Words until then are the comment on the latest case's grade",
            )
        )
    with op.batch_alter_table('service_case') as batch:
        batch.add_column(
            sa.Column(
                'grade_comment', sa.Text(), nullable=True, comment="The enterprise's own words"
            )
        )
        batch.add_column(
            sa.Column(
                'follow_up_overdue_at',
                TIME,
                nullable=True,
                comment='When the call was found to be late; it is found once',
            )
        )
        batch.add_column(
            sa.Column('follow_up_note', sa.Text(), nullable=True, comment='What came of the call')
        )
    op.create_table(
        'ticket_file',
        sa.Column('id', sa.String(length=32), nullable=False),
        sa.Column('ticket_id', sa.String(length=36), nullable=False),
        sa.Column('name', sa.String(length=200), nullable=False),
        sa.Column('media', sa.String(length=40), nullable=False),
        sa.Column('size', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_ticket_file'),
        sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name='fk_ticket_file_ticket_id'),
    )
    op.create_table(
        'sign_in_try',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('bucket', sa.String(length=64), nullable=False, comment='A hash of whose try'),
        sa.Column('at', TIME, nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_sign_in_try'),
    )
    op.create_index('ix_sign_in_try_bucket_at', 'sign_in_try', ['bucket', 'at'])
    op.create_index('ix_sign_in_try_at', 'sign_in_try', ['at'])


def downgrade() -> None:
    op.drop_table('sign_in_try')
    op.drop_table('ticket_file')
    with op.batch_alter_table('service_case') as batch:
        for name in ('follow_up_note', 'follow_up_overdue_at', 'grade_comment'):
            batch.drop_column(name)
    with op.batch_alter_table('conversation') as batch:
        for name in ('comment_until', 'visitor_read'):
            batch.drop_column(name)
