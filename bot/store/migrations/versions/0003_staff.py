"""staff, their sessions, and who holds a conversation"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

import bot.store.base

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

TIME = bot.store.base.UTCDateTime(timezone=True)


def upgrade() -> None:
    op.create_table('staff',
    sa.Column('id', sa.String(length=36), nullable=False),
    sa.Column('login', sa.String(length=60), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False, comment='What enterprises see'),
    sa.Column('password', sa.String(length=200), nullable=False, comment='Argon2 hash'),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_staff')),
    sa.UniqueConstraint('login', name=op.f('uq_staff_login'))
    )
    op.create_table('staff_session',
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('staff_id', sa.String(length=36), nullable=False),
    sa.Column('created_at', TIME, nullable=False),
    sa.Column('expires_at', TIME, nullable=False),
    sa.ForeignKeyConstraint(['staff_id'], ['staff.id'], name=op.f('fk_staff_session_staff_id')),
    sa.PrimaryKeyConstraint('token_hash', name=op.f('pk_staff_session'))
    )
    op.create_index(op.f('ix_staff_session_staff_id'), 'staff_session', ['staff_id'])
    with op.batch_alter_table('conversation') as batch:
        batch.add_column(sa.Column('assignee', sa.String(length=36), nullable=True, comment='Who answers while the owner is staff'))
        batch.create_foreign_key(op.f('fk_conversation_assignee'), 'staff', ['assignee'], ['id'])
        batch.create_index(op.f('ix_conversation_assignee'), ['assignee'])
    with op.batch_alter_table('service_case') as batch:
        batch.add_column(sa.Column('claimed_at', TIME, nullable=True))
        batch.add_column(sa.Column('claimed_by', sa.String(length=36), nullable=True))
        batch.add_column(sa.Column('first_reply_at', TIME, nullable=True))
        batch.create_foreign_key(op.f('fk_service_case_claimed_by'), 'staff', ['claimed_by'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('service_case') as batch:
        batch.drop_constraint(op.f('fk_service_case_claimed_by'), type_='foreignkey')
        batch.drop_column('first_reply_at')
        batch.drop_column('claimed_by')
        batch.drop_column('claimed_at')
    with op.batch_alter_table('conversation') as batch:
        batch.drop_index(op.f('ix_conversation_assignee'))
        batch.drop_constraint(op.f('fk_conversation_assignee'), type_='foreignkey')
        batch.drop_column('assignee')
    op.drop_index(op.f('ix_staff_session_staff_id'), table_name='staff_session')
    op.drop_table('staff_session')
    op.drop_table('staff')
