"""roles, groups and capacity of staff; groups of cases; notes, routing decisions, readings"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import UTCDateTime

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

# Whoever had an account before there were groups saw everything.
EVERY_GROUP = '["general", "ip", "legal", "registration", "tax"]'


def upgrade() -> None:
    op.add_column('staff', sa.Column('role', sa.String(20), nullable=False, server_default='staff'))
    op.add_column(
        'staff',
        sa.Column(
            'groups',
            sa.JSON(),
            nullable=False,
            server_default=EVERY_GROUP,
            comment='Skill groups; every role but staff sees all',
        ),
    )
    op.add_column(
        'staff',
        sa.Column(
            'capacity',
            sa.Integer(),
            nullable=False,
            server_default='5',
            comment='Conversations at once',
        ),
    )
    op.add_column(
        'staff',
        sa.Column(
            'load',
            sa.Integer(),
            nullable=False,
            server_default='0',
            comment='Conversations held; changed together with their assignee',
        ),
    )
    op.add_column(
        'staff',
        sa.Column(
            'available',
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
            comment='Wants to be given what waits',
        ),
    )
    op.add_column(
        'staff',
        sa.Column(
            'seen_at', UTCDateTime(), nullable=True, comment='When a socket of theirs last lived'
        ),
    )
    op.execute(
        'UPDATE staff SET load ='
        ' (SELECT count(*) FROM conversation WHERE conversation.assignee = staff.id)'
    )
    op.execute('UPDATE staff SET capacity = load WHERE load > capacity')
    with op.batch_alter_table('service_case') as batch:
        batch.add_column(
            sa.Column('group', sa.String(20), nullable=False, server_default='general')
        )
        batch.add_column(
            sa.Column(
                'priority',
                sa.Integer(),
                nullable=False,
                server_default='0',
                comment='Higher is first',
            )
        )
        batch.add_column(
            sa.Column(
                'wanted', sa.String(36), nullable=True, comment='Who is to have it when free'
            )
        )
        batch.create_foreign_key('fk_service_case_wanted', 'staff', ['wanted'], ['id'])
    op.create_table(
        'case_note',
        sa.Column('id', sa.String(36), nullable=False),
        sa.Column('conversation_id', sa.String(36), nullable=False),
        sa.Column('staff_id', sa.String(36), nullable=False),
        sa.Column('key', sa.String(64), nullable=False),
        sa.Column('at', UTCDateTime(), nullable=False),
        sa.Column('text', sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_case_note'),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name='fk_case_note_conversation_id'
        ),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name='fk_case_note_staff_id'),
        sa.UniqueConstraint('key', name='uq_case_note_key'),
    )
    op.create_index('ix_case_note_conversation_id', 'case_note', ['conversation_id'])
    op.create_table(
        'routing_decision',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('case_id', sa.String(36), nullable=False),
        sa.Column('at', UTCDateTime(), nullable=False),
        sa.Column('kind', sa.String(20), nullable=False),
        sa.Column('reason', sa.String(30), nullable=False),
        sa.Column('staff_id', sa.String(36), nullable=True),
        sa.PrimaryKeyConstraint('id', name='pk_routing_decision'),
        sa.ForeignKeyConstraint(
            ['case_id'], ['service_case.id'], name='fk_routing_decision_case_id'
        ),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name='fk_routing_decision_staff_id'),
    )
    op.create_index('ix_routing_decision_case_id', 'routing_decision', ['case_id'])
    op.create_table(
        'access_record',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('at', UTCDateTime(), nullable=False),
        sa.Column('staff_id', sa.String(36), nullable=False),
        sa.Column('conversation_id', sa.String(36), nullable=False),
        sa.Column('what', sa.String(20), nullable=False),
        sa.PrimaryKeyConstraint('id', name='pk_access_record'),
        sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name='fk_access_record_staff_id'),
        sa.ForeignKeyConstraint(
            ['conversation_id'], ['conversation.id'], name='fk_access_record_conversation_id'
        ),
    )
    op.create_index('ix_access_record_at', 'access_record', ['at'])
    op.create_index('ix_access_record_staff_id', 'access_record', ['staff_id'])
    op.create_index('ix_access_record_conversation_id', 'access_record', ['conversation_id'])


def downgrade() -> None:
    op.drop_table('access_record')
    op.drop_table('routing_decision')
    op.drop_table('case_note')
    with op.batch_alter_table('service_case') as batch:
        batch.drop_constraint('fk_service_case_wanted', type_='foreignkey')
        batch.drop_column('wanted')
        batch.drop_column('priority')
        batch.drop_column('group')
    for name in ('seen_at', 'available', 'load', 'capacity', 'groups', 'role'):
        op.drop_column('staff', name)
