"""a release may be on trial with a share of the conversations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.base import UTCDateTime

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None

_STATE = 'ck_release_state'
_BEFORE = "state IN ('preparing', 'active', 'retired', 'failed')"
_AFTER = "state IN ('preparing', 'active', 'retired', 'failed', 'withdrawn')"


def upgrade() -> None:
    with op.batch_alter_table('release') as batch:
        batch.drop_constraint(op.f(_STATE), type_='check')
        batch.create_check_constraint(op.f(_STATE), _AFTER)
        batch.add_column(
            sa.Column(
                'share',
                sa.Integer(),
                nullable=True,
                comment='Percent of the conversations that it answers first; empty: all at once',
            )
        )
        batch.add_column(sa.Column('trial_at', UTCDateTime(), nullable=True))
        batch.add_column(
            sa.Column(
                'settled_by',
                sa.String(36),
                nullable=True,
                comment='Who gave it to all after its trial, or took it back',
            )
        )
        batch.create_foreign_key(op.f('fk_release_settled_by'), 'staff', ['settled_by'], ['id'])


def downgrade() -> None:
    """What was on trial, or was taken back, never answered all: it counts as failed."""
    op.execute(
        "UPDATE release SET state = 'failed', ended_at = COALESCE(ended_at, trial_at)"
        " WHERE state = 'withdrawn' OR (state = 'preparing' AND trial_at IS NOT NULL)"
    )
    with op.batch_alter_table('release') as batch:
        batch.drop_constraint(op.f(_STATE), type_='check')
        batch.create_check_constraint(op.f(_STATE), _BEFORE)
        batch.drop_constraint('fk_release_settled_by', type_='foreignkey')
        for name in ('settled_by', 'trial_at', 'share'):
            batch.drop_column(name)
