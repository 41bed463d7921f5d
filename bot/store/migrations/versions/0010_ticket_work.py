"""tickets have a group, deadlines, somebody who works on them, and a history"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

import bot.store.base

revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

TIME = bot.store.base.UTCDateTime(timezone=True)
TICKET = sa.table(
    'ticket',
    sa.column('id', sa.String),
    sa.column('created_at', TIME),
    sa.column('matter', sa.String),
    sa.column('group', sa.String),
    sa.column('contact_due_at', TIME),
    sa.column('due_at', TIME),
)
GROUPS = {'reg': 'registration', 'tax': 'tax', 'ip': 'ip', 'law': 'legal'}
"""By how the id of a matter begins, as it was when this was written."""


def upgrade() -> None:
    with op.batch_alter_table('ticket') as batch:
        batch.add_column(
            sa.Column(
                'group',
                sa.String(length=20),
                nullable=False,
                server_default='general',
                comment='Whose matter it is: a domain of the knowledge',
            )
        )
        batch.add_column(
            sa.Column('priority', sa.String(length=10), nullable=False, server_default='normal')
        )
        batch.add_column(
            sa.Column('complex', sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch.add_column(
            sa.Column(
                'contact_due_at', TIME, nullable=True, comment='Somebody has called by then'
            )
        )
        batch.add_column(sa.Column('due_at', TIME, nullable=True, comment='It is done by then'))
        batch.add_column(
            sa.Column(
                'overdue_at',
                TIME,
                nullable=True,
                comment='When it was found to be late; it is found once',
            )
        )
        batch.add_column(sa.Column('assignee', sa.String(length=36), nullable=True))
        batch.add_column(sa.Column('closed_at', TIME, nullable=True))
        batch.add_column(
            sa.Column(
                'source',
                sa.String(length=10),
                nullable=False,
                server_default='form',
                comment='form or staff',
            )
        )
        batch.add_column(
            sa.Column(
                'version',
                sa.Integer(),
                nullable=False,
                server_default='1',
                comment='Counts the changes',
            )
        )
        batch.create_foreign_key('fk_ticket_assignee', 'staff', ['assignee'], ['id'])
    _fill()
    with op.batch_alter_table('ticket') as batch:
        batch.alter_column('contact_due_at', existing_type=TIME, nullable=False)
        batch.alter_column('due_at', existing_type=TIME, nullable=False)
        for name in ('group', 'priority', 'complex', 'source', 'version'):
            batch.alter_column(name, server_default=None)
    op.create_index('ix_ticket_group', 'ticket', ['group'])
    op.create_index('ix_ticket_assignee', 'ticket', ['assignee'])
    op.create_index('ix_ticket_state_due_at', 'ticket', ['state', 'due_at'])
    op.create_table(
        'ticket_event',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('ticket_id', sa.String(length=36), nullable=False),
        sa.Column('at', TIME, nullable=False),
        sa.Column(
            'staff_id',
            sa.String(length=36),
            nullable=True,
            comment='Empty: the enterprise or a clock',
        ),
        sa.Column('kind', sa.String(length=20), nullable=False),
        sa.Column('before', sa.String(length=40), nullable=True),
        sa.Column('after', sa.String(length=40), nullable=True),
        sa.Column('text', sa.Text(), nullable=True),
        sa.Column('public', sa.Boolean(), nullable=False),
        sa.Column(
            'key',
            sa.String(length=64),
            nullable=True,
            comment="The sender's idempotency key",
        ),
        sa.PrimaryKeyConstraint('id', name='pk_ticket_event'),
        sa.ForeignKeyConstraint(['ticket_id'], ['ticket.id'], name='fk_ticket_event_ticket_id'),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name='fk_ticket_event_staff_id'),
        sa.UniqueConstraint('ticket_id', 'key', name='uq_ticket_event_ticket_id_key'),
    )


def _fill() -> None:
    """Group and deadlines of the tickets that are there; of working days only weekends are known."""
    connection = op.get_bind()
    rows = connection.execute(sa.select(TICKET.c.id, TICKET.c.created_at, TICKET.c.matter)).all()
    for ticket, created, matter in rows:
        connection.execute(
            sa.update(TICKET)
            .where(TICKET.c.id == ticket)
            .values(
                {
                    'group': GROUPS.get((matter or '').partition('_')[0], 'general'),
                    'contact_due_at': _later(created, 1),
                    'due_at': _later(created, 5),
                }
            )
        )


def _later(created: datetime, days: int) -> datetime:
    """So many days from Monday to Friday later."""
    day = created.astimezone(UTC)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


def downgrade() -> None:
    op.drop_table('ticket_event')
    op.drop_index('ix_ticket_state_due_at', table_name='ticket')
    op.drop_index('ix_ticket_assignee', table_name='ticket')
    op.drop_index('ix_ticket_group', table_name='ticket')
    with op.batch_alter_table('ticket') as batch:
        batch.drop_constraint('fk_ticket_assignee', type_='foreignkey')
        for name in (
            'version',
            'source',
            'closed_at',
            'assignee',
            'overdue_at',
            'due_at',
            'contact_due_at',
            'complex',
            'priority',
            'group',
        ):
            batch.drop_column(name)
