"""trainings, evaluations and releases of models"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import UTCDateTime

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None

_STATES = "state IN ('queued', 'running', 'done', 'failed', 'cancelled')"


def _job() -> list[sa.Column]:
    return [
        sa.Column('id', sa.String(36), nullable=False),
        sa.Column('state', sa.String(10), nullable=False),
        sa.Column('created_at', UTCDateTime(), nullable=False),
        sa.Column('created_by', sa.String(36), nullable=False),
        sa.Column('started_at', UTCDateTime(), nullable=True),
        sa.Column('ended_at', UTCDateTime(), nullable=True),
        sa.Column('stage', sa.String(20), nullable=False),
        sa.Column('percent', sa.Integer(), nullable=False),
        sa.Column('remaining', sa.Integer(), nullable=True, comment='Seconds, as it looks now'),
        sa.Column('attempts', sa.Integer(), nullable=False, comment='How often it was begun'),
        sa.Column('lease_owner', sa.String(36), nullable=True),
        sa.Column('lease_until', UTCDateTime(), nullable=True),
        sa.Column('cancelled_by', sa.String(36), nullable=True),
        sa.Column(
            'engine',
            sa.String(200),
            nullable=True,
            comment='Address of the engine that works on it',
        ),
        sa.Column('cause', sa.String(20), nullable=True, comment='Code of why it failed'),
        sa.Column('detail', sa.String(300), nullable=True),
    ]


def _constraints(table: str) -> list[sa.Constraint]:
    return [
        sa.CheckConstraint(_STATES, name=op.f(f'ck_{table}_state')),
        sa.ForeignKeyConstraint(
            ['created_by'], ['staff.id'], name=op.f(f'fk_{table}_created_by')
        ),
        sa.ForeignKeyConstraint(
            ['cancelled_by'], ['staff.id'], name=op.f(f'fk_{table}_cancelled_by')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    ]


def upgrade() -> None:
    op.create_table(
        'training',
        *_job(),
        sa.Column(
            'change_sets',
            sa.JSON(),
            nullable=False,
            comment='Ids, in the order of their approval',
        ),
        sa.Column('base', sa.String(16), nullable=True, comment='Fingerprint without changes'),
        sa.Column('fingerprint', sa.String(16), nullable=True),
        sa.Column('model', sa.String(64), nullable=True, comment='Its hash, when it is done'),
        *_constraints('training'),
    )
    op.create_table(
        'evaluation',
        *_job(),
        sa.Column('training_id', sa.String(36), nullable=False),
        sa.Column('model', sa.String(64), nullable=False),
        sa.Column('against', sa.String(64), nullable=True),
        sa.Column('result', sa.JSON(), nullable=True, comment='What trainers are shown'),
        sa.Column(
            'readings',
            sa.JSON(),
            nullable=True,
            comment='How the model reads each line, for later comparisons; never shown',
        ),
        sa.ForeignKeyConstraint(
            ['training_id'], ['training.id'], name=op.f('fk_evaluation_training_id')
        ),
        *_constraints('evaluation'),
    )
    op.create_index('ix_evaluation_model', 'evaluation', ['model'])
    op.create_index('ix_evaluation_training_id', 'evaluation', ['training_id'])
    op.create_table(
        'release',
        sa.Column('number', sa.Integer(), nullable=False),
        sa.Column('model', sa.String(64), nullable=False),
        sa.Column(
            'base', sa.String(16), nullable=False, comment='Fingerprint of the code and base data'
        ),
        sa.Column('kind', sa.String(10), nullable=False, comment='base, publish or rollback'),
        sa.Column('state', sa.String(10), nullable=False),
        sa.Column('created_at', UTCDateTime(), nullable=False),
        sa.Column(
            'created_by',
            sa.String(36),
            nullable=True,
            comment='Empty: it came with the installation',
        ),
        sa.Column(
            'reason', sa.Text(), nullable=True, comment='Why against the gate, or why back'
        ),
        sa.Column('training_id', sa.String(36), nullable=True),
        sa.Column('evaluation_id', sa.String(36), nullable=True),
        sa.Column('active_at', UTCDateTime(), nullable=True),
        sa.Column('ended_at', UTCDateTime(), nullable=True),
        sa.Column('cause', sa.String(20), nullable=True),
        sa.Column('detail', sa.String(300), nullable=True),
        sa.CheckConstraint(
            "state IN ('preparing', 'active', 'retired', 'failed')", name=op.f('ck_release_state')
        ),
        sa.ForeignKeyConstraint(
            ['created_by'], ['staff.id'], name=op.f('fk_release_created_by')
        ),
        sa.ForeignKeyConstraint(
            ['training_id'], ['training.id'], name=op.f('fk_release_training_id')
        ),
        sa.ForeignKeyConstraint(
            ['evaluation_id'], ['evaluation.id'], name=op.f('fk_release_evaluation_id')
        ),
        sa.PrimaryKeyConstraint('number', name=op.f('pk_release')),
    )
    current = sa.text("state IN ('preparing', 'active')")
    op.create_index(
        'uq_release_current',
        'release',
        ['state'],
        unique=True,
        sqlite_where=current,
        postgresql_where=current,
    )


def downgrade() -> None:
    for table in ('release', 'evaluation', 'training'):
        op.drop_table(table)
